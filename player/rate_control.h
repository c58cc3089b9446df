// player/rate_control.h: how much faster or slower sound must be read so that it stays with the pictures.
#pragma once

#include "config/clock.h"

namespace kepu::player {

constexpr double kSpeedChangeMax = 0.005;  // nobody hears a change of pitch of half a percent

// A second-order loop: a steady difference of the two clocks is learnt and leaves no error.
class RateControl {
 public:
  // `late`: how much later than its picture a sample would be heard, measured `since` the last call. Returns
  // the speed from now on, 1 +- kSpeedChangeMax.
  double speed(nanoseconds late, nanoseconds since);

  // The sound was laid against the pictures anew: no error is left. What is known of the clocks stays.
  void restart() { late_s_ = 0; }

 private:
  double late_s_ = 0;  // smoothed
  double drift_ = 0;   // learnt
};

}  // namespace kepu::player
