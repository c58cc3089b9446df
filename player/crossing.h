// player/crossing.h: the passage from one item to the next: what is seen and heard around their boundary.
// Pure.
//
// The rundown's times hold, so the overlap is centred on the boundary. Files have nothing before their first
// and after their last picture: the one that leaves holds its last picture past the boundary, the one that
// arrives its first before it.
#pragma once

#include "config/feed.h"
#include "player/picture.h"

namespace kepu::player {

struct Crossing {
  config::Transition how;  // not a cut
  Steady middle{};         // the boundary

  Steady begin() const { return middle - how.length / 2; }
  Steady end() const { return begin() + how.length; }
  bool covers(Steady at) const { return at >= begin() && at < end(); }

  // What is on the glass at `at`; outside of the passage one of the two alone.
  Picture picture(const Layer& leaving, const Layer& arriving, Steady at) const;

  // Factors for their sound, 0..1. A crossfade keeps the power of the two together: their squares add up
  // to 1.
  double leaving_gain(Steady at) const;
  double arriving_gain(Steady at) const;

 private:
  double progress(Steady at) const;
};

// A crossing no longer than either item; nothing for a cut.
std::optional<Crossing> crossing_at(Steady boundary, config::Transition how, nanoseconds leaving_length,
                                    nanoseconds arriving_length);

}  // namespace kepu::player
