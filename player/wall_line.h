// player/wall_line.h: the wall clock laid on the steady clock, without its jumps: what entries aligned to the
// clock follow. Pure; thread: one.
#pragma once

#include <optional>

#include "config/clock.h"

namespace kepu::player {

constexpr double kNudgeMax = 0.005;  // of elapsed time: how fast the line follows the wall clock
constexpr nanoseconds kClockStep = milliseconds(100);  // out by more: the clock was set, and the line jumps
constexpr nanoseconds kNudgeTime = std::chrono::seconds(1);  // a small error is worked off in about this

class WallLine {
 public:
  // Takes in what both clocks say at one moment; moments must not go back. True if the wall clock was set
  // since the last reading: the line has jumped, and what was laid by it lies wrong.
  bool observe(Steady now, Wall wall);

  // Before the first observe(): a broken invariant.
  Steady steady_of(Wall at) const;
  Wall wall_of(Steady at) const;  // nearest millisecond

  // How far the wall clock was ahead of the line at the last reading.
  nanoseconds error() const { return error_; }

 private:
  struct Reading {
    Steady now;
    nanoseconds ahead;  // wall time since 1970 less steady time
  };
  std::optional<Reading> line_;
  nanoseconds error_{};
};

}  // namespace kepu::player
