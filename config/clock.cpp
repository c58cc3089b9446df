#include "config/clock.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

#include "config/log.h"

namespace kepu {
namespace {

timespec read_clock(clockid_t id) {
  timespec time{};
  KEPU_CHECK(::clock_gettime(id, &time) == 0);
  return time;
}

nanoseconds since_start(const timespec& time) {
  return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
}

timespec to_timespec(nanoseconds length) {
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(length);
  timespec result{};
  result.tv_sec = whole.count();
  result.tv_nsec = (length - whole).count();
  return result;
}

}  // namespace

Wall SystemClock::wall() const {
  return Wall(std::chrono::floor<milliseconds>(since_start(read_clock(CLOCK_REALTIME))));
}

Steady SystemClock::steady() const { return Steady(since_start(read_clock(CLOCK_MONOTONIC))); }

void SystemClock::wait_until(std::optional<Steady> deadline, Wakeup& wakeup) {
  for (;;) {
    timespec left{};
    if (deadline) {
      const Steady now = steady();
      left = to_timespec(*deadline > now ? *deadline - now : nanoseconds(0));
    }
    pollfd bell{wakeup.fd(), POLLIN, 0};
    const int ready = ::ppoll(&bell, 1, deadline ? &left : nullptr, nullptr);
    if (ready > 0) {
      wakeup.clear();
      return;
    }
    KEPU_CHECK(ready == 0 || errno == EINTR);
    // A signal is no reason to return: its handler rings if it is one. Nor is a timer that fired a hair
    // early.
    if (deadline && steady() >= *deadline && ready == 0) return;
  }
}

}  // namespace kepu
