// headend/ingest/loudness_meter.h: the loudness of a file's sound as the player will play it, in stereo:
// FFmpeg's ebur128.
#pragma once

#include <cstdint>
#include <optional>

#include "headend/ingest/ff.h"
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
  bool build(const AVFrame& frame);
  void push(AVFrame* frame);
  void pull();

  CodecContext decoder_;
  FilterGraph graph_;
  AVFilterContext* source_ = nullptr;  // the graph's
  AVFilterContext* sink_ = nullptr;
  std::int64_t samples_left_ = 0;
  std::optional<Loudness> result_;
};

}  // namespace kepu::headend::ingest
