#include "scheduler/filler.h"

#include <algorithm>
#include <unordered_map>

#include "config/log.h"
#include "scheduler/playlist_cursor.h"
#include "scheduler/share.h"

namespace kepu::scheduler {
namespace {

void cut_at(Slot& slot, Wall limit) {
  if (slot.end <= limit) return;
  slot.end = limit;
  slot.cut = true;
}

// The item with which an entry begins a segment. A spread over the days, so that windows shorter than their
// playlist reach its tail too, belongs here: it needs entry, date, segment and the number of items, and
// nothing else changes.
constexpr std::size_t first_item() { return 0; }

}  // namespace

Filler::Filler(const config::Feed& feed, const Contenders& contenders, Rundown& rundown)
    : feed_(&feed), contenders_(&contenders), rundown_(&rundown), planned_(feed.assets.size(), kNone) {}

void Filler::fill(const Playing& playing) {
  const Segment& segment = rundown_->segments.back();
  const Wall from = free_from(segment, playing);
  if (from >= segment.end) return;
  if (segment.shows == Shows::asset) {
    play_loops(from, segment.end, playing);
    return;
  }
  const auto index = static_cast<std::uint32_t>(rundown_->segments.size() - 1);
  const bool dark = segment.shows == Shows::dark;
  const std::uint32_t entry = dark ? contenders_->entries[*playing.members().begin()] : kNone;
  rundown_->slots.push_back({from, segment.end, kNone, entry, index, segment.shows, false});
}

void Filler::finish() {
  if (!rundown_->slots.empty()) cut_at(rundown_->slots.back(), rundown_->end);
}

// When the item that is on leaves the screen to this segment. Only now is known whether its entry goes on
// playing; while it does, a neighbour that begins or ends is no reason to cut.
Wall Filler::free_from(const Segment& segment, const Playing& playing) {
  if (rundown_->slots.empty() || rundown_->slots.back().end <= segment.start) return segment.start;
  Slot& slot = rundown_->slots.back();
  const bool plays_on = !playing.none() && playing.members().contains(on_);
  if (!plays_on) cut_at(slot, segment.start + kOverrunMax);
  return slot.end;
}

void Filler::play_loops(Wall from, Wall until, const Playing& playing) {
  Rotation rotation(playing.members(), contenders_->shares);
  std::unordered_map<std::uint32_t, PlaylistCursor> cursors;  // made when an entry first plays
  const auto segment = static_cast<std::uint32_t>(rundown_->segments.size() - 1);
  for (Wall at = from; at < until; at = rundown_->slots.back().end) {
    on_ = rotation.next();
    const std::uint32_t entry = contenders_->entries[on_];
    const auto cursor = cursors.try_emplace(on_, *feed_, *feed_->entries[entry].playlist, first_item()).first;
    const config::AssetItem& item = cursor->second.next();
    KEPU_CHECK(item.duration > milliseconds(0));
    rundown_->slots.push_back(
        {at, at + item.duration, planned(item.asset), entry, segment, Shows::asset, false});
    rotation.aired(item.duration);
  }
}

std::uint32_t Filler::planned(std::uint32_t asset) {
  std::uint32_t& known = planned_[asset];
  if (known == kNone) {
    known = static_cast<std::uint32_t>(rundown_->assets.size());
    const config::Asset& from = feed_->assets[asset];
    const bool stream = from.type == config::AssetType::stream;
    rundown_->assets.push_back(
        {from.name, from.id, from.type, from.gain_db.value_or(0), stream ? from.url : "", from.stall});
  }
  return known;
}

}  // namespace kepu::scheduler
