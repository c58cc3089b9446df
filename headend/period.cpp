#include "headend/period.h"

#include <algorithm>

#include "config/notation.h"
#include "headend/words.h"

namespace kepu::headend {

using std::chrono::sys_days;

namespace {

constexpr std::size_t kDatesTold = 3;

long long days_between(const config::Date& first, const config::Date& last) {
  return (sys_days(last) - sys_days(first)).count() + 1;
}

}  // namespace

Result<Period> read_period(const DayOption& first, const DayOption& last, int usual,
                           const config::Date& today) {
  const auto wrong = [](std::string message) { return Error{Kind::invalid, std::move(message)}; };
  const auto from = config::parse_date(first.value), until = config::parse_date(last.value);
  if (!first.value.empty() && !from) return wrong(first.name + " takes a day YYYY-MM-DD");
  if (!last.value.empty() && !until) return wrong(last.name + " takes a day YYYY-MM-DD");
  Period period{from.value_or(today), {}};
  period.until = until.value_or(sys_days(period.from) + std::chrono::days(usual - 1));
  const auto days = days_between(period.from, period.until);
  if (days < 1) return wrong(last.name + " is before " + (from ? first.name : "today"));
  if (days > kDaysMax)
    return wrong(std::to_string(days) + " days are too many: " + std::to_string(kDaysMax) + " at most");
  return period;
}

std::vector<config::Date> days_of(const Period& period) {
  std::vector<config::Date> days;
  for (auto day = sys_days(period.from); day <= sys_days(period.until); day += std::chrono::days(1))
    days.emplace_back(day);
  return days;
}

std::string period_words(const Period& period) {
  const std::string from = config::print_date(period.from);
  return period.until == period.from ? from : from + " to " + config::print_date(period.until);
}

std::string date_words(const std::vector<config::Date>& dates, const Period& period) {
  const bool run = days_between(dates.front(), dates.back()) == static_cast<long long>(dates.size());
  if (run && dates.size() > 1 && Period{dates.front(), dates.back()} == period) return "every day";
  if (run && dates.size() > 2) return period_words({dates.front(), dates.back()});
  std::vector<std::string> names, others;
  for (const config::Date& day : days_of(period)) {
    const bool is_one = std::binary_search(dates.begin(), dates.end(), day);
    (is_one ? names : others).push_back(config::print_date(day));
  }
  return !others.empty() && others.size() * 3 < names.size()
             ? "every day but " + list_words(others, kDatesTold)
             : list_words(names, kDatesTold);
}

}  // namespace kepu::headend
