// scheduler/support.h: which entries this version can schedule. not_yet_built() (rundown.h) lists the
// reasons.
#pragma once

#include <cstdint>
#include <vector>

#include "config/feed.h"

namespace kepu::scheduler {

// Remembers what it found out about a playlist, so that a feed is walked once. One thread at a time.
class Support {
 public:
  explicit Support(const config::Feed& feed);  // `feed` must outlive it

  // One whose playlist can be played, or a dark entry.
  bool can_schedule(const config::Entry& entry);

  // Of videos, images and streams all the way down.
  bool can_play(std::uint32_t playlist);

 private:
  enum class Known : std::uint8_t { nothing, asked, yes, no };
  bool find_out(std::uint32_t playlist);

  const config::Feed* feed_;
  std::vector<Known> known_;  // by playlist
};

}  // namespace kepu::scheduler
