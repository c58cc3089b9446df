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

std::optional<std::size_t> nearest(const Rundown& rundown, Wall at, const std::optional<Played>& last) {
  const At begin = rundown.slots.begin(), end = rundown.slots.end();
  const auto over = [&](At slot) {
    return last && (slot->start == last->planned || slot->start == last->shown);
  };
  At later = from(begin, end, at), earlier = later;
  while (later != end && over(later)) ++later;
  while (earlier != begin && over(earlier - 1)) --earlier;
  const bool any_earlier = earlier != begin;
  if (any_earlier) --earlier;
  const auto index = [&](At slot) { return static_cast<std::size_t>(slot - begin); };
  if (any_earlier && !is_item(earlier->shows) && at < earlier->end) return index(earlier);
  if (last) {
    At next = from(begin, end, last->planned + milliseconds(1));
    while (next != end && over(next)) ++next;
    const Wall due = next != end ? next->start : rundown.end;
    if (at <= due + kLateMax && at >= due - kEarlyMax)
      return next != end ? std::optional(index(next)) : std::nullopt;
  }
  if (!any_earlier && later == end) return std::nullopt;
  const bool earlier_is_nearer = any_earlier && (later == end || at - earlier->start < later->start - at);
  return index(earlier_is_nearer ? earlier : later);
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
