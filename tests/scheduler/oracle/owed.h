// tests/scheduler/oracle/owed.h: the plays of spots that a day owes (rule 19).
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "config/feed.h"
#include "tests/scheduler/oracle/chance.h"
#include "tests/scheduler/oracle/minutes.h"

namespace kepu::oracle {

struct Owed {
  std::int64_t at = 0, closes = 0;  // ms since the day began
  std::size_t entry = 0;            // index into Feed::entries
};

// By time; of one instant by id.
inline std::vector<Owed> owed(const config::Feed& feed, const Minutes& minutes) {
  constexpr std::int64_t kMinute = 60'000, kHour = 60 * kMinute;
  std::vector<Owed> all;
  for (std::size_t i = 0; i < feed.entries.size(); ++i) {
    const config::Entry& entry = feed.entries[i];
    if (entry.mode != config::Mode::spot) continue;
    const auto shift =
        static_cast<std::int64_t>(hash(entry.id.name) % static_cast<std::uint64_t>(kHour / entry.per_hour));
    for (std::int64_t hour = 0; hour * 60 < minutes.count(); ++hour) {
      for (std::int64_t n = 0; n < entry.per_hour; ++n) {
        const std::int64_t at = hour * kHour + n * kHour / entry.per_hour + shift;
        const auto minute = static_cast<int>(at / kMinute);
        if (minute >= minutes.count() || !minutes.active(i, minute)) continue;
        all.push_back({at, minutes.closes(i, minute) * kMinute, i});
      }
    }
  }
  std::sort(all.begin(), all.end(), [&](const Owed& a, const Owed& b) {
    return std::tie(a.at, feed.entries[a.entry].id) < std::tie(b.at, feed.entries[b.entry].id);
  });
  return all;
}

}  // namespace kepu::oracle
