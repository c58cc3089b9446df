// config/feed_entries.h: the schedule of a feed document: entries and overlays.
#pragma once

#include <vector>

#include "config/feed.h"
#include "config/json_reader.h"

namespace kepu::config {

constexpr std::size_t kEntriesMax = 10'000;
constexpr std::size_t kOverlaysMax = 1'000;
constexpr std::size_t kDatesMax = 10'000;  // in any list of dates

// In document order. `at` may be missing. Playlists are sorted by name.
std::vector<Entry> read_entries(json::Reader& reader, json::Value at, const std::vector<Playlist>& playlists);
std::vector<Overlay> read_overlays(json::Reader& reader, json::Value at);

// ["2026-12-25", ...]
std::vector<Date> read_dates(json::Reader& reader, json::Value at);

}  // namespace kepu::config
