#include "headend/airtime.h"

#include <algorithm>

#include "config/wording.h"

namespace kepu::headend {

using scheduler::Rundown;
using scheduler::Shows;
using scheduler::Slot;

std::string shown_words(const Rundown& rundown, const Slot& slot) {
  switch (slot.shows) {
    case Shows::asset:
      return rundown.assets[slot.asset].name;
    case Shows::text:
      return config::card_words(rundown.texts[slot.asset].text);
    case Shows::card:
      return "(card)";
    case Shows::dark:
      return "(dark)";
  }
  return "?";
}

std::string entry_words(const Rundown& rundown, const Slot& slot) {
  return slot.entry == scheduler::kNone ? "(card)" : rundown.entries[slot.entry];
}

void add_airtimes(const Rundown& rundown, Wall from, Wall to, Airtimes& sums) {
  for (const Slot& slot : rundown.slots) {
    const Wall begin = std::max(slot.start, from);
    const Wall end = std::min(slot.end, to);
    if (begin >= end) continue;
    for (Airtime* airtime :
         {&sums.entries[entry_words(rundown, slot)], &sums.assets[shown_words(rundown, slot)]}) {
      airtime->time += end - begin;
      ++airtime->plays;
    }
  }
}

}  // namespace kepu::headend
