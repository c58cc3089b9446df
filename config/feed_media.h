// config/feed_media.h: the assets and playlists of a feed document, and what they need of each other.
#pragma once

#include <vector>

#include "config/feed.h"
#include "config/json_reader.h"

namespace kepu::config {

constexpr std::size_t kAssetsMax = 100'000;
constexpr std::size_t kPlaylistsMax = 100'000;
constexpr std::size_t kItemsMax = 10'000;  // of one playlist
constexpr int kNestingMax = 8;             // playlists within each other, the outermost counted
constexpr milliseconds kDurationMin{20};
constexpr milliseconds kDurationMax = std::chrono::hours(24);

struct Media {
  std::vector<Asset> assets;        // sorted by name
  std::vector<Playlist> playlists;  // likewise
};

// From the fields "assets" and "playlists", either of which may be missing. Faults go to `reader`; an asset
// or playlist that has some is there all the same, so that references to it are not faults of their own.
Media read_media(json::Reader& reader, json::Value assets, json::Value playlists, Reading reading);

}  // namespace kepu::config
