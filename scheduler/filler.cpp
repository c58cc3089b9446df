#include "scheduler/filler.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "config/log.h"
#include "scheduler/item.h"

namespace kepu::scheduler {
namespace {

// In its window, or late if that keeps it within what an item may run over.
bool may_begin(const Due& due, const config::Item& item, Wall at) {
  return at < due.closes || at + duration_of(item) <= due.closes + kOverrunMax;
}

void cut_at(Slot& slot, Wall limit) {
  if (slot.end <= limit) return;
  slot.end = limit;
  slot.cut = true;
}

}  // namespace

Filler::Filler(const config::Feed& feed, const Contenders& contenders, std::chrono::sys_days date,
               std::vector<Due> spots, Rundown& rundown)
    : feed_(&feed),
      contenders_(&contenders),
      date_(date),
      rundown_(&rundown),
      extents_(feed),
      due_(std::move(spots)),
      starts_(contenders.entries.size()),
      planned_(feed.assets.size(), kNone),
      loops_(contenders.entries.size()),
      spots_(contenders.entries.size()),
      takeovers_(contenders.entries.size()) {}

void Filler::fill(const Playing& playing, bool afresh) {
  const Segment& segment = rundown_->segments.back();
  if (afresh) {
    rotation_.reset();
    turn_.reset();
    loops_.clear();
  }
  if (segment.takeover != kNone) return take_over(segment);
  takeovers_.clear();
  const Wall from = free_from(segment, playing);
  if (from >= segment.end) return;
  if (segment.shows != Shows::dark) return play(from, segment.end, playing);
  show_none(Shows::dark, contenders_->entries[*playing.members().begin()], from, segment.end);
  due_.lose_until(segment.end);
}

void Filler::finish() {
  if (!rundown_->slots.empty()) cut_at(rundown_->slots.back(), rundown_->end);
}

// When the item that is on leaves the screen to this segment. Only now is known whether its entry goes on
// playing; while it does, a neighbour that begins or ends is no reason to cut.
Wall Filler::free_from(const Segment& segment, const Playing& playing) {
  if (rundown_->slots.empty() || rundown_->slots.back().end <= segment.start) return segment.start;
  Slot& slot = rundown_->slots.back();
  const bool spot = on_ == kNone;
  const bool plays_on =
      spot ? segment.shows != Shows::dark : !playing.none() && playing.members().contains(on_);
  if (!plays_on) cut_at(slot, segment.start + kOverrunMax);
  return slot.end;
}

// At once and to the end, from the first item; nothing else is due meanwhile.
void Filler::take_over(const Segment& segment) {
  if (!rundown_->slots.empty()) cut_at(rundown_->slots.back(), segment.start);
  const auto& entries = contenders_->entries;
  const auto number =
      static_cast<std::uint32_t>(std::ranges::find(entries, segment.takeover) - entries.begin());
  if (!takeovers_.contains(number)) takeovers_.clear();
  Player& one = player(takeovers_, number, true);
  for (Wall at = segment.start; at < segment.end; at = rundown_->slots.back().end)
    show(number, one.take(), at);
  cut_at(rundown_->slots.back(), segment.end);
  on_ = kNone;
  due_.lose_until(segment.end);
}

void Filler::play(Wall from, Wall until, const Playing& playing) {
  for (Wall at = from; at < until; at = rundown_->slots.back().end) {
    due_.arrive(at);
    if (const auto spot = due_spot(at, !playing.none())) {
      play_spot(*spot, at);
    } else if (!playing.none()) {
      play_loop(playing, at);
    } else {
      show_none(Shows::card, kNone, at, std::min(until, due_.next_at().value_or(until)));
    }
  }
}

// The waiting spot that comes now. None of them where all would repeat what has just been on and a loop can
// go between, once.
std::optional<Due> Filler::due_spot(Wall at, bool loops_play) {
  bool repeats = false;
  const auto other = due_.take_first([&](const Due& due) {
    const config::Item& item = player(spots_, due.number).peek();
    if (!may_begin(due, item, at)) return Offer::lost;
    if (last_ == nullptr || !shows_the_same(*last_, item)) return Offer::plays;
    repeats = true;
    return Offer::waits;
  });
  stepped_aside_ = !other && repeats && loops_play && !stepped_aside_;
  if (other || !repeats || stepped_aside_) return other;
  return due_.take_first([&](const Due&) { return Offer::plays; });
}

void Filler::play_spot(const Due& due, Wall at) {
  show(due.number, player(spots_, due.number).take(), at);
  cut_at(rundown_->slots.back(), due.closes + kOverrunMax);
  on_ = kNone;
}

void Filler::play_loop(const Playing& playing, Wall at) {
  if (!rotation_)
    rotation_.emplace(playing.members(), contenders_->shares,
                      [this](std::uint32_t loop) { return duration_of(player(loops_, loop).peek()); });
  if (turn_) rotation_->aired(rundown_->slots[*turn_].end - rundown_->slots[*turn_].start);
  on_ = rotation_->next();
  show(on_, player(loops_, on_).take(), at);
  turn_ = rundown_->slots.size() - 1;
}

void Filler::show(std::uint32_t number, const config::Item& item, Wall at) {
  const milliseconds duration = duration_of(item);
  KEPU_CHECK(duration > milliseconds(0));
  const auto segment = static_cast<std::uint32_t>(rundown_->segments.size() - 1);
  const auto* asset = std::get_if<config::AssetItem>(&item);
  const std::uint32_t what = asset != nullptr ? planned(*asset) : planned(std::get<config::TextItem>(item));
  rundown_->slots.push_back({at, at + duration, what, contenders_->entries[number], segment,
                             asset != nullptr ? Shows::asset : Shows::text, false});
  last_ = &item;
}

void Filler::show_none(Shows shows, std::uint32_t entry, Wall from, Wall until) {
  const auto segment = static_cast<std::uint32_t>(rundown_->segments.size() - 1);
  rundown_->slots.push_back({from, until, kNone, entry, segment, shows, false});
  on_ = kNone;
  last_ = nullptr;
}

Filler::Player& Filler::player(Players& players, std::uint32_t number, bool from_the_top) {
  if (players.contains(number)) return players.at(number);
  const config::Entry& entry = feed_->entries[contenders_->entries[number]];
  const Start start{entry.id.name, date_, starts_[number]++, from_the_top};
  return players.add(number, Player{PlaylistCursor(*feed_, extents_, *entry.playlist, start)});
}

Filler::Player& Filler::Players::add(std::uint32_t number, Player player) {
  places_[number] = static_cast<std::uint32_t>(made_.size());
  return made_.emplace_back(number, std::move(player)).second;
}

void Filler::Players::clear() {
  for (const auto& [number, player] : made_) places_[number] = kNone;
  made_.clear();
}

std::uint32_t Filler::planned(const config::TextItem& item) {
  const auto index = static_cast<std::uint32_t>(rundown_->texts.size());
  const auto [known, is_new] = planned_texts_.try_emplace(&item, index);
  if (is_new) rundown_->texts.push_back({item.text});
  return known->second;
}

std::uint32_t Filler::planned(const config::AssetItem& item) {
  std::uint32_t& known = planned_[item.asset];
  if (known == kNone) {
    known = static_cast<std::uint32_t>(rundown_->assets.size());
    const config::Asset& from = feed_->assets[item.asset];
    const bool stream = from.type == config::AssetType::stream;
    rundown_->assets.push_back(
        {from.name, from.id, from.type, from.gain_db.value_or(0), stream ? from.url : "", from.stall});
  }
  return known;
}

}  // namespace kepu::scheduler
