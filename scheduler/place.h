// scheduler/place.h: is the screen at one of an entry's places?
#pragma once

#include <vector>

#include "config/feed.h"
#include "config/screen.h"

namespace kepu::scheduler {

// At one of `near`, or `near` is empty. A circle holds its edge; one in place.held matches while a position
// is known. A place that is not known matches nothing.
bool is_at(const std::vector<config::Near>& near, const config::Place& place);

// Metres along a great circle of a sphere of 6371.0088 km (haversine: R. W. Sinnott, 1984): within 0.6 % of
// the ellipsoid's.
double distance_m(const config::Position& a, const config::Position& b);

// The WGS-84 position of a point that a Chinese map shows at `lat`, `lon`. GCJ-02 by the published
// approximation
// ("eviltransform", inverted by iteration: within a metre of itself), BD-09 by Baidu's shift of it. Outside
// of the box around China, which those maps leave as it is, the same.
config::Position wgs84(double lat, double lon, config::Datum datum);

}  // namespace kepu::scheduler
