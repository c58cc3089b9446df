// scheduler/calendar.h: local dates and hours as UTC, and which days are working days.
// The only file of this folder that asks the tz database.
#pragma once

#include <string>
#include <vector>

#include "config/feed.h"
#include "config/result.h"

namespace kepu::scheduler {

// Half-open: [begin, end).
struct Span {
  Wall begin{}, end{};
  bool operator==(const Span&) const = default;
};

// The local time of one zone around one date, as a value: no look-up in the database after of().
class LocalTime {
 public:
  // Good for local dates from two days before `date` to three after it.
  // invalid: `zone` is not in the database; the message begins with the quoted name and says what would be
  // right.
  static Result<LocalTime> of(const std::string& zone, const config::Date& date);

  // `minute` counts from 00:00 of `date` as a clock on the wall shows it, and may lie past 24:00. A local
  // time that does not exist moves forward to the first that does; one that occurs twice is its first
  // occurrence. So a later local time is never an earlier instant.
  Wall utc(const config::Date& date, int minute) const;

 private:
  struct Piece {
    Wall begin{}, end{};
    milliseconds offset{};  // local minus UTC
  };
  std::vector<Piece> pieces_;  // contiguous; an offset holds throughout one
};

// 04:00 of `date` to 04:00 of the next. 23 or 25 hours (or 23.5, ...) where the clocks change in it.
Span broadcast_day(const LocalTime& local, const config::Date& date);

// The date whose broadcast day `at` lies in. Fails as LocalTime::of() does.
Result<config::Date> broadcast_date(const std::string& zone, Wall at);

config::Date plus_days(const config::Date& date, int days);

// A date of `rest` is a rest day, one of `work` a working day (make-up days); else Monday to Friday are
// working days.
bool is_workday(const config::Calendar& calendar, const config::Date& date);

}  // namespace kepu::scheduler
