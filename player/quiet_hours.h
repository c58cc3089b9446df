// player/quiet_hours.h: when a screen is to be silent, by the clock on its wall.
#pragma once

#include <string>
#include <vector>

#include "config/feed.h"
#include "config/result.h"

namespace kepu::player {

struct Quiet {
  bool now = false;
  Wall until{};  // holds at least so long: look again then
  bool operator==(const Quiet&) const = default;
};

// Half-open, as all hours are: 22:00-06:30 is quiet at 22:00 and loud again at 06:30. `zone`: a name of the
// tz database; invalid if it is not in there. Any thread; may read the database from disk.
Result<Quiet> quiet_at(Wall now, const std::vector<config::Hours>& hours, const std::string& zone);

}  // namespace kepu::player
