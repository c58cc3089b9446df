#include "scheduler/calendar.h"

#include <date/tz.h>

#include <algorithm>
#include <stdexcept>

namespace kepu::scheduler {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::minutes;
using std::chrono::sys_days;

constexpr int kDayBegin = 4 * 60;  // minutes

// Wide enough for dates from -2 to +3 in any zone, also one that skips a whole day (Pacific/Apia in 2011).
constexpr days kReach{5};

Result<const date::time_zone*> zone_named(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::runtime_error&) {
    return Error{Kind::invalid,
                 '"' + name +
                     "\" is not in the time zone database of this machine; use an IANA name such as "
                     "\"Asia/Shanghai\""};
  }
}

}  // namespace

Result<LocalTime> LocalTime::of(const std::string& zone, const config::Date& date) {
  const auto found = zone_named(zone);
  if (!found) return found.error();
  const Wall last = sys_days(date) + kReach;
  LocalTime local;
  for (Wall at = sys_days(date) - kReach; at < last;) {
    const date::sys_info info = (*found)->get_info(at);
    // Compared in seconds: the last period of a zone ends at a time that milliseconds cannot hold.
    const bool ends_within = info.end < std::chrono::floor<std::chrono::seconds>(last);
    const Wall end = ends_within ? Wall(info.end) : last;
    local.pieces_.push_back({at, end, info.offset});
    at = end;
  }
  return local;
}

Wall LocalTime::utc(const config::Date& date, int minute) const {
  const auto shown = (local_days(date) + minutes(minute)).time_since_epoch();
  for (const Piece& piece : pieces_) {
    const Wall at(shown - piece.offset);
    // Not before this piece, and past all earlier ones: it fell into the gap between them.
    if (at < piece.end) return std::max(at, piece.begin);
  }
  return pieces_.back().end;
}

Span broadcast_day(const LocalTime& local, const config::Date& date) {
  return {local.utc(date, kDayBegin), local.utc(plus_days(date, 1), kDayBegin)};
}

Result<config::Date> broadcast_date(const std::string& zone, Wall at) {
  const config::Date utc_date(std::chrono::floor<days>(at));
  const auto local = LocalTime::of(zone, utc_date);
  if (!local) return local.error();
  int day = 2;
  while (day > -2 && broadcast_day(*local, plus_days(utc_date, day)).begin > at) --day;
  return plus_days(utc_date, day);
}

config::Date plus_days(const config::Date& date, int count) { return sys_days(date) + days(count); }

bool is_workday(const config::Calendar& calendar, const config::Date& date) {
  const auto names = [&](const std::vector<config::Date>& dates) {
    return std::find(dates.begin(), dates.end(), date) != dates.end();
  };
  if (names(calendar.rest)) return false;
  if (names(calendar.work)) return true;
  const std::chrono::weekday weekday(sys_days{date});
  return weekday != std::chrono::Saturday && weekday != std::chrono::Sunday;
}

}  // namespace kepu::scheduler
