// content/backoff.h: how long to wait after failures in a row. Pure.
#pragma once

#include <chrono>

#include "config/clock.h"

namespace kepu::content {

// A part by chance of 2 s, doubling, at most 5 minutes ("full jitter",
// https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter); longer if the server asks for
// it.
class Backoff {
 public:
  // `chance`: in (0, 1].
  void fail(Steady now, double chance = 1, std::chrono::seconds retry_after = {});
  void succeed() { *this = {}; }
  bool holds(Steady now) const { return failures_ > 0 && now < until_; }
  int failures() const { return failures_; }
  Steady until() const { return until_; }
  std::chrono::seconds delay() const;  // at most, but for what the server asks

 private:
  int failures_ = 0;
  Steady until_{};
};

}  // namespace kepu::content
