#include "scheduler/elsewhere.h"
#include "scheduler/rundown.h"

#include <utility>
#include <variant>

#include "scheduler/calendar.h"
#include "scheduler/match.h"
#include "scheduler/place.h"
#include "scheduler/rundown.h"
#include "scheduler/standing.h"
#include "scheduler/verdicts.h"
#include "scheduler/why.h"

namespace kepu::scheduler {
namespace {

// The assets of playlists, each once.
class Collection {
 public:
  explicit Collection(const config::Feed& feed)
      : feed_(&feed), assets_(feed.assets.size()), playlists_(feed.playlists.size()) {}

  void add(std::uint32_t playlist) {
    if (std::exchange(playlists_[playlist], 1) != 0) return;
    for (const config::Item& item : feed_->playlists[playlist].items) {
      if (const auto* nested = std::get_if<config::TakeItem>(&item)) add(nested->playlist);
      const auto* asset = std::get_if<config::AssetItem>(&item);
      if (asset == nullptr || feed_->assets[asset->asset].type == config::AssetType::stream) continue;
      if (std::exchange(assets_[asset->asset], 1) == 0) found.push_back(asset->asset);
    }
  }
  std::vector<std::uint32_t> found;

 private:
  const config::Feed* feed_;
  std::vector<char> assets_, playlists_;  // which have been seen
};

// The entries alone that the place keeps out, as if they had none.
config::Feed freed(const config::Feed& feed, const config::Screen& screen, const config::Place& place) {
  config::Feed other;
  for (const config::Entry& entry : feed.entries) {
    if (!entry.playlist || is_at(entry.near, place) || !matches(entry.screens, screen)) continue;
    other.entries.push_back(entry);
    other.entries.back().near.clear();
  }
  return other;
}

}  // namespace

Result<std::vector<std::uint32_t>> assets_elsewhere(const config::Feed& feed, const config::Screen& screen,
                                                    const config::Day& day, const config::Place& place) {
  const config::Feed free = freed(feed, screen, place);
  if (free.entries.empty()) return std::vector<std::uint32_t>{};
  const auto local = LocalTime::of(zone_of(feed, screen), day.date);
  if (!local) return local.error();
  const BroadcastDay broadcast = broadcast_day(*local, feed.calendar, day.date);
  Rundown rundown;
  judge_entries(free, {screen, place, *local, broadcast, day.clock_trusted}, rundown);
  Collection assets(feed);
  for (const bool takeovers : {true, false}) {
    for (const Verdict& verdict : rundown.verdicts) {
      const config::Entry& entry = free.entries[verdict.entry];
      if (is_active(verdict.rule) && (entry.mode == config::Mode::takeover) == takeovers)
        assets.add(*entry.playlist);
    }
  }
  return std::move(assets.found);
}

}  // namespace kepu::scheduler
