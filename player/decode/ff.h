// player/decode/ff.h: one owner type for each of FFmpeg's handles, and the differences between its versions.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/mastering_display_metadata.h>
#include <libavutil/pixdesc.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
}

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace kepu::player::decode {

template <auto fn>
struct Free {  // for functions that take the handle
  template <class T>
  void operator()(T* handle) const {
    fn(handle);
  }
};
template <auto fn>
struct FreeRef {  // for functions that take its address
  template <class T>
  void operator()(T* handle) const {
    fn(&handle);
  }
};

using FormatContext = std::unique_ptr<AVFormatContext, FreeRef<avformat_close_input>>;
using CodecContext = std::unique_ptr<AVCodecContext, FreeRef<avcodec_free_context>>;
using FramePtr = std::unique_ptr<AVFrame, FreeRef<av_frame_free>>;
using PacketPtr = std::unique_ptr<AVPacket, FreeRef<av_packet_free>>;
using Resampler = std::unique_ptr<SwrContext, FreeRef<swr_free>>;
using Scaler = std::unique_ptr<SwsContext, Free<sws_freeContext>>;

struct FreeIo {
  void operator()(AVIOContext* io) const {
    av_freep(&io->buffer);
    avio_context_free(&io);
  }
};
using IoContext = std::unique_ptr<AVIOContext, FreeIo>;

inline std::string error_text(int code) {
  std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
  av_strerror(code, text.data(), text.size());
  return text.data();
}

inline std::int64_t frame_duration(const AVFrame& frame) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 0, 100)
  return frame.duration;
#else
  return frame.pkt_duration;
#endif
}

inline void set_frame_duration(AVFrame& frame, std::int64_t duration) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 0, 100)
  frame.duration = duration;
#else
  frame.pkt_duration = duration;
#endif
}

inline bool is_interlaced(const AVFrame& frame) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 7, 100)
  return (frame.flags & AV_FRAME_FLAG_INTERLACED) != 0;
#else
  return frame.interlaced_frame != 0;
#endif
}

inline bool is_top_field_first(const AVFrame& frame) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 7, 100)
  return (frame.flags & AV_FRAME_FLAG_TOP_FIELD_FIRST) != 0;
#else
  return frame.top_field_first != 0;
#endif
}

inline const AVPacketSideData* stream_side_data(const AVStream& stream, AVPacketSideDataType type) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 100)
  return av_packet_side_data_get(stream.codecpar->coded_side_data, stream.codecpar->nb_coded_side_data, type);
#else
  for (int i = 0; i < stream.nb_side_data; ++i) {
    if (stream.side_data[i].type == type) return &stream.side_data[i];
  }
  return nullptr;
#endif
}

}  // namespace kepu::player::decode
