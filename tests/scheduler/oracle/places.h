// tests/scheduler/oracle/places.h: is a screen in one of the circles? The screen's position is drawn on the
// circle's map and measured there. (scheduler/ brings the circle to WGS-84.) Maps of the two datums stretch
// by up to a hundredth: near a circle's edge the two ways need not agree.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <variant>
#include <vector>

#include "config/feed.h"
#include "config/screen.h"

namespace kepu::oracle {

// What a map of `datum` shows a point of WGS-84 at.
inline config::Position drawn(const config::Position& at, config::Datum datum) {
  using std::sin, std::sqrt, std::numbers::pi;
  const bool china = at.lon >= 72.004 && at.lon <= 137.8347 && at.lat >= 0.8293 && at.lat <= 55.8271;
  if (datum == config::Datum::wgs84 || !china) return at;
  const double x = at.lon - 105, y = at.lat - 35;
  const double ripple = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) / 1.5;
  double north = 2 * x - 100 + 3 * y + y * y / 5 + x * y / 10 + sqrt(std::abs(x)) / 5 + ripple;
  north += (20 * sin(y * pi) + 40 * sin(y * pi / 3)) / 1.5;
  north += (160 * sin(y * pi / 12) + 320 * sin(y * pi / 30)) / 1.5;
  double east = 300 + x + 2 * y + x * x / 10 + x * y / 10 + sqrt(std::abs(x)) / 10 + ripple;
  east += (20 * sin(x * pi) + 40 * sin(x * pi / 3)) / 1.5;
  east += (150 * sin(x * pi / 12) + 300 * sin(x * pi / 30)) / 1.5;
  // Krasovsky's ellipsoid: metres of a degree here.
  const double a = 6'378'245, e2 = 0.006693421622965943, latitude = at.lat * pi / 180;
  const double w = 1 - e2 * sin(latitude) * sin(latitude);
  const double lat = at.lat + north * 180 / pi / (a * (1 - e2) / (w * sqrt(w)));
  const double lon = at.lon + east * 180 / pi / (a / sqrt(w) * std::cos(latitude));
  if (datum == config::Datum::gcj02) return {lat, lon};
  const double turn = pi * 3000 / 180;
  const double away = std::hypot(lon, lat) + 0.00002 * sin(lat * turn);
  const double angle = std::atan2(lat, lon) + 0.000003 * std::cos(lon * turn);
  return {away * sin(angle) + 0.006, away * std::cos(angle) + 0.0065};
}

// By the angle between the two from the centre of the earth, as vectors.
inline double metres(const config::Position& a, const config::Position& b) {
  const auto vector = [](const config::Position& at) {
    const double lat = at.lat * std::numbers::pi / 180, lon = at.lon * std::numbers::pi / 180;
    return std::array{std::cos(lat) * std::cos(lon), std::cos(lat) * std::sin(lon), std::sin(lat)};
  };
  const auto p = vector(a), q = vector(b);
  const double half = std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]) / 2;
  return 2 * 6'371'008.8 * std::asin(std::min(1.0, half));
}

inline bool is_there(const std::vector<config::Near>& near, const config::Place& place) {
  if (near.empty()) return true;
  for (const config::Near& one : near) {
    if (const auto* stop = std::get_if<config::Stop>(&one)) {
      if (!place.stop.empty() && stop->name == place.stop) return true;
      continue;
    }
    const auto& circle = std::get<config::Circle>(one);
    if (place.position &&
        metres(drawn(*place.position, circle.datum), {circle.lat, circle.lon}) <= circle.radius_m)
      return true;
  }
  return false;
}

}  // namespace kepu::oracle
