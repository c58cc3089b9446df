// config/place.h: where something is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kepu::config {

// In WGS-84, as GPS gives it.
struct Position {
  double lat = 0, lon = 0;  // degrees
  bool operator==(const Position&) const = default;
};

enum class Datum : std::uint8_t { wgs84, gcj02, bd09 };
struct Circle {
  double lat = 0, lon = 0;  // degrees
  int radius_m = 0;
  Datum datum = Datum::wgs84;
  bool operator==(const Circle&) const = default;
};

// Of a stop's name.
constexpr std::size_t kStopBytesMax = 200;

// Where a screen is. What is not known matches no circle, and no stop.
struct Place {
  std::optional<Position> position;
  std::string stop;            // name of the stop it stands at; empty: at none
  std::vector<Circle> held{};  // circles that it has not left yet, though the position is a little outside
  bool operator==(const Place&) const = default;
};

}  // namespace kepu::config
