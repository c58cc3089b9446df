// config/clock.h: three kinds of time that do not convert by accident, and the one seam that reads and waits.
//   Wall    UTC, milliseconds: scheduling, logs
//   Steady  since an arbitrary start, never steps, nanoseconds: playout
//   Media   a picture's or sample's place in its clip, nanoseconds
#pragma once

#include <chrono>
#include <optional>

#include "config/wakeup.h"

namespace kepu {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

using Wall = std::chrono::sys_time<milliseconds>;

struct SteadyTime {
  using rep = nanoseconds::rep;
  using period = nanoseconds::period;
  using duration = nanoseconds;
  using time_point = std::chrono::time_point<SteadyTime>;
  static constexpr bool is_steady = true;
};
using Steady = SteadyTime::time_point;

struct MediaTime {
  using rep = nanoseconds::rep;
  using period = nanoseconds::period;
  using duration = nanoseconds;
  using time_point = std::chrono::time_point<MediaTime>;
  static constexpr bool is_steady = true;
};
using Media = MediaTime::time_point;

// Owns reading *and* waiting, so that no test sleeps. Any thread may call it.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Wall wall() const = 0;
  virtual Steady steady() const = 0;
  // Returns at `deadline`, or earlier once `wakeup` was rung (which clears it). No deadline: until rung.
  virtual void wait_until(std::optional<Steady> deadline, Wakeup& wakeup) = 0;
};

// The machine's clocks. Only main() makes one.
class SystemClock final : public Clock {
 public:
  Wall wall() const override;
  Steady steady() const override;
  void wait_until(std::optional<Steady> deadline, Wakeup& wakeup) override;
};

}  // namespace kepu
