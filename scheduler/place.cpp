#include "scheduler/place.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <variant>

namespace kepu::scheduler {
namespace {

using config::Position;
using std::numbers::pi;

constexpr double kEarthM = 6'371'008.8;
constexpr double kKrasovskyM = 6'378'245.0;  // semi-major axis of the ellipsoid that GCJ-02 reckons with
constexpr double kEccentricity2 = 0.00669342162296594323;
constexpr double kBaiduPi = pi * 3000 / 180;
constexpr int kIterations = 6;
constexpr double kMapsApartM = 3'000;  // no two maps show a point further apart

double radians(double degrees) { return degrees * pi / 180; }

bool outside_of_china(const Position& at) {
  return at.lon < 72.004 || at.lon > 137.8347 || at.lat < 0.8293 || at.lat > 55.8271;
}

// Three pairs of sines that both coordinates have in common.
double waves(double a, double b, double c, double d, double e) {
  return (20 * std::sin(6 * a * pi) + 20 * std::sin(2 * a * pi)) * 2 / 3 +
         (20 * std::sin(b * pi) + 40 * std::sin(b / 3 * pi)) * 2 / 3 +
         (c * std::sin(b / 12 * pi) + d * std::sin(b / e * pi)) * 2 / 3;
}

Position gcj02_of(const Position& at) {
  if (outside_of_china(at)) return at;
  const double x = at.lon - 105, y = at.lat - 35;
  const double root = std::sqrt(std::abs(x));
  const double north =
      -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves(x, y, 160, 320, 30);
  const double east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves(x, x, 150, 300, 30);
  const double sine = std::sin(radians(at.lat));
  const double magic = 1 - kEccentricity2 * sine * sine;
  const double meridian = kKrasovskyM * (1 - kEccentricity2) / (magic * std::sqrt(magic));
  const double parallel = kKrasovskyM / std::sqrt(magic) * std::cos(radians(at.lat));
  return {at.lat + north / meridian * 180 / pi, at.lon + east / parallel * 180 / pi};
}

Position wgs84_of_gcj02(const Position& shown) {
  Position at = shown;
  for (int i = 0; i < kIterations; ++i) {
    const Position would_show = gcj02_of(at);
    at.lat += shown.lat - would_show.lat;
    at.lon += shown.lon - would_show.lon;
  }
  return at;
}

Position gcj02_of_bd09(const Position& shown) {
  const double x = shown.lon - 0.0065, y = shown.lat - 0.006;
  const double z = std::sqrt(x * x + y * y) - 0.00002 * std::sin(y * kBaiduPi);
  const double angle = std::atan2(y, x) - 0.000003 * std::cos(x * kBaiduPi);
  return {z * std::sin(angle), z * std::cos(angle)};
}

// Without the many sines of a Chinese map: further north or south than the circle, and the maps, reach.
bool is_far(const config::Circle& circle, const Position& at) {
  return radians(std::abs(circle.lat - at.lat)) * kEarthM > circle.radius_m + kMapsApartM;
}

bool is_in(const config::Circle& circle, const config::Place& place) {
  if (!place.position) return false;
  if (std::ranges::find(place.held, circle) != place.held.end()) return true;
  if (is_far(circle, *place.position)) return false;
  return distance_m(wgs84(circle.lat, circle.lon, circle.datum), *place.position) <= circle.radius_m;
}

}  // namespace

double distance_m(const Position& a, const Position& b) {
  const double north = std::sin(radians(b.lat - a.lat) / 2), east = std::sin(radians(b.lon - a.lon) / 2);
  const double chord = north * north + std::cos(radians(a.lat)) * std::cos(radians(b.lat)) * east * east;
  return 2 * kEarthM * std::asin(std::min(1.0, std::sqrt(chord)));
}

Position wgs84(double lat, double lon, config::Datum datum) {
  const Position shown{lat, lon};
  if (datum == config::Datum::wgs84) return shown;
  return wgs84_of_gcj02(datum == config::Datum::bd09 && !outside_of_china(shown) ? gcj02_of_bd09(shown)
                                                                                 : shown);
}

bool is_at(const std::vector<config::Near>& near, const config::Place& place) {
  if (near.empty()) return true;
  return std::ranges::any_of(near, [&](const config::Near& one) {
    if (const auto* circle = std::get_if<config::Circle>(&one)) return is_in(*circle, place);
    return !place.stop.empty() && std::get<config::Stop>(one).name == place.stop;
  });
}

}  // namespace kepu::scheduler
