#include "headend/airing.h"

#include <algorithm>
#include <set>

#include "config/wording.h"
#include "scheduler/why.h"

namespace kepu::headend {
namespace {

using scheduler::Rule;
using scheduler::Rundown;
using scheduler::Segment;
using scheduler::Shows;
using scheduler::Slot;
using scheduler::Verdict;

// The active entries at every instant at which they or the segments change.
class Sweep {
 public:
  explicit Sweep(const Rundown& rundown) : rundown_(&rundown) {
    for (const Verdict& verdict : rundown.verdicts) changes_.push_back(&verdict);
    std::ranges::stable_sort(changes_, {}, [](const Verdict* one) { return one->since; });
  }

  std::vector<Airing> all() {
    std::vector<Airing> list;
    auto change = changes_.begin();
    for (const Segment& segment : rundown_->segments) {
      for (Wall at = segment.start; at < segment.end;) {
        for (; change != changes_.end() && (*change)->since <= at; ++change) apply(**change);
        const Wall next = change == changes_.end() ? segment.end : std::min(segment.end, (*change)->since);
        add(at, next, on(segment), list);
        at = next;
      }
    }
    return list;
  }

 private:
  void apply(const Verdict& verdict) {
    active_.erase(verdict.entry);
    if (scheduler::is_active(verdict.rule)) active_.emplace(verdict.entry, &verdict);
  }
  std::vector<std::string> on(const Segment& segment) const {
    std::vector<std::string> ids;
    for (const auto& [entry, verdict] : active_) {
      if (scheduler::is_active(scheduler::rule_in(segment, *verdict, rundown_->weights[entry])))
        ids.push_back(rundown_->entries[entry]);
    }
    std::ranges::sort(ids);
    return ids;
  }
  static void add(Wall from, Wall to, std::vector<std::string> ids, std::vector<Airing>& list) {
    if (!list.empty() && list.back().entries == ids) {
      list.back().to = to;
    } else {
      list.push_back({from, to, std::move(ids)});
    }
  }

  const Rundown* rundown_;
  std::vector<const Verdict*> changes_;
  std::map<std::uint32_t, const Verdict*> active_;
};

}  // namespace

std::vector<Airing> airings(const Rundown& rundown) { return Sweep(rundown).all(); }

void add_airtimes(const Rundown& rundown, Airtimes& sums) {
  const auto count = [](Airtime& sum, const Slot& slot) {
    sum.time += slot.end - slot.start;
    ++sum.plays;
  };
  for (const Slot& slot : rundown.slots) {
    if (slot.entry != scheduler::kNone) count(sums.entries[rundown.entries[slot.entry]], slot);
    if (slot.shows == Shows::asset) count(sums.assets[rundown.assets[slot.asset].name], slot);
    if (slot.shows == Shows::text)
      count(sums.assets[config::card_words(rundown.texts[slot.asset].text)], slot);
  }
}

}  // namespace kepu::headend
