// tests/scheduler/oracle/wall_clock.h: what the clocks of a zone show, minute by minute, as the C library
// knows it. (scheduler/ asks the date library.)
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kepu::oracle {

using std::chrono::sys_days;

// The zone of this process, for as long as the object lives. Thread: the only one.
class ProcessZone {
 public:
  explicit ProcessZone(const std::string& name) {
    if (const char* was = std::getenv("TZ")) was_ = was;
    ::setenv("TZ", (':' + name).c_str(), 1);
    ::tzset();
  }
  ~ProcessZone() {
    was_ ? ::setenv("TZ", was_->c_str(), 1) : ::unsetenv("TZ");
    ::tzset();
  }
  ProcessZone(const ProcessZone&) = delete;
  ProcessZone& operator=(const ProcessZone&) = delete;

 private:
  std::optional<std::string> was_;
};

// Minutes of UTC and minutes as shown, both since 1970-01-01 00:00. Zones in the tests differ from UTC by
// whole minutes on the dates asked for.
class WallClock {
 public:
  static constexpr std::int64_t kDay = 24 * 60;

  WallClock(const std::string& zone, sys_days date)
      : first_((date - std::chrono::days(4)).time_since_epoch().count() * kDay) {
    const ProcessZone in(zone);
    std::int64_t latest = INT64_MIN;
    for (std::int64_t i = 0; i < 9 * kDay; ++i) {
      latest = std::max(latest, shown_at(first_ + i));
      latest_.push_back(latest);
    }
  }

  // The first minute at which the clock shows `minute` of `date`, or more: a time that is left out moves
  // forward to the first after it, one that is shown twice is its first showing.
  std::int64_t utc(sys_days date, int minute) const {
    const std::int64_t wanted = date.time_since_epoch().count() * kDay + minute;
    return first_ + (std::lower_bound(latest_.begin(), latest_.end(), wanted) - latest_.begin());
  }

 private:
  static std::int64_t shown_at(std::int64_t utc) {
    const std::time_t at = utc * 60;
    std::tm shown{};
    ::localtime_r(&at, &shown);
    const sys_days date = std::chrono::year(shown.tm_year + 1900) / (shown.tm_mon + 1) / shown.tm_mday;
    return date.time_since_epoch().count() * kDay + shown.tm_hour * 60 + shown.tm_min;
  }

  std::int64_t first_;
  std::vector<std::int64_t> latest_;  // by minute from first_ on: the latest time shown so far
};

// A WallClock of each zone and date that was asked for: making one takes some milliseconds.
class WallClocks {
 public:
  const WallClock& of(const std::string& zone, sys_days date) {
    return known_.try_emplace({zone, date}, zone, date).first->second;
  }

 private:
  std::map<std::pair<std::string, sys_days>, WallClock> known_;
};

}  // namespace kepu::oracle
