// scheduler/extent.h: how long one round of a playlist is.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "config/feed.h"

namespace kepu::scheduler {

struct Extent {
  milliseconds length{};
  std::int64_t leaves = 0;  // items that are shown
};

// Each playlist is measured once. Thread: one.
class Extents {
 public:
  // `feed` must outlive it.
  explicit Extents(const config::Feed& feed) : feed_(&feed), known_(feed.playlists.size()) {}

  // A list within it counts whole; a `take` as so many items of the mean length of its list. A playlist is
  // not empty and does not contain itself.
  Extent of(std::uint32_t playlist);
  Extent of(const config::Item& item);

 private:
  const config::Feed* feed_;
  std::vector<std::optional<Extent>> known_;
};

}  // namespace kepu::scheduler
