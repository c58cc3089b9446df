// player/refresh.h: when a display with vertical sync shows pictures, learned from when it did. Pure; thread:
// one.
//
// A phase-locked loop on the moments at which flips became visible; which refresh a picture takes is rounding
// with hysteresis, so that a cadence stays even: 25 pictures a second on 60 Hz take 2, 3, 2, 3, 2 refreshes,
// and 30 take 2 each even where their due times lie just between two refreshes.
#pragma once

#include <cstdint>
#include <optional>

#include "config/clock.h"

namespace kepu::player {

class Refresh {
 public:
  // `nominal`: the interval that the display claims.
  explicit Refresh(nanoseconds nominal) : nominal_(nominal), interval_(nominal) {}

  // When to ask for a flip so that it becomes visible at the refresh nearest to `due`.
  Steady flip_at(Steady due);

  // A flip was asked for at `asked` and returned at `visible`.
  void flipped(Steady asked, Steady visible);

  // False once flips have turned out not to wait for the display: nothing can be learned from them.
  bool waits() const { return hasty_ < kHastyMax; }

  nanoseconds interval() const { return interval_; }

 private:
  static constexpr int kHastyMax = 10;
  static constexpr int kStrayMax = 5;
  void learn(Steady visible);

  nanoseconds nominal_, interval_;
  std::optional<Steady> phase_;  // of a refresh
  bool leans_late_ = false;      // how the last picture was rounded
  int hasty_ = 0;                // flips in a row that did not wait
  int stray_ = 0;                // moments in a row that fit nothing
};

}  // namespace kepu::player
