#include "headend/airing.h"

#include <algorithm>
#include <map>

#include "scheduler/why.h"

namespace kepu::headend {
namespace {

using scheduler::Rundown;
using scheduler::Segment;
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

}  // namespace kepu::headend
