#include "player/quiet_hours.h"

#include <algorithm>

#include "scheduler/calendar.h"

namespace kepu::player {
namespace {

constexpr int kDayMinutes = 24 * 60;
constexpr milliseconds kLookAgain = std::chrono::hours(12);  // before the dates in question are others

}  // namespace

Result<Quiet> quiet_at(Wall now, const std::vector<config::Hours>& hours, const std::string& zone) {
  const auto today = scheduler::broadcast_date(zone, now);
  if (!today) return today.error();
  const auto local = scheduler::LocalTime::of(zone, *today);
  if (!local) return local.error();
  Quiet quiet{false, now + kLookAgain};
  for (const config::Hours& one : hours) {
    const int end = one.end > one.begin ? one.end : one.end + kDayMinutes;
    for (const int day : {-1, 0, 1}) {
      const config::Date date = scheduler::plus_days(*today, day);
      const scheduler::Span span{local->utc(date, one.begin), local->utc(date, end)};
      if (span.begin <= now && now < span.end) quiet.now = true;
      for (const Wall edge : {span.begin, span.end}) {
        if (edge > now) quiet.until = std::min(quiet.until, edge);
      }
    }
  }
  return quiet;
}

}  // namespace kepu::player
