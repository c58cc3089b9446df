// tests/fakes/fake_device.h: an audio device with a clock of its own, on the test's time.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "player/sound_outlet.h"

namespace kepu::fakes {

// Asks for a buffer each time that one has been heard, while the one before is being heard.
class FakeDevice {
 public:
  static constexpr std::size_t kBuffer = 1024;
  // Each buffer: when its first sample frame is heard, and how long each of them takes.
  using Hear = std::function<void(Steady at, std::span<const float> buffer, double frame_s)>;

  FakeDevice(player::SoundOutlet& outlet, Steady now, double rate, Hear hear)
      : outlet_(&outlet), rate_(rate), hear_(std::move(hear)) {
    plug(now);
  }
  void plug(Steady now) {
    started_ = now;
    asked_ = 0;
    outlet_->opened(now, std::chrono::duration_cast<nanoseconds>(2 * buffer()));
  }

  // What it does up to `now`.
  void run_until(Steady now) {
    for (; due(asked_) <= now; ++asked_) {
      outlet_->pull(out_, due(asked_) + (jitter ? jitter() : nanoseconds{}));
      hear_(due(asked_ + 1), out_, 1 / rate_);
    }
  }
  // It stood still for so long.
  void stand_still(nanoseconds time) { started_ += time; }

  std::function<nanoseconds()> jitter;  // how much later than due it calls
  std::size_t calls() const { return asked_; }

 private:
  std::chrono::duration<double> buffer() const { return std::chrono::duration<double>(kBuffer / rate_); }
  nanoseconds time_of(double frames) const {
    return std::chrono::duration_cast<nanoseconds>(std::chrono::duration<double>(frames / rate_));
  }
  Steady due(std::size_t call) const { return started_ + time_of(static_cast<double>(call * kBuffer)); }

  player::SoundOutlet* outlet_;
  double rate_;
  Hear hear_;
  Steady started_{};
  std::size_t asked_ = 0;
  std::vector<float> out_ = std::vector<float>(kBuffer * 2);
};

}  // namespace kepu::fakes
