#include "scheduler/recurrence.h"

#include <libical/ical.h>

#include <cstdlib>
#include <memory>

namespace kepu::scheduler {
namespace {

// A rule that counts its occurrences is walked from its first one.
constexpr int kCountMax = 10'000;

struct FreeIterator {
  void operator()(icalrecur_iterator* iterator) const { icalrecur_iterator_free(iterator); }
};

icaltimetype time_of(const config::Date& date) {
  icaltimetype time = icaltime_null_time();  // not ..._null_date(), whose hour is -1: that is the day before
  time.is_date = 1;
  time.year = static_cast<int>(date.year());
  time.month = static_cast<int>(static_cast<unsigned>(date.month()));
  time.day = static_cast<int>(static_cast<unsigned>(date.day()));
  return time;
}

bool counts_days(const icalrecurrencetype& rule) {
  return rule.freq >= ICAL_DAILY_RECURRENCE && rule.freq <= ICAL_YEARLY_RECURRENCE &&
         rule.by_hour[0] == ICAL_RECURRENCE_ARRAY_MAX && rule.by_minute[0] == ICAL_RECURRENCE_ARRAY_MAX &&
         rule.by_second[0] == ICAL_RECURRENCE_ARRAY_MAX;
}

Error unreadable(const std::string& rule) {
  return {Kind::invalid,
          '"' + rule +
              "\" is not a rule of recurrence by days: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY, with "
              "INTERVAL, COUNT (10000 at most), UNTIL, BYDAY, BYMONTHDAY, ... (RFC 5545)"};
}

}  // namespace

Result<bool> recurs_on(const std::string& rule, const config::Date& first, const config::Date& date) {
  icalerror_set_errors_are_fatal(0);
  icalrecurrencetype read = icalrecurrencetype_from_string(rule.c_str());
  const std::unique_ptr<char, decltype(&std::free)> scale(read.rscale, &std::free);
  if (!counts_days(read) || read.count > kCountMax) return unreadable(rule);
  const std::unique_ptr<icalrecur_iterator, FreeIterator> iterator(
      icalrecur_iterator_new(read, time_of(first)));
  if (!iterator) return unreadable(rule);
  if (date < first) return false;
  const icaltimetype wanted = time_of(date);
  if (read.count == 0) icalrecur_iterator_set_start(iterator.get(), wanted);
  for (;;) {
    const icaltimetype next = icalrecur_iterator_next(iterator.get());
    if (icaltime_is_null_time(next) != 0) return false;
    const int order = icaltime_compare_date_only(next, wanted);
    if (order >= 0) return order == 0;
  }
}

config::Faults unreadable_rules(const config::Feed& feed) {
  config::Faults faults;
  for (std::size_t i = 0; i < feed.entries.size(); ++i) {
    const config::Entry& entry = feed.entries[i];
    if (entry.rrule.empty()) continue;
    const auto recurs = recurs_on(entry.rrule, entry.from.value_or(kRecurrenceBegins), kRecurrenceBegins);
    if (recurs) continue;
    faults.push_back(
        {"/entries/" + std::to_string(i) + "/rrule", recurs.error().message + ": this entry never plays"});
  }
  return faults;
}

Recurrences::Answer Recurrences::of(const config::Entry& entry) {
  Answer answer;
  answer.fill(true);
  if (entry.rrule.empty()) return answer;
  const config::Date first = entry.from.value_or(kRecurrenceBegins);
  const auto known = known_.find({entry.rrule, first});
  if (known != known_.end()) return known->second;
  for (std::size_t i = 0; i < dates_.size(); ++i) {
    const auto recurs = recurs_on(entry.rrule, first, dates_[i]);
    answer[i] = recurs && *recurs;
  }
  return known_.emplace(std::pair(entry.rrule, first), answer).first->second;
}

}  // namespace kepu::scheduler
