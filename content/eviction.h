// content/eviction.h: what leaves the disk so that something else fits. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "config/clock.h"
#include "config/feed.h"

namespace kepu::content {

// An object that the next day does not need.
struct Spare {
  config::AssetId id;
  std::uint64_t bytes = 0;
  bool named = false;  // by a feed that is kept: it will be needed again
  Wall used{};         // last
  bool operator==(const Spare&) const = default;
};

// Those to remove so that at least `bytes` become free, as few as that takes in this order: what no feed
// names before the rest, longest unused first. All of them if even that is not enough.
std::vector<Spare> to_evict(std::vector<Spare> spares, std::uint64_t bytes);

}  // namespace kepu::content
