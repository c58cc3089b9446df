// headend/asked_days.h: which days a command line asks about. Pure.
#pragma once

#include <optional>
#include <string>

#include "config/feed.h"
#include "config/result.h"

namespace kepu::headend {

// Days in a row.
struct AskedDays {
  std::optional<config::Date> first;  // none: today
  int days = 1;                       // 1..kDaysMax
  bool operator==(const AskedDays&) const = default;
};

constexpr int kDaysMax = 366;

// Of --date and --until (inclusive) as written; empty: not given. Without --until they are `usual` days.
// invalid: what is wrong with them.
Result<AskedDays> read_days(const std::string& date, const std::string& until, int usual);

}  // namespace kepu::headend
