// scheduler/playlist_cursor.h: the order in which one entry plays the items of its playlist.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "config/feed.h"

namespace kepu::scheduler {

// Round after round of a playlist, for ever. A nested playlist without `take` plays whole, one round from its
// first item. With `take` n its next n items play, counted as they are shown; where it stopped is kept per
// cursor and per nested playlist, so the next `take` from it, wherever it stands, goes on there.
class PlaylistCursor {
 public:
  // The first round begins at item `first` of the list. `feed` must outlive it. The playlists reached hold
  // asset items and non-empty playlists only, do not contain themselves, and every `take` is at least 1.
  PlaylistCursor(const config::Feed& feed, std::uint32_t playlist, std::size_t first);

  // The item that plays next.
  const config::AssetItem& next() { return next(playlist_); }

 private:
  struct Place {  // within one playlist
    std::uint32_t playlist = 0;
    std::size_t item = 0;
    int taken = 0;  // of the `take` item that stands here
  };
  using Stack = std::vector<Place>;  // a playlist and those within it that play whole

  const config::AssetItem& next(std::uint32_t playlist);

  const config::Feed* feed_;
  std::uint32_t playlist_;
  std::unordered_map<std::uint32_t, Stack>
      stacks_;  // by playlist: the entry's own and all that are taken from
};

}  // namespace kepu::scheduler
