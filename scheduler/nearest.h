// scheduler/nearest.h: which slot plays when an item ends at time t, under `free` alignment.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>

#include "scheduler/rundown.h"

namespace kepu::scheduler {

// The slot whose planned start is nearest to `at` (a tie: the later one) and which has not just been played.
// `last` is the slot that has just been played or tried: while at >= last.start only slots after it count (an
// item that ended early must not bring back one before it); when the clock went back behind it, it alone is
// left out. `last` may be of another rundown: it is known by its start. A slot that shows no item holds
// while it lasts: if `at` lies in one that counts, that is the answer, however far its start (a screen that
// starts at noon must not begin the evening's programme, nor light up at night). Nothing if there is
// no such slot. O(log slots).
std::optional<std::size_t> nearest(const Rundown& rundown, Wall at, const std::optional<Slot>& last);

// From `slot` on, the first slot that `playable` accepts of the same entry, else the first of any
// entry; `slot` itself counts. A takeover and routine never stand in for each other: an emergency neither
// comes before its time nor yields. Slots that show no item (card, dark) are always accepted, but only as
// `slot` itself. Nothing if none is. O(slots) calls at worst; each asset and each text is asked once.
std::optional<std::size_t> pass_over(const Rundown& rundown, std::size_t slot,
                                     const std::function<bool(const Slot&)>& playable);

}  // namespace kepu::scheduler
