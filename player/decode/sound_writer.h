// player/decode/sound_writer.h: decoded sound, resampled to the ring's format and laid against the pictures'
// time.
#pragma once

#include <cstdint>
#include <vector>

#include "config/result.h"
#include "player/decode/ff.h"
#include "player/wire.h"

namespace kepu::player::decode {

// Sample 0 of what it writes belongs to the first picture: earlier sound is cut off, a late start and holes
// are silence.
class SoundWriter {
 public:
  // `control` and `ring` (wire::kSoundCapacity sample frames) lie in the shared memory and must outlive it.
  SoundWriter(wire::Control& control, float* ring) : control_(&control), ring_(ring) {}

  // `first_picture` and the frame's pts in seconds.
  Result<void> write(const AVFrame& frame, AVRational time_base, double first_picture);

  // Moves what did not fit into the ring as far as there is room now.
  void flush();

  // Sample frames in the ring and waiting for it.
  std::uint64_t buffered() const;
  bool waiting() const { return !overflow_.empty(); }

 private:
  Result<void> prepare(const AVFrame& frame);
  void align(double at);
  std::uint64_t room() const;

  wire::Control* control_;
  float* ring_;
  Resampler resampler_;
  AVChannelLayout layout_{};  // what resampler_ was made for; only native layouts, which own no memory
  int rate_ = 0;
  int format_ = -1;
  std::uint64_t produced_ = 0;  // sample frames so far, also those in overflow_
  std::int64_t skip_ = 0;       // sample frames to throw away
  std::vector<float> converted_;
  std::vector<float> overflow_;  // interleaved, in order
};

}  // namespace kepu::player::decode
