#include "player/clock_quality.h"

#include <sys/timex.h>

namespace kepu::player {

ClockQuality clock_quality() {
  timex state{};
  if (adjtimex(&state) < 0) return {};
  return {(state.status & STA_UNSYNC) == 0, std::chrono::microseconds(state.maxerror),
          std::chrono::microseconds(state.esterror)};
}

}  // namespace kepu::player
