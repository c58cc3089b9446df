// player/locator.h: where the screen is: what the settings, gpsd and the bus's own computer say, put
// together. Stepped; thread: the courier's loop.
#pragma once

#include <optional>
#include <vector>

#include "config/settings.h"
#include "config/wakeup.h"
#include "player/gpsd.h"
#include "player/status.h"
#include "player/whereabouts.h"

namespace kepu::player {

class Locator {
 public:
  // `news` must outlive it, and is told to watch the connection to gpsd.
  Locator(const config::Settings& settings, const Wakeup& news) : where_(settings.place) {
    if (settings.gpsd) gpsd_.emplace(*settings.gpsd, news);
  }

  // What the bus's own computer said, oldest first.
  void tell(const std::vector<Order>& places, Steady now);

  config::Place tick(Steady now);

  // When tick() may give another place even if nothing is said.
  std::optional<Steady> due(Steady now) const;

  void tell(Status& status, Steady now) const;

 private:
  Whereabouts where_;
  std::optional<Gpsd> gpsd_;
};

}  // namespace kepu::player
