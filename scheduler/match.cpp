#include "scheduler/match.h"

#include <algorithm>
#include <string>

#include "scheduler/calendar.h"

namespace kepu::scheduler {
namespace {

bool fits(config::DayRule rule, const LocalDate& date) {
  if (rule == config::DayRule::workday) return date.workday;
  if (rule == config::DayRule::restday) return !date.workday;
  return static_cast<unsigned>(rule) == date.weekday.c_encoding();
}

}  // namespace

bool matches(const config::TagRule& rule, const config::Screen& screen) {
  const auto has = [&](const std::string& tag) { return screen.has_tag(tag); };
  return std::all_of(rule.all.begin(), rule.all.end(), has) &&
         (rule.any.empty() || std::any_of(rule.any.begin(), rule.any.end(), has)) &&
         std::none_of(rule.none.begin(), rule.none.end(), has);
}

LocalDate local_date(const config::Calendar& calendar, const config::Date& date) {
  return {date, std::chrono::weekday(std::chrono::sys_days(date)), is_workday(calendar, date)};
}

bool asks_the_clock(const config::Selection& selection) {
  return selection.from || selection.until || !selection.days.empty() || !selection.rrule.empty() ||
         !selection.except.empty() || !selection.hours.empty();
}

std::optional<Rule> refusal(const config::Selection& selection, const LocalDate& date, bool recurs) {
  const auto& except = selection.except;
  if ((selection.from && date.date < *selection.from) || (selection.until && *selection.until < date.date) ||
      std::find(except.begin(), except.end(), date.date) != except.end()) {
    return Rule::date;
  }
  if (!recurs) return Rule::rrule;
  const auto fits_date = [&](config::DayRule rule) { return fits(rule, date); };
  if (!selection.days.empty() && std::none_of(selection.days.begin(), selection.days.end(), fits_date))
    return Rule::days;
  return std::nullopt;
}

}  // namespace kepu::scheduler
