// headend/ingest/ff.h: one owner type for each of FFmpeg's handles.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavformat/avformat.h>
}

#include <memory>

namespace kepu::headend::ingest {

template <auto fn>
struct FreeRef {  // for functions that take the handle's address
  template <class T>
  void operator()(T* handle) const {
    fn(&handle);
  }
};
struct FreeIo {
  void operator()(AVIOContext* io) const {
    av_freep(&io->buffer);
    avio_context_free(&io);
  }
};
using FormatContext = std::unique_ptr<AVFormatContext, FreeRef<avformat_close_input>>;
using CodecContext = std::unique_ptr<AVCodecContext, FreeRef<avcodec_free_context>>;
using FramePtr = std::unique_ptr<AVFrame, FreeRef<av_frame_free>>;
using PacketPtr = std::unique_ptr<AVPacket, FreeRef<av_packet_free>>;
using IoContext = std::unique_ptr<AVIOContext, FreeIo>;
using FilterGraph = std::unique_ptr<AVFilterGraph, FreeRef<avfilter_graph_free>>;
using FilterEnds = std::unique_ptr<AVFilterInOut, FreeRef<avfilter_inout_free>>;

}  // namespace kepu::headend::ingest
