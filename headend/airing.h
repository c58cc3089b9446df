// headend/airing.h: which entries a screen shows, and when. Pure.
#pragma once

#include <string>
#include <vector>

#include "config/clock.h"
#include "scheduler/rundown.h"

namespace kepu::headend {

// A maximal stretch in which the same entries are on: loops that share the screen, the spots between them, a
// takeover, a dark entry. Ids in order; none where nothing is scheduled. Half-open.
struct Airing {
  Wall from{}, to{};
  std::vector<std::string> entries;
  bool operator==(const Airing&) const = default;
};

// Of the whole rundown, contiguous.
std::vector<Airing> airings(const scheduler::Rundown& rundown);

}  // namespace kepu::headend
