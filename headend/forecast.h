// headend/forecast.h: what a fleet shows over some days, summed, and what of its schedule cannot be kept.
// Pure but for the tz database.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "config/feed.h"
#include "config/result.h"
#include "headend/airtime.h"
#include "headend/fleet.h"
#include "headend/overbooking.h"
#include "headend/period.h"

namespace kepu::headend {

// Of screens: the airtime of all of them.
struct Sums {
  std::size_t screens = 0;
  milliseconds time{};
  Airtimes airtimes;
  bool operator==(const Sums&) const = default;
};

struct Forecast {
  Period period;
  Sums all;
  std::map<std::string, Sums> districts;  // by name; "" are the screens that have none
  std::vector<Finding> findings;
};

// Screens that show the same are compiled once. `told` hears how many of how many kinds of screens are done.
// Fails as compile() does: a time zone that the tz database does not have.
Result<Forecast> forecast(const config::Feed& feed, const Fleet& fleet, const Period& period,
                          const std::function<void(std::size_t, std::size_t)>& told);

}  // namespace kepu::headend
