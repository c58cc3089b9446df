// content/lower_bound.h: how late it is at least, whatever a clock says: the newest of the program's release
// and of what was signed, plus the time that the screen has been running since. Expiry is judged
// by it alone, so that no wrong clock can forge or poison it. Pure.
#pragma once

#include <algorithm>
#include <optional>

#include "config/clock.h"
#include "content/http.h"

namespace kepu::content {

class LowerBound {
 public:
  // It was `signed_at` or later when an instant was written that is believed.
  void raise(Wall signed_at) { bound_ = std::max(bound_, signed_at); }

  // Counts the time since the last call.
  void run_on(Steady now) {
    const milliseconds ran = std::chrono::floor<milliseconds>(now - counted_.value_or(now));
    bound_ += ran;
    counted_ = counted_.value_or(now) + ran;
  }

  Wall at() const { return bound_; }

 private:
  Wall bound_ = kReleased;
  std::optional<Steady> counted_;  // up to here
};

}  // namespace kepu::content
