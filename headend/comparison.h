// headend/comparison.h: what a new feed changes on the screens of a fleet. Pure but for the tz database.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/feed.h"
#include "config/result.h"
#include "headend/airtime.h"
#include "headend/fleet.h"
#include "headend/period.h"

namespace kepu::headend {

// A stretch in which other entries are on than before. Within one broadcast day; half-open.
struct Change {
  Wall from{}, to{};
  config::Date day;
  std::vector<std::string> comes, goes;  // ids of entries
  bool operator==(const Change&) const = default;
};

// Screens on which the two feeds do the same.
struct ScreenChanges {
  std::vector<std::string> screens;  // ids, in the order of the fleet
  std::string timezone;
  std::vector<Change> changes;  // by time; empty: at most the order of items or their airtime changes
  Airtimes before, after;       // over the whole period
  std::optional<Wall> first;    // at which something else is shown; none: nothing changes
};

// Screens that match the same entries, overlays and places of both feeds are compiled once. `told` hears how
// many of how many groups are done. Fails as compile() does: a time zone that the tz database does not have.
Result<std::vector<ScreenChanges>> compare(const config::Feed& before, const config::Feed& after,
                                           const Fleet& fleet, const Period& period,
                                           const std::function<void(std::size_t, std::size_t)>& told);

}  // namespace kepu::headend
