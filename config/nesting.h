// config/nesting.h: how playlists contain each other. No recursion: a chain of 100,000 playlists is ordinary
// input.
#pragma once

#include <cstdint>
#include <vector>

#include "config/feed.h"

namespace kepu::config {

struct Nesting {
  // Each: playlists of which every one contains the next and the last the first. At least one for every knot.
  std::vector<std::vector<std::uint32_t>> cycles;
  // By playlist: 1 for one that contains none, else one more than the deepest that it contains. 0: it
  // contains a cycle.
  std::vector<std::uint32_t> depth;
};

// Cost: O(playlists + items). Every TakeItem's index must be one of `playlists`.
Nesting nesting_of(const std::vector<Playlist>& playlists);

}  // namespace kepu::config
