// tests/fakes/fake_clock.h: a clock that never makes anyone wait: it jumps to the deadline, or stays where it
// is when the wakeup was rung. Obeys the contract of Clock (tests/config/clock_test.cpp runs on both).
#pragma once

#include <poll.h>

#include <mutex>
#include <optional>

#include "config/clock.h"

namespace kepu::fakes {

// Any thread may call anything.
class FakeClock final : public Clock {
 public:
  // Where it starts: any time will do for steady, wall is 2026-11-23T00:00:00Z.
  FakeClock() = default;
  FakeClock(Wall wall, Steady steady) : wall_(wall), steady_(steady) {}

  Wall wall() const override {
    const std::lock_guard lock(mutex_);
    return std::chrono::floor<milliseconds>(wall_);
  }

  Steady steady() const override {
    const std::lock_guard lock(mutex_);
    return steady_;
  }

  // Without a deadline it really waits for the bell, which only another thread can then ring.
  void wait_until(std::optional<Steady> deadline, Wakeup& wakeup) override {
    pollfd bell{wakeup.fd(), POLLIN, 0};
    while (::poll(&bell, 1, deadline ? 0 : -1) < 0) {
    }
    if ((bell.revents & POLLIN) != 0) {
      wakeup.clear();
      return;
    }
    const Steady now = steady();
    if (*deadline > now) advance(*deadline - now);
  }

  // Time goes by: both clocks advance.
  void advance(nanoseconds length) {
    const std::lock_guard lock(mutex_);
    wall_ += length;
    steady_ += length;
  }

  // Somebody sets the wall clock; steady goes on as it was.
  void set_wall(Wall wall) {
    const std::lock_guard lock(mutex_);
    wall_ = wall;
  }

 private:
  mutable std::mutex mutex_;
  // In nanoseconds, so that the parts of a millisecond add up. Both guarded by mutex_.
  std::chrono::sys_time<nanoseconds> wall_{std::chrono::sys_days(std::chrono::year(2026) / 11 / 23)};
  Steady steady_{std::chrono::hours(1)};
};

}  // namespace kepu::fakes
