#include "player/rate_control.h"

#include <algorithm>

namespace kepu::player {
namespace {

constexpr double kSmoothS = 0.5;                  // calls of real devices jitter by milliseconds
constexpr double kGain = 0.25;                    // per second: an error is down to a third after four
constexpr double kDriftGain = kGain * kGain / 4;  // as fast as it can be without swinging
constexpr double kSinceMaxS = 0.2;                // a longer pause says nothing about what was in between

double seconds(nanoseconds time) { return std::chrono::duration<double>(time).count(); }
double bounded(double value) { return std::clamp(value, -kSpeedChangeMax, kSpeedChangeMax); }

}  // namespace

double RateControl::speed(nanoseconds late, nanoseconds since) {
  const double step = std::clamp(seconds(since), 0.0, kSinceMaxS);
  late_s_ += (seconds(late) - late_s_) * step / (kSmoothS + step);
  const double wanted = kGain * late_s_ + drift_;
  // At the bound there is nothing to be learnt: it would swing back too far.
  if (wanted == bounded(wanted)) drift_ = bounded(drift_ + kDriftGain * late_s_ * step);
  return 1 + bounded(wanted);
}

}  // namespace kepu::player
