#include "scheduler/playlist_cursor.h"

#include <algorithm>
#include <variant>

#include "scheduler/item.h"

namespace kepu::scheduler {
PlaylistCursor::PlaylistCursor(const config::Feed& feed, Extents& extents, std::uint32_t playlist,
                               const Start& start)
    : feed_(&feed), extents_(&extents), playlist_(playlist), start_(start) {}

bool PlaylistCursor::shuffles(std::uint32_t playlist) const {
  return feed_->playlists[playlist].order == config::Order::shuffle;
}

bool PlaylistCursor::is_over(const Place& round) const {
  return round.item >= feed_->playlists[round.playlist].items.size();
}

const config::Item& PlaylistCursor::item_at(const Place& place) const {
  const auto& items = feed_->playlists[place.playlist].items;
  return items[place.order.empty() ? place.item : place.order[place.item]];
}

PlaylistCursor::Place PlaylistCursor::round_of(std::uint32_t playlist) {
  if (!shuffles(playlist)) return {playlist, 0, 0, {}};
  firsts_.clear();
  Place round{playlist, 0, 0, coming_order(playlist)};
  ++shuffling_[playlist].round;
  return round;
}

std::vector<std::uint32_t> PlaylistCursor::coming_order(std::uint32_t playlist) {
  const config::Playlist& list = feed_->playlists[playlist];
  const Shuffling& shuffling = shuffling_[playlist];
  std::vector<std::uint32_t> order = shuffled(list.items.size(), start_, list.name, shuffling.round);
  if (shuffling.last == nullptr) return order;
  const auto other = std::ranges::find_if(order, [&](std::uint32_t item) {
    return !shows_the_same(first_of(list.items[item]), *shuffling.last);
  });
  if (other != order.end()) std::iter_swap(order.begin(), other);
  return order;
}

const config::Item& PlaylistCursor::first_of(const config::Item& item) {
  const auto* nested = std::get_if<config::TakeItem>(&item);
  if (nested == nullptr) return item;
  return nested->take ? first_taken(nested->playlist) : first_of_round(nested->playlist);
}

const config::Item& PlaylistCursor::first_of_round(std::uint32_t playlist) {
  const auto known = firsts_.find(playlist);
  if (known != firsts_.end()) return *known->second;
  const std::uint32_t first = shuffles(playlist) ? coming_order(playlist).front() : 0;
  const config::Item& item = first_of(feed_->playlists[playlist].items[first]);
  firsts_[playlist] = &item;
  return item;
}

const config::Item& PlaylistCursor::first_taken(std::uint32_t playlist) {
  const auto known = taken_.find(playlist);
  if (known == taken_.end()) return PlaylistCursor(*this).take_from(playlist);
  for (auto place = known->second.rbegin(); place != known->second.rend(); ++place)
    if (!is_over(*place)) return first_of(item_at(*place));
  return first_of_round(playlist);
}

// The first round, from where it is to start.
PlaylistCursor::Stack PlaylistCursor::begin(std::uint32_t playlist) {
  Stack stack{round_of(playlist)};
  milliseconds ahead = spread(start_, extents_->of(playlist).length);
  while (!is_over(stack.back())) {
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

const config::Item& PlaylistCursor::next() {
  if (own_.empty()) own_ = begin(playlist_);
  return step(own_);
}

const config::Item& PlaylistCursor::take_from(std::uint32_t playlist) {
  const auto known = taken_.find(playlist);
  return step(known != taken_.end() ? known->second : taken_[playlist] = begin(playlist));
}

// And notes what is over with the item.
const config::Item& PlaylistCursor::step(Stack& stack) {
  const config::Item& item = walk(stack);
  for (auto place = stack.rbegin(); place != stack.rend() && is_over(*place); ++place)
    if (shuffles(place->playlist)) shuffling_[place->playlist].last = &item;
  return item;
}

const config::Item& PlaylistCursor::walk(Stack& stack) {
  for (;;) {
    Place& place = stack.back();
    if (is_over(place)) {
      if (stack.size() > 1) {
        stack.pop_back();
      } else {
        place = round_of(place.playlist);
      }
      continue;
    }
    const config::Item& item = item_at(place);
    const auto* nested = std::get_if<config::TakeItem>(&item);
    const bool takes = nested != nullptr && nested->take;
    if (!takes || ++place.taken == *nested->take) {
      place.taken = 0;
      ++place.item;
    }
    if (nested == nullptr) return item;
    if (takes) return take_from(nested->playlist);
    stack.push_back(round_of(nested->playlist));
  }
}

}  // namespace kepu::scheduler
