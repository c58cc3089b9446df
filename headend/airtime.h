// headend/airtime.h: how long, and how often, what is on screen over a stretch of a rundown. Pure.
#pragma once

#include <map>
#include <string>

#include "scheduler/rundown.h"

namespace kepu::headend {

struct Airtime {
  milliseconds time{};
  std::size_t plays = 0;  // items that begin in the stretch, or are on at its start
  bool operator==(const Airtime&) const = default;
};
using AirtimeByName = std::map<std::string, Airtime>;

// Names as entry_words() and shown_words() give them.
struct Airtimes {
  AirtimeByName entries, assets;
  bool operator==(const Airtimes&) const = default;
};

// "(card)", "(dark)", an asset's name, or a text card's words in quotes.
std::string shown_words(const scheduler::Rundown& rundown, const scheduler::Slot& slot);
// The entry's id; "(card)" where nothing is scheduled.
std::string entry_words(const scheduler::Rundown& rundown, const scheduler::Slot& slot);

// Adds what the slots of `rundown` show in [from, to).
void add_airtimes(const scheduler::Rundown& rundown, Wall from, Wall to, Airtimes& sums);

}  // namespace kepu::headend
