// headend/fleet.h: the screens of a fleet, written down: what forecasts, pages and comparisons are made for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/faults.h"
#include "config/screen.h"

namespace kepu::headend {

struct FleetScreen {
  config::Screen screen;
  config::Place place;   // where it stands, or is assumed to be; mostly unknown of a bus
  std::string district;  // for sums; as written, else the value of its first tag "district:..."; empty: none
  bool operator==(const FleetScreen&) const = default;
};
using Fleet = std::vector<FleetScreen>;  // in document order; never empty, ids differ

struct FleetReading {
  Fleet fleet;  // empty exactly when there are faults
  config::Faults faults;
};

constexpr std::size_t kFleetBytesMax = 64U << 20U;
constexpr std::size_t kFleetScreensMax = 200'000;

// {"screens": [{"id": "bus-17", "tags": ["bus", "district:liubei"], "timezone": "Asia/Shanghai",
//               "place": {"lat": 24.3, "lon": 109.4, "stop": "museum"}, "district": "柳北"}]}
// All but "id" may be missing. Whether a time zone is in the tz database is not asked. Never throws.
FleetReading read_fleet(std::string_view json);

}  // namespace kepu::headend
