// scheduler/match.h: does an entry concern this screen, and this date?
#pragma once

#include <optional>

#include "config/feed.h"
#include "config/screen.h"
#include "scheduler/rundown.h"

namespace kepu::scheduler {

// All of `all`, one of `any` (or `any` is empty), none of `none`. The screen's id is one of its tags.
bool matches(const config::TagRule& rule, const config::Screen& screen);

// A local date with what the day rules ask of it.
struct LocalDate {
  config::Date date;
  std::chrono::weekday weekday;
  bool workday = true;
};
LocalDate local_date(const config::Calendar& calendar, const config::Date& date);

// Whether the date or the time of day decides when it is active.
bool asks_the_clock(const config::Selection& selection);

// Rule::date, Rule::rrule or Rule::days if a window of `selection` may not begin on `date`; nothing if it
// may. `from` and `until` are both inclusive; several day rules: one that matches is enough. `recurs`: its
// rrule, if it has one, falls on `date`.
std::optional<Rule> refusal(const config::Selection& selection, const LocalDate& date, bool recurs = true);

}  // namespace kepu::scheduler
