// headend/airtime.h: how long, and how often, what is on screen over a stretch of a rundown. Pure.
#pragma once

#include <map>
#include <string>

#include "scheduler/rundown.h"

namespace kepu::headend {

struct Airtime {
  milliseconds time{};
  int plays = 0;  // items that begin in the stretch, or are on at its start
  bool operator==(const Airtime&) const = default;
};
using Airtimes = std::map<std::string, Airtime>;  // by name

// "(card)", "(dark)", an asset's name, or a text card's words in quotes.
std::string shown_words(const scheduler::Rundown& rundown, const scheduler::Slot& slot);
// The entry's id; "(card)" where nothing is scheduled.
std::string entry_words(const scheduler::Rundown& rundown, const scheduler::Slot& slot);

// What `name` makes of the slots in [from, to), added to `sum`.
void add_airtime(Airtimes& sum, const scheduler::Rundown& rundown, Wall from, Wall to,
                 std::string (*name)(const scheduler::Rundown&, const scheduler::Slot&));

}  // namespace kepu::headend
