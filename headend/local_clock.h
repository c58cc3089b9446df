// headend/local_clock.h: wall time as a zone's clocks show it, for people and for JSON. Reads the tz
// database.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "config/clock.h"
#include "config/result.h"

namespace kepu::headend {

class LocalClock {
 public:
  // invalid: no such zone.
  static Result<LocalClock> in(const std::string& timezone);

  std::string time(Wall at) const;     // "07:30:00.000"
  std::string date(Wall at) const;     // "2026-11-23"
  std::string rfc3339(Wall at) const;  // "2026-11-23T07:30:00+08:00", a fraction only if there is one

 private:
  explicit LocalClock(const void* zone) : zone_(zone) {}
  const void* zone_;  // of the tz database, which lives as long as the program
};

// "07:30", "24:00" at most: minutes since midnight.
std::optional<std::chrono::minutes> read_time(std::string_view text);

// "2027-06-03T08:15" or "...:30": a time as the wall clock shows it.
struct LocalMoment {
  std::chrono::year_month_day date;
  std::chrono::seconds since_midnight{};
  bool operator==(const LocalMoment&) const = default;
};
std::optional<LocalMoment> read_moment(std::string_view text);
// Its instant in the zone; one that does not exist moves forward, one that occurs twice is its first.
// invalid: no such zone.
Result<Wall> instant(const LocalMoment& at, const std::string& timezone);

}  // namespace kepu::headend
