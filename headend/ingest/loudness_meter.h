// headend/ingest/loudness_meter.h: the loudness of a file's sound as the player will play it, in stereo:
// FFmpeg's ebur128.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavformat/avformat.h>
}

#include <cstdint>
#include <memory>
#include <optional>

#include "headend/loudness.h"

namespace kepu::headend::ingest {

class LoudnessMeter {
 public:
  // Measures this much of the sound: a lecture's first ten minutes tell how loud it is.
  static constexpr int kSecondsMax = 600;

  // Measures `stream`; what cannot be decoded counts as no sound.
  explicit LoudnessMeter(const AVStream& stream);

  void feed(const AVPacket* packet);  // of that stream, in order; null: there are no more

  // After the last packet. None: no sound.
  std::optional<Loudness> result() const { return result_; }

 private:
  template <auto fn>
  struct FreeRef {
    template <class T>
    void operator()(T* handle) const {
      fn(&handle);
    }
  };
  bool build(const AVFrame& frame);
  void push(AVFrame* frame);
  void pull();

  std::unique_ptr<AVCodecContext, FreeRef<avcodec_free_context>> decoder_;
  std::unique_ptr<AVFilterGraph, FreeRef<avfilter_graph_free>> graph_;
  AVFilterContext* source_ = nullptr;  // the graph's
  AVFilterContext* sink_ = nullptr;
  std::int64_t samples_left_ = 0;
  std::optional<Loudness> result_;
};

}  // namespace kepu::headend::ingest
