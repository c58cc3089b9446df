// scheduler/standing.h: when an entry or an overlay is active over a day, and why not at the other times.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "config/feed.h"
#include "scheduler/calendar.h"
#include "scheduler/match.h"
#include "scheduler/recurrence.h"
#include "scheduler/rundown.h"

namespace kepu::scheduler {

// One broadcast day as the rules see it.
struct BroadcastDay {
  Span span;
  Wall midnight{};  // where the first local date ends and the next begins
  std::array<LocalDate, 3>
      dates;  // on which windows that touch the day may have begun: the day before, it, the next
};
BroadcastDay broadcast_day(const LocalTime& local, const config::Calendar& calendar,
                           const config::Date& date);

// Adds the verdicts of the selection of entry (or overlay) `index` to `out`, by time, the first at the day's
// begin; neighbours differ. `when_active`: what is said of it while it is. Tags, place and priority are not
// asked. A window belongs to the local date on which it began (22:00-01:00 to the evening) and is clipped to
// the day; windows that touch or overlap are one. `recurrences` are of the day's dates.
void add_verdicts(const config::Selection& selection, std::uint32_t index, Rule when_active,
                  const LocalTime& local, const BroadcastDay& day, Recurrences& recurrences,
                  std::vector<Verdict>& out);

}  // namespace kepu::scheduler
