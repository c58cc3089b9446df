// player/fader.h: how loud the screen is at this moment: its volume, quiet hours, a driver's announcement.
#pragma once

#include <atomic>
#include <cstddef>
#include <span>

namespace kepu::player {

constexpr std::size_t kFadeDownFrames = 2400;  // 50 ms: at once, but without a click
constexpr std::size_t kFadeUpFrames = 24000;   // 500 ms

class Fader {
 public:
  // `volume`: 0..1; `duck_db`: what is added while ducked, at most 0.
  Fader(double volume, double duck_db);

  // Any thread.
  void set_duck(bool ducked) { ducked_.store(ducked, std::memory_order_relaxed); }
  void set_quiet(bool quiet) { quiet_.store(quiet, std::memory_order_relaxed); }

  // The audio callback's alone. Scales interleaved stereo; what was set since is reached by a ramp.
  void apply(std::span<float> out);
  // Before the first apply(): begins at what is set, without a ramp.
  void start() { gain_ = target_ = wanted(); }

 private:
  float wanted() const;
  float volume_;
  float ducked_volume_;
  std::atomic<bool> ducked_{false};
  std::atomic<bool> quiet_{false};
  float gain_;
  float target_;
  float step_ = 0;
};

}  // namespace kepu::player
