#include "player/refresh.h"

#include <algorithm>
#include <cmath>

namespace kepu::player {
namespace {

constexpr double kPhaseGain = 0.1, kIntervalGain = 0.02;
constexpr double kIntervalRange = 0.02;  // of the nominal one
constexpr double kTie = 0.1;             // so near to the middle the last rounding decides

double count(nanoseconds time) { return static_cast<double>(time.count()); }

}  // namespace

Steady Refresh::flip_at(Steady due) {
  if (!phase_) return due;
  const double place = count(due - *phase_) / count(interval_);
  const double before = std::floor(place);
  const double part = place - before;
  if (std::abs(part - 0.5) >= kTie) leans_late_ = part > 0.5;
  const double refresh = before + (leans_late_ ? 1 : 0);
  // Half an interval earlier the refresh before it has passed for certain.
  return *phase_ + nanoseconds(std::llround((refresh - 0.5) * count(interval_)));
}

void Refresh::flipped(Steady asked, Steady visible) {
  hasty_ = visible - asked < interval_ / 8 ? hasty_ + 1 : 0;
  learn(visible);
}

void Refresh::learn(Steady visible) {
  if (!phase_) {
    phase_ = visible;
    return;
  }
  const double passed = std::max(1.0, std::round(count(visible - *phase_) / count(interval_)));
  const double error = count(visible - *phase_) - passed * count(interval_);
  if (std::abs(error) > count(interval_) / 4) {
    if (++stray_ > kStrayMax) phase_.reset();
    return;
  }
  stray_ = 0;
  const double nominal = count(nominal_);
  const double better = count(interval_) + kIntervalGain * error / passed;
  interval_ = nanoseconds(
      std::llround(std::clamp(better, nominal * (1 - kIntervalRange), nominal * (1 + kIntervalRange))));
  phase_ = *phase_ + nanoseconds(std::llround(passed * count(interval_) + kPhaseGain * error));
}

}  // namespace kepu::player
