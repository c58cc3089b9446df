#include "scheduler/surroundings.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>
#include <utility>
#include <variant>

#include "scheduler/match.h"
#include "scheduler/place.h"

namespace kepu::scheduler {
namespace {

constexpr double kMetresPerDegree = 111'000;  // of latitude; a little less than anywhere on Earth

double leaves_at(const config::Circle& circle) {
  return circle.radius_m + std::max(kHoldM, circle.radius_m * kHoldPart);
}

auto key(const config::Circle& circle) {
  return std::tuple(circle.lat, circle.lon, circle.radius_m, circle.datum);
}

// Near a pole every longitude is near.
double degrees_east(double metres, double latitude) {
  const double shrunk =
      std::cos(std::min(std::abs(latitude) + metres / kMetresPerDegree, 90.0) * std::numbers::pi / 180);
  return shrunk < 0.01 ? 360 : metres / kMetresPerDegree / shrunk;
}

}  // namespace

Surroundings::Surroundings(const config::Feed& feed, const config::Screen& screen) {
  std::vector<config::Circle> circles;
  const auto add = [&](const config::Selection& selection) {
    if (selection.near.empty() || !matches(selection.screens, screen)) return;
    for (const config::Near& near : selection.near) {
      if (const auto* circle = std::get_if<config::Circle>(&near)) circles.push_back(*circle);
      if (const auto* stop = std::get_if<config::Stop>(&near)) stops_.push_back(stop->name);
    }
  };
  for (const config::Entry& entry : feed.entries) add(entry);
  for (const config::Overlay& overlay : feed.overlays) add(overlay);
  std::sort(stops_.begin(), stops_.end());
  std::sort(circles.begin(), circles.end(),
            [](const config::Circle& a, const config::Circle& b) { return key(a) < key(b); });
  circles.erase(std::unique(circles.begin(), circles.end()), circles.end());
  circles_.reserve(circles.size());
  for (const config::Circle& circle : circles) {
    const config::Position centre = wgs84(circle.lat, circle.lon, circle.datum);
    const double reach = leaves_at(circle);
    circles_.push_back({circle, centre, reach / kMetresPerDegree, degrees_east(reach, centre.lat), false});
  }
}

void Surroundings::inherit(const Surroundings& before) {
  for (Watched& one : circles_) {
    const auto known =
        std::lower_bound(before.circles_.begin(), before.circles_.end(), one,
                         [](const Watched& a, const Watched& b) { return key(a.circle) < key(b.circle); });
    if (known != before.circles_.end() && known->circle == one.circle) one.inside = known->inside;
  }
}

// Whether it has been entered or left.
bool Surroundings::cross(Watched& watched) const {
  bool inside = false;
  if (place_.position) {
    const config::Position& at = *place_.position;
    double east = std::abs(at.lon - watched.centre.lon);
    east = std::min(east, 360 - east);
    if (std::abs(at.lat - watched.centre.lat) <= watched.north && east <= watched.east) {
      const double limit = watched.inside ? leaves_at(watched.circle) : watched.circle.radius_m;
      inside = distance_m(watched.centre, at) <= limit;
    }
  }
  return std::exchange(watched.inside, inside) != inside;
}

// What the position alone would not match.
void Surroundings::hold() {
  place_.held.clear();
  for (const Watched& one : circles_)
    if (one.inside) place_.held.push_back(one.circle);
}

bool Surroundings::move(const config::Place& place) {
  const auto is_named = [&](const std::string& stop) {
    return std::binary_search(stops_.begin(), stops_.end(), stop);
  };
  bool moved = place.stop != place_.stop && (is_named(place.stop) || is_named(place_.stop));
  place_.stop = place.stop;
  const bool stirred = place.position.has_value() != place_.position.has_value() ||
                       (place.position && distance_m(*place.position, *place_.position) >= kStirM);
  if (!stirred) return moved;
  place_.position = place.position;
  bool crossed = false;
  for (Watched& one : circles_) crossed = cross(one) || crossed;
  hold();
  return moved || crossed;
}

}  // namespace kepu::scheduler
