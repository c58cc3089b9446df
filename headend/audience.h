// headend/audience.h: the screens of a fleet that show the same, so that each rundown is compiled once.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "config/feed.h"
#include "config/screen.h"

namespace kepu::headend {

// A screen where it stands.
struct Seat {
  config::Screen screen;
  config::Place place;
  bool operator==(const Seat&) const = default;
};

// Screens with one rundown on every day: for each of the feeds the same entries by tags and by place, and one
// time zone.
struct Audience {
  Seat seat;                         // of the first: compile() for it, and it is done for all
  std::vector<std::string> screens;  // their ids, in the order given; never empty
  bool operator==(const Audience&) const = default;
};

// Every seat in exactly one audience; in the order of their first screens.
std::vector<Audience> audiences(std::span<const config::Feed* const> feeds, const std::vector<Seat>& seats);

// The time zone whose clocks `screen` goes by: its own, else the feed's.
const std::string& zone_of(const config::Feed& feed, const config::Screen& screen);

}  // namespace kepu::headend
