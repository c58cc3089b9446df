// headend/airing.h: which entries a screen shows, and for how long. Pure.
#pragma once

#include <map>
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

struct Airtime {
  milliseconds time{};
  std::size_t plays = 0;  // slots
  bool operator==(const Airtime&) const = default;
};
struct Airtimes {
  std::map<std::string, Airtime> entries, assets;  // by id and by name; a text card counts by its words
  bool operator==(const Airtimes&) const = default;
};

// Adds what the slots of `rundown` show.
void add_airtimes(const scheduler::Rundown& rundown, Airtimes& sums);

}  // namespace kepu::headend
