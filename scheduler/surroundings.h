// scheduler/surroundings.h: which of a feed's places a screen is at, as it moves. A position that trembles
// about the edge of a circle must not switch the programme to and fro.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/feed.h"
#include "config/screen.h"

namespace kepu::scheduler {

// A circle is entered at its radius and left this far beyond it: what GPS strays by among houses.
constexpr double kHoldM = 30;
constexpr double kHoldPart = 0.1;  // of the radius, if that is more
// A position nearer than this to the last one that counted is the same.
constexpr double kStirM = 10;

// The circles and stops of the entries and overlays that concern one screen. Thread: one.
class Surroundings {
 public:
  Surroundings(const config::Feed& feed, const config::Screen& screen);

  // The circles that both feeds have are held on to: a new feed moves nobody.
  void inherit(const Surroundings& before);

  // Whether the screen is at other places of the feed than before. `place.held` is not read. A position that
  // is not known is in no circle, at once. O(circles): 0.2 ms for 30,000.
  bool move(const config::Place& place);

  // For compile(): the same rundown for every place between two calls of move() that gave true.
  const config::Place& place() const { return place_; }

 private:
  struct Watched {
    config::Circle circle;
    config::Position centre;     // in WGS-84
    double north = 0, east = 0;  // degrees from the centre at which it is left for sure
    bool inside = false;
  };
  bool cross(Watched& watched) const;
  void hold();

  std::vector<Watched> circles_;    // by latitude, longitude, radius and datum; all differ
  std::vector<std::string> stops_;  // by name
  config::Place place_;
};

}  // namespace kepu::scheduler
