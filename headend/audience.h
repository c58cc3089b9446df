// headend/audience.h: the screens of a fleet that show the same, so that each rundown is compiled once.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "config/feed.h"
#include "headend/fleet.h"

namespace kepu::headend {

// Screens with one rundown on every day: for each of the feeds the same entries and overlays by tags and by
// place, and one time zone.
struct Audience {
  std::vector<const FleetScreen*> screens;  // in the order of the fleet; never empty

  const FleetScreen& like() const { return *screens.front(); }  // compile() for it, and it is done for all
  std::vector<std::string> ids() const;
};

// Every screen in exactly one audience; in the order of their first screens. They point into `fleet`.
std::vector<Audience> audiences(std::span<const config::Feed* const> feeds, const Fleet& fleet);

}  // namespace kepu::headend
