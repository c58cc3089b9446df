#include "scheduler/playlist_cursor.h"

#include <algorithm>
#include <variant>

#include "scheduler/item.h"

namespace kepu::scheduler {
PlaylistCursor::PlaylistCursor(const config::Feed& feed, Extents& extents, std::uint32_t playlist,
                               const Start& start)
    : feed_(&feed), extents_(&extents), playlist_(playlist), start_(start) {}

const config::Item& PlaylistCursor::item_at(const Place& place) const {
  const auto& items = feed_->playlists[place.playlist].items;
  return items[place.order.empty() ? place.item : place.order[place.item]];
}

PlaylistCursor::Place PlaylistCursor::round_of(std::uint32_t playlist) {
  const bool shuffles = feed_->playlists[playlist].order == config::Order::shuffle;
  return {playlist, 0, 0, shuffles ? next_order(playlist) : std::vector<std::uint32_t>()};
}

std::vector<std::uint32_t> PlaylistCursor::next_order(std::uint32_t playlist) {
  const config::Playlist& list = feed_->playlists[playlist];
  Shuffling& shuffling = shuffling_[playlist];
  std::vector<std::uint32_t> order = shuffled(list.items.size(), start_, list.name, shuffling.round++);
  if (shuffling.last) {
    const config::Item& last = list.items[*shuffling.last];
    const auto other = std::ranges::find_if(
        order, [&](std::uint32_t item) { return !shows_the_same(list.items[item], last); });
    if (other != order.end()) std::iter_swap(order.begin(), other);
  }
  shuffling.last = order.back();
  return order;
}

// The first round, from where it is to start.
PlaylistCursor::Stack PlaylistCursor::begin(std::uint32_t playlist) {
  Stack stack{round_of(playlist)};
  milliseconds ahead = spread(start_, extents_->of(playlist).length);
  while (stack.back().item < feed_->playlists[stack.back().playlist].items.size()) {
    const config::Item& item = item_at(stack.back());
    const milliseconds length = extents_->of(item).length;
    const auto* nested = std::get_if<config::TakeItem>(&item);
    const bool whole = nested != nullptr && !nested->take;  // the start lies at one of its items
    if (whole && ahead < length) {
      ++stack.back().item;
      stack.push_back(round_of(nested->playlist));
    } else if (ahead * 2 >= length) {
      ahead -= length;
      ++stack.back().item;
    } else {
      break;
    }
  }
  return stack;
}

const config::Item& PlaylistCursor::next(std::uint32_t playlist) {
  const auto [known, is_new] = stacks_.try_emplace(playlist);
  if (is_new) known->second = begin(playlist);
  Stack& stack = known->second;
  for (;;) {
    Place& place = stack.back();
    if (place.item >= feed_->playlists[place.playlist].items.size()) {
      if (stack.size() > 1) {
        stack.pop_back();
      } else {
        place = round_of(playlist);
      }
      continue;
    }
    const config::Item& item = item_at(place);
    const auto* nested = std::get_if<config::TakeItem>(&item);
    if (nested == nullptr) {
      ++place.item;
      return item;
    }
    if (nested->take && place.taken < *nested->take) {
      ++place.taken;
      return next(nested->playlist);
    }
    place.taken = 0;
    ++place.item;
    if (!nested->take) stack.push_back(round_of(nested->playlist));
  }
}

}  // namespace kepu::scheduler
