// player/resampler.h: sound a hair faster or slower, so that a device with a clock of its own keeps step.
// Its own, for near 1:1 forty lines do what libswresample does, which brings libavutil and what that drags
// in.
#pragma once

#include <span>
#include <vector>

namespace kepu::player {

// Interleaved stereo. A windowed sinc, flat to 18 kHz, noise below -80 dB. One thread at a time.
class Resampler {
 public:
  Resampler();

  // Puts what comes of `in` behind `out`. `speed`: sample frames taken in per frame put out, 0.9..1.1; it may
  // change at any time.
  void process(std::span<const float> in, double speed, std::vector<float>& out);

  // How much has been taken in that has not come out yet, in sample frames: what comes out next belongs that
  // long before what is taken in next.
  double delay() const;

  // Forgets what has been taken in.
  void reset();

 private:
  void put(float* to) const;
  std::vector<float> kernel_;        // by phase, then by tap
  std::vector<float> left_, right_;  // what the next ones still need
  double position_ = 0;              // of the next to be put out, in left_ and right_
};

}  // namespace kepu::player
