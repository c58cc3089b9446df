// scheduler/playlist_cursor.h: the order in which one entry plays the items of its playlist.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "config/feed.h"
#include "scheduler/extent.h"
#include "scheduler/spread.h"

namespace kepu::scheduler {

// Round after round of a playlist, for ever. A nested playlist without `take` plays whole, one round from its
// first item. With `take` n its next n items play, counted as they are shown; where it stopped is kept per
// cursor and per nested playlist, so the next `take` from it, wherever it stands, goes on there.
// The playlist itself and each that is taken from begin where spread() says. One of order "shuffle" plays
// every round in another order. It does not begin with what was shown last of its round before: the first
// item of the order that will show something else first changes places with the first; if there is none, the
// order stays. Its rounds count from 0 as they begin, wherever it stands; one that the start passes over does
// not.
class PlaylistCursor {
 public:
  // `feed` and `extents` must outlive it. The playlists reached are not empty and do not contain
  // themselves, and every `take` is at least 1.
  PlaylistCursor(const config::Feed& feed, Extents& extents, std::uint32_t playlist, const Start& start);

  // The item that plays next: an asset or a text card of the feed.
  const config::Item& next();

 private:
  struct Place {  // within one playlist
    std::uint32_t playlist = 0;
    std::size_t item = 0;              // counted as this round plays them
    int taken = 0;                     // of the `take` item that stands here
    std::vector<std::uint32_t> order;  // of this round; empty: as written
  };
  using Stack = std::vector<Place>;  // a playlist and those within it that play whole
  struct Shuffling {
    std::uint32_t round = 0;
    const config::Item* last = nullptr;  // what its latest round that is over showed last
  };

  Stack begin(std::uint32_t playlist);
  const config::Item& step(Stack& stack);
  const config::Item& walk(Stack& stack);
  const config::Item& take_from(std::uint32_t playlist);
  Place round_of(std::uint32_t playlist);
  bool shuffles(std::uint32_t playlist) const;
  bool is_over(const Place& round) const;
  const config::Item& item_at(const Place& place) const;

  // Looking ahead: what would play if it were asked for now. Nothing moves.
  std::vector<std::uint32_t> coming_order(std::uint32_t playlist);
  const config::Item& first_of(const config::Item& item);
  const config::Item& first_of_round(std::uint32_t playlist);
  const config::Item& first_taken(std::uint32_t playlist);

  const config::Feed* feed_;
  Extents* extents_;
  std::uint32_t playlist_;
  Start start_;
  Stack own_;                                               // of the entry's playlist; empty: not begun
  std::unordered_map<std::uint32_t, Stack> taken_;          // by playlist that is taken from
  std::unordered_map<std::uint32_t, Shuffling> shuffling_;  // by playlist
  // Of one look ahead, by playlist: each is asked once, however often it stands in others.
  std::unordered_map<std::uint32_t, const config::Item*> firsts_;
};

}  // namespace kepu::scheduler
