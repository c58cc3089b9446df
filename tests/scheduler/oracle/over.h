// tests/scheduler/oracle/over.h: is an overlay to be seen? (rule 32)
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/scheduler/oracle/channel.h"

namespace kepu::oracle {

// Overlays are selected as entries are. As takeovers: those are asked for nothing else.
inline config::Feed overlays_as_entries(const config::Feed& feed) {
  config::Feed other;
  other.timezone = feed.timezone;
  other.calendar = feed.calendar;
  for (const config::Overlay& overlay : feed.overlays) {
    config::Entry& entry = other.entries.emplace_back();
    static_cast<config::Selection&>(entry) = overlay;
    entry.mode = config::Mode::takeover;
  }
  return other;
}

// `slot` is the one that is on at `at`, in ms since the day began; `minutes` those of overlays_as_entries().
inline bool is_seen(const config::Feed& feed, const Minutes& minutes, std::size_t overlay, const Slot& slot,
                    std::int64_t at) {
  if (slot.what == What::dark) return false;
  if (slot.entry && feed.entries[*slot.entry].mode == config::Mode::takeover) return false;
  return minutes.active(overlay, static_cast<int>(at / kMinute));
}

}  // namespace kepu::oracle
