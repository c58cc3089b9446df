#include "scheduler/nearest.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace kepu::scheduler {
namespace {

using At = std::vector<Slot>::const_iterator;

// The first slot of [first, last) that starts at `at` or later.
At from(At first, At last, Wall at) {
  return std::lower_bound(first, last, at, [](const Slot& slot, Wall wanted) { return slot.start < wanted; });
}

// Asks about each asset and each text once.
class Answers {
 public:
  Answers(const Rundown& rundown, const std::function<bool(const Slot&)>& playable)
      : playable_(&playable), assets_(rundown.assets.size()), texts_(rundown.texts.size()) {}
  bool accepts(const Slot& slot) {
    std::optional<bool>& known = (slot.shows == Shows::text ? texts_ : assets_)[slot.asset];
    if (!known) known = (*playable_)(slot);
    return *known;
  }

 private:
  const std::function<bool(const Slot&)>* playable_;
  std::vector<std::optional<bool>> assets_, texts_;
};

}  // namespace

std::optional<std::size_t> nearest(const Rundown& rundown, Wall at, const std::optional<Slot>& last) {
  const At begin = rundown.slots.begin(), end = rundown.slots.end();
  const bool forward = last && at >= last->start;
  const At first = forward ? from(begin, end, last->start + milliseconds(1)) : begin;
  At later = from(first, end, at);
  const At earlier = later == first ? end : later - 1;
  // The clock went back: `last` lies ahead again.
  if (last && later != end && later->start == last->start) ++later;
  if (earlier == end && later == end) return std::nullopt;
  const bool holds = earlier != end && !is_item(earlier->shows) && at < earlier->end;
  const bool earlier_is_nearer = earlier != end && (later == end || at - earlier->start < later->start - at);
  return static_cast<std::size_t>((holds || earlier_is_nearer ? earlier : later) - begin);
}

std::optional<std::size_t> pass_over(const Rundown& rundown, std::size_t slot,
                                     const std::function<bool(const Slot&)>& playable) {
  const auto& slots = rundown.slots;
  if (slot >= slots.size()) return std::nullopt;
  if (!is_item(slots[slot].shows)) return slot;
  const auto takeover = [&](std::size_t of) { return rundown.segments[slots[of].segment].takeover; };
  Answers answers(rundown, playable);
  std::optional<std::size_t> any;
  for (std::size_t i = slot; i < slots.size(); ++i) {
    if (takeover(i) != takeover(slot)) continue;
    if (!is_item(slots[i].shows) || !answers.accepts(slots[i])) continue;
    if (slots[i].entry == slots[slot].entry) return i;
    if (!any) any = i;
  }
  return any;
}

}  // namespace kepu::scheduler
