// player/clock_quality.h: what the kernel knows about how good the wall clock is (adjtimex(2)).
#pragma once

#include <chrono>

namespace kepu::player {

struct ClockQuality {
  bool synchronised = false;  // chrony, ntpd or PTP disciplines it
  std::chrono::microseconds error_max{}, error_estimated{};
};

// Any thread; never blocks. A kernel that does not tell: not synchronised.
ClockQuality clock_quality();

}  // namespace kepu::player
