#include "scheduler/recurrence.h"

#include <libical/ical.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <utility>

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

std::chrono::sys_days day_of(const icaltimetype& time) {
  return std::chrono::year(time.year) / time.month / time.day;
}

// Every how many weeks a weekly rule falls, counted from the week of its first date. libical (3.0.16) begins
// a week too early where the first of BYDAY is late in the week, as with every other Sunday.
struct Weeks {
  std::chrono::sys_days begin{};  // of the first week
  int every = 1;
  bool has(const icaltimetype& time) const { return (day_of(time) - begin).count() / 7 % every == 0; }
};

// Takes the interval of a weekly rule out of it.
Weeks own_weeks(icalrecurrencetype& rule, const config::Date& first) {
  if (rule.freq != ICAL_WEEKLY_RECURRENCE) return {};
  const std::chrono::sys_days day(first);
  const std::chrono::weekday begins(static_cast<unsigned>(rule.week_start) - ICAL_SUNDAY_WEEKDAY);
  return {day - (std::chrono::weekday(day) - begins), std::exchange(rule.interval, short{1})};
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

// Why the rule of `selection` cannot be read; none: it can, or there is none.
std::optional<Error> reading_error(const config::Selection& selection) {
  if (selection.rrule.empty()) return std::nullopt;
  const config::Date first = selection.from.value_or(kRecurrenceBegins);
  const auto recurs = recurs_on(selection.rrule, first, kRecurrenceBegins);
  return recurs ? std::nullopt : std::optional(recurs.error());
}

}  // namespace

Result<bool> recurs_on(const std::string& rule, const config::Date& first, const config::Date& date) {
  icalerror_set_errors_are_fatal(0);
  icalrecurrencetype read = icalrecurrencetype_from_string(rule.c_str());
  const std::unique_ptr<char, decltype(&std::free)> scale(read.rscale, &std::free);
  if (!counts_days(read) || read.count > kCountMax) return unreadable(rule);
  const Weeks weeks = own_weeks(read, first);
  const int count = std::exchange(read.count, 0);
  const std::unique_ptr<icalrecur_iterator, FreeIterator> iterator(
      icalrecur_iterator_new(read, time_of(first)));
  if (!iterator) return unreadable(rule);
  if (date < first) return false;
  const icaltimetype wanted = time_of(date);
  if (count == 0) icalrecur_iterator_set_start(iterator.get(), wanted);
  for (int so_far = 0;;) {
    const icaltimetype next = icalrecur_iterator_next(iterator.get());
    const int order = icaltime_is_null_time(next) != 0 ? 1 : icaltime_compare_date_only(next, wanted);
    if (order > 0) return false;
    if (weeks.has(next) && count > 0 && ++so_far > count) return false;
    if (order == 0) return weeks.has(next);
  }
}

config::Faults unreadable_rules(const config::Feed& feed) {
  config::Faults faults;
  for (std::size_t i = 0; i < feed.entries.size(); ++i) {
    const auto why = reading_error(feed.entries[i]);
    const std::string pointer = "/entries/" + std::to_string(i) + "/rrule";
    if (why) faults.push_back({pointer, why->message + ": this entry never plays"});
  }
  for (std::size_t i = 0; i < feed.overlays.size(); ++i) {
    const auto why = reading_error(feed.overlays[i]);
    const std::string pointer = "/overlays/" + std::to_string(i) + "/rrule";
    if (why) faults.push_back({pointer, why->message + ": this overlay never shows"});
  }
  return faults;
}

Recurrences::Answer Recurrences::of(const config::Selection& selection) {
  Answer answer;
  answer.fill(true);
  if (selection.rrule.empty()) return answer;
  const config::Date first = selection.from.value_or(kRecurrenceBegins);
  const auto known = known_.find({selection.rrule, first});
  if (known != known_.end()) return known->second;
  for (std::size_t i = 0; i < dates_.size(); ++i) {
    const auto recurs = recurs_on(selection.rrule, first, dates_[i]);
    answer[i] = recurs && *recurs;
  }
  return known_.emplace(std::pair(selection.rrule, first), answer).first->second;
}

}  // namespace kepu::scheduler
