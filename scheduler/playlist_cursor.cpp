#include "scheduler/playlist_cursor.h"

#include <variant>

namespace kepu::scheduler {

PlaylistCursor::PlaylistCursor(const config::Feed& feed, std::uint32_t playlist, std::size_t first)
    : feed_(&feed), playlist_(playlist) {
  stacks_[playlist] = {{playlist, first, 0}};
}

const config::AssetItem& PlaylistCursor::next(std::uint32_t playlist) {
  Stack& stack = stacks_[playlist];
  if (stack.empty()) stack.push_back({playlist, 0, 0});
  for (;;) {
    Place& place = stack.back();
    const auto& items = feed_->playlists[place.playlist].items;
    if (place.item >= items.size()) {
      if (stack.size() > 1) {
        stack.pop_back();
      } else {
        place = {playlist, 0, 0};
      }
      continue;
    }
    const config::Item& item = items[place.item];
    if (const auto* asset = std::get_if<config::AssetItem>(&item)) {
      ++place.item;
      return *asset;
    }
    const auto& nested = std::get<config::TakeItem>(item);
    if (nested.take && place.taken < *nested.take) {
      ++place.taken;
      return next(nested.playlist);
    }
    place.taken = 0;
    ++place.item;
    if (!nested.take) stack.push_back({nested.playlist, 0, 0});
  }
}

}  // namespace kepu::scheduler
