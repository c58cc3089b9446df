// config/screen.h: the other arguments of compile(): which screen, which day, where.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "config/place.h"

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

}  // namespace kepu::config
