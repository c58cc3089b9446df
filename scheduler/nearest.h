// scheduler/nearest.h: which slot plays when an item ends at time t, under `free` alignment.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>

#include "scheduler/rundown.h"

namespace kepu::scheduler {

// Off the plan by no more than this, the slots are played in order: a screen that is switched on in the midst
// of one begins the nearest, and skipping or repeating short ones to make up for it would give the long ones
// their airtime. Late: as long as an item may run over. Early: half of the longest that is not joined.
constexpr milliseconds kLateMax = kOverrunMax;
constexpr milliseconds kEarlyMax = std::chrono::minutes(5);

// What has just been played or tried, by the starts of slots, maybe of another rundown.
struct Played {
  Wall planned{};  // of the slot whose turn it was
  Wall shown{};    // of the one that was shown: another, if that one could not be
};

// The slot that plays when an item ends at `at`: the one after what has been played while that is neither too
// late nor too early, else the one whose planned start is nearest to `at` (a tie: the later one), of those
// that have not just been played. A slot that shows no item holds while it lasts: if `at` lies in one that
// has not just been played, that is the answer, however far its start (a screen that starts at noon must not
// begin the evening's programme, nor light up at night). Nothing if there is no such slot, or if the plan has
// come to its end. O(log slots).
std::optional<std::size_t> nearest(const Rundown& rundown, Wall at, const std::optional<Played>& last);

// From `slot` on, the first slot that `playable` accepts of the same entry, else the first of any
// entry; `slot` itself counts. A takeover and routine never stand in for each other: an emergency neither
// comes before its time nor yields. Slots that show no item (card, dark) are always accepted, but only as
// `slot` itself. Nothing if none is. O(slots) calls at worst; each asset and each text is asked once.
std::optional<std::size_t> pass_over(const Rundown& rundown, std::size_t slot,
                                     const std::function<bool(const Slot&)>& playable);

}  // namespace kepu::scheduler
