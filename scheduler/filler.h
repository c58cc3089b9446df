// scheduler/filler.h: fills the segments of a day with slots, in order of time.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "config/feed.h"
#include "scheduler/extent.h"
#include "scheduler/playing.h"
#include "scheduler/playlist_cursor.h"
#include "scheduler/rundown.h"
#include "scheduler/share.h"
#include "scheduler/spots.h"

namespace kepu::scheduler {

// The entries that may play today. All three are indexed by an entry's number: its place in the order of ids.
struct Contenders {
  std::vector<std::uint32_t> entries;  // index into Feed::entries
  std::vector<Group> groups;
  std::vector<int> shares;
};

// Writes slots and assets of `rundown`. All arguments must outlive it.
class Filler {
 public:
  Filler(const config::Feed& feed, const Contenders& contenders, std::chrono::sys_days date,
         std::vector<Due> spots, Rundown& rundown);

  // The newest of rundown.segments, in which `playing` plays throughout, or the segment's takeover. Called
  // for each segment, in order. `afresh`: it is not what played in the last segment without a takeover.
  void fill(const Playing& playing, bool afresh);
  // After the last segment: what crosses the day's edge is cut there.
  void finish();

 private:
  // An entry on its way through its playlist.
  struct Player {
    PlaylistCursor cursor;
    const config::Item* coming = nullptr;
    const config::Item& peek() { return coming != nullptr ? *coming : *(coming = &cursor.next()); }
    const config::Item& take() {
      const config::Item& item = peek();
      coming = nullptr;
      return item;
    }
  };
  // By number; made when an entry first waits for its turn.
  class Players {
   public:
    explicit Players(std::size_t count) : places_(count, kNone) {}
    bool contains(std::uint32_t number) const { return places_[number] != kNone; }
    Player& at(std::uint32_t number) { return made_[places_[number]].second; }  // until the next is added
    Player& add(std::uint32_t number, Player player);
    void clear();

   private:
    std::vector<std::uint32_t> places_;  // index into made_, or kNone
    std::vector<std::pair<std::uint32_t, Player>> made_;
  };

  Wall free_from(const Segment& segment, const Playing& playing);
  void take_over(const Segment& segment);
  void play(Wall from, Wall until, const Playing& playing);
  std::optional<Due> due_spot(Wall at, bool loops_play);
  void play_spot(const Due& due, Wall at);
  void play_loop(const Playing& playing, Wall at);
  void show(std::uint32_t number, const config::Item& item, Wall at);
  void show_none(Shows shows, std::uint32_t entry, Wall from, Wall until);
  Player& player(Players& players, std::uint32_t number, bool from_the_top = false);
  std::uint32_t planned(const config::AssetItem& item);
  std::uint32_t planned(const config::TextItem& item);

  const config::Feed* feed_;
  const Contenders* contenders_;
  std::chrono::sys_days date_;
  Rundown* rundown_;
  Extents extents_;
  SpotQueue due_;
  std::vector<std::uint32_t> starts_;   // by number: how often it has begun its playlist today
  std::vector<std::uint32_t> planned_;  // by index into Feed::assets: index into Rundown::assets, or kNone
  std::unordered_map<const config::TextItem*, std::uint32_t> planned_texts_;  // index into Rundown::texts
  std::optional<Rotation> rotation_;
  std::optional<std::size_t> turn_;  // slot whose airtime the rotation has not been told yet
  Players loops_, spots_, takeovers_;
  std::uint32_t on_ = kNone;            // number of the loop that played last; none: it was something else
  const config::Item* last_ = nullptr;  // what was shown last; null: nothing, or a card or darkness
  bool stepped_aside_ = false;          // a spot did, at the last boundary
};

}  // namespace kepu::scheduler
