#include "player/wall_line.h"

#include <algorithm>
#include <cmath>

#include "config/log.h"

namespace kepu::player {

bool WallLine::observe(Steady now, Wall wall) {
  const nanoseconds ahead = nanoseconds(wall.time_since_epoch()) - now.time_since_epoch();
  if (!line_) {
    line_ = {now, ahead};
    return false;
  }
  error_ = ahead - line_->ahead;
  if (std::chrono::abs(error_) > kClockStep) {
    line_ = {now, ahead};
    return true;
  }
  const auto elapsed = static_cast<double>((now - line_->now).count());
  const double most = elapsed * kNudgeMax;
  const double wanted =
      static_cast<double>(error_.count()) * std::min(1.0, elapsed / static_cast<double>(kNudgeTime.count()));
  line_ = {now, line_->ahead + nanoseconds(std::llround(std::clamp(wanted, -most, most)))};
  return false;
}

Steady WallLine::steady_of(Wall at) const {
  KEPU_CHECK(line_);
  return Steady(nanoseconds(at.time_since_epoch()) - line_->ahead);
}

Wall WallLine::wall_of(Steady at) const {
  KEPU_CHECK(line_);
  return Wall(std::chrono::round<milliseconds>(at.time_since_epoch() + line_->ahead));
}

}  // namespace kepu::player
