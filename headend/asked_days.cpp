#include "headend/asked_days.h"

#include "config/notation.h"

namespace kepu::headend {

Result<AskedDays> read_days(const std::string& date, const std::string& until, int usual) {
  const auto wrong = [](const std::string& message) { return Error{Kind::invalid, message}; };
  const auto first = config::parse_date(date);
  if (!date.empty() && !first) return wrong("--date takes a day YYYY-MM-DD");
  if (until.empty()) return AskedDays{first, usual};
  if (!first) return wrong("--until needs --date, the first day");
  const auto last = config::parse_date(until);
  if (!last) return wrong("--until takes a day YYYY-MM-DD");
  const auto days = (std::chrono::sys_days(*last) - std::chrono::sys_days(*first)).count() + 1;
  if (days < 1) return wrong("--until is before --date");
  if (days > kDaysMax) {
    return wrong(std::to_string(days) + " days are too many: " + std::to_string(kDaysMax) + " at most");
  }
  return AskedDays{first, static_cast<int>(days)};
}

}  // namespace kepu::headend
