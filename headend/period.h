// headend/period.h: days in a row, asked for and told. Pure.
#pragma once

#include <string>
#include <vector>

#include "config/feed.h"
#include "config/result.h"

namespace kepu::headend {

struct Period {
  config::Date from{}, until{};  // broadcast days, both inclusive
  bool operator==(const Period&) const = default;
};

constexpr int kDaysMax = 366;

// An option of a command line as it was written.
struct DayOption {
  std::string name, value;  // an empty value: not given
};

// Without `first` it begins `today`, without `last` it has `usual` days. invalid: what is wrong with them.
Result<Period> read_period(const DayOption& first, const DayOption& last, int usual,
                           const config::Date& today);

std::vector<config::Date> days_of(const Period& period);

// "2026-11-27", "2026-11-27 to 2026-12-03".
std::string period_words(const Period& period);

// Which of its days: "every day", "every day but 2026-11-28", "2026-11-28 to 2026-12-01", "2026-11-28,
// 2026-11-30". `dates` is sorted, not empty, and within the period.
std::string date_words(const std::vector<config::Date>& dates, const Period& period);

}  // namespace kepu::headend
