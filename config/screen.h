// config/screen.h: the other arguments of compile(): which screen, which day, where.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace kepu::config {

struct ScreenId {
  std::string name;
  auto operator<=>(const ScreenId&) const = default;
};

// One display. Its id is one of its tags.
struct Screen {
  ScreenId id;
  std::vector<std::string> tags;  // without the id
  std::string timezone;           // IANA name; empty: the feed's
  bool operator==(const Screen&) const = default;
  bool has_tag(const std::string& tag) const;
};

// A broadcast day: from 04:00 local time of `date` to 04:00 of the next.
struct Day {
  std::chrono::year_month_day date;
  bool clock_trusted = true;  // false: the date is a guess, nobody knows what day it is
  bool operator==(const Day&) const = default;
};

// In WGS-84, as GPS gives it.
struct Position {
  double lat = 0, lon = 0;  // degrees
  bool operator==(const Position&) const = default;
};

// Where the screen is. What is not known matches no circle, and no stop.
struct Place {
  std::optional<Position> position;
  std::string stop;  // name of the stop it stands at; empty: at none
  bool operator==(const Place&) const = default;
};

}  // namespace kepu::config
