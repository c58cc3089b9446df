// scheduler/filler.h: fills the segments of a day with slots, in order of time.
#pragma once

#include <cstdint>
#include <vector>

#include "config/feed.h"
#include "scheduler/playing.h"
#include "scheduler/rundown.h"

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
  Filler(const config::Feed& feed, const Contenders& contenders, Rundown& rundown);

  // The newest of rundown.segments, in which `playing` plays throughout. Called for each segment, in order.
  void fill(const Playing& playing);
  // After the last segment: what crosses the day's edge is cut there.
  void finish();

 private:
  Wall free_from(const Segment& segment, const Playing& playing);
  void play_loops(Wall from, Wall until, const Playing& playing);
  std::uint32_t planned(std::uint32_t asset);

  const config::Feed* feed_;
  const Contenders* contenders_;
  Rundown* rundown_;
  std::vector<std::uint32_t> planned_;  // by index into Feed::assets: index into Rundown::assets, or kNone
  std::uint32_t on_ = kNone;            // number of the entry that played last
};

}  // namespace kepu::scheduler
