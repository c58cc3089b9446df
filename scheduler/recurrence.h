// scheduler/recurrence.h: rules of recurrence (RFC 5545, RRULE) that count days, by libical. The only file of
// this folder that knows it.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "config/faults.h"
#include "config/feed.h"
#include "config/result.h"

namespace kepu::scheduler {

// Where a rule without a `from` begins to count: a Saturday.
constexpr config::Date kRecurrenceBegins{std::chrono::year(2000), std::chrono::January, std::chrono::day(1)};

// Whether `date` is one of `rule`, which counts from `first` on. Fails with `invalid` if the rule cannot be
// read, or counts anything but days, weeks, months or years.
Result<bool> recurs_on(const std::string& rule, const config::Date& first, const config::Date& date);

// The rules of `feed` that cannot be read, with their places. Their entries and overlays are never active:
// publishing refuses them, playing logs them.
config::Faults unreadable_rules(const config::Feed& feed);

// recurs_on() for three dates and all the selections of a feed; a rule that many have is asked once. Thread:
// one.
class Recurrences {
 public:
  using Dates = std::array<config::Date, 3>;
  using Answer = std::array<bool, 3>;
  explicit Recurrences(const Dates& dates) : dates_(dates) {}

  // All true without an `rrule`, all false with one that cannot be read.
  Answer of(const config::Selection& selection);

 private:
  Dates dates_;
  std::map<std::pair<std::string, config::Date>, Answer> known_;
};

}  // namespace kepu::scheduler
