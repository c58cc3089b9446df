// tests/scheduler/oracle/channel.h: the rules of scheduler/README.md, interpreted the slow and plain way,
// minute by minute, sharing no code with scheduler/. It asks neither the date library nor libical.
#pragma once

#include <algorithm>
#include <climits>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "config/feed.h"
#include "config/screen.h"
#include "tests/scheduler/oracle/minutes.h"
#include "tests/scheduler/oracle/owed.h"
#include "tests/scheduler/oracle/turns.h"
#include "tests/scheduler/oracle/walk.h"

namespace kepu::oracle {

constexpr std::int64_t kMinute = 60'000, kOver = kMinute;

enum class What { asset, text, card, dark };

struct Slot {
  std::int64_t start = 0, end = 0;  // ms since the day began
  What what = What::asset;
  const Item* item = nullptr;  // of an asset or a text
  std::optional<std::size_t> entry;
  bool cut = false;
};

// Who is on the screen at one minute: a takeover, or else loops, or one dark entry.
struct Playing {
  std::optional<std::size_t> takeover;
  std::vector<std::size_t> loops;  // by id
  bool dark = false;               // `loops` are dark entries
};

inline Playing playing_at(const config::Feed& feed, const Minutes& minutes, int minute) {
  Playing playing;
  const auto key = [&](std::size_t i) {
    const auto& entry = feed.entries[i];
    const int from =
        entry.from ? static_cast<int>(sys_days(*entry.from).time_since_epoch().count()) : INT_MIN;
    return std::tuple(-entry.priority, from, entry.id.name);
  };
  for (std::size_t i = 0; i < feed.entries.size(); ++i) {
    const config::Entry& entry = feed.entries[i];
    if (!minutes.active(i, minute) || entry.mode == config::Mode::spot) continue;
    if (entry.mode == config::Mode::takeover) {
      if (!playing.takeover || key(i) < key(*playing.takeover)) playing.takeover = i;
      continue;
    }
    const bool dark = entry.mode == config::Mode::dark;
    if (!playing.loops.empty()) {
      const int best = feed.entries[playing.loops[0]].priority;
      if (std::tuple(entry.priority, dark) < std::tuple(best, playing.dark)) continue;
      if (std::tuple(entry.priority, dark) > std::tuple(best, playing.dark)) playing.loops.clear();
    }
    playing.loops.push_back(i);
    playing.dark = dark;
  }
  std::sort(playing.loops.begin(), playing.loops.end(),
            [&](std::size_t a, std::size_t b) { return feed.entries[a].id < feed.entries[b].id; });
  return playing;
}

class Channel {
 public:
  // All must outlive it.
  Channel(const config::Feed& feed, const Minutes& minutes, sys_days date)
      : feed_(feed), minutes_(minutes), day_(day_number(date)), owed_(owed(feed, minutes)), turns_(feed) {}

  std::vector<Slot> slots() {
    Playing now = playing_at(feed_, minutes_, 0);
    int begin = 0;
    bool afresh = true;
    for (int minute = 1; minute <= minutes_.count(); ++minute) {
      const bool ends = minute == minutes_.count();
      if (!ends && same_as_before(minute)) continue;
      const Playing next = ends ? now : playing_at(feed_, minutes_, minute);
      const bool turns = next.loops != now.loops;
      if (ends || next.takeover != now.takeover || (turns && !now.takeover)) {
        segment(begin * kMinute, minute * kMinute, now, afresh);
        begin = minute;
        afresh = false;
      }
      afresh = afresh || turns;
      now = next;
    }
    cut(slots_.back(), minutes_.count() * kMinute);
    return slots_;
  }

 private:
  bool same_as_before(int minute) const {
    for (std::size_t i = 0; i < feed_.entries.size(); ++i)
      if (minutes_.active(i, minute) != minutes_.active(i, minute - 1)) return false;
    return true;
  }

  Walk& walk(std::map<std::size_t, Walk>& walks, std::size_t entry) {
    const auto known = walks.find(entry);
    if (known != walks.end()) return known->second;
    const config::Entry& one = feed_.entries[entry];
    const bool from_the_top = one.mode == config::Mode::takeover;
    return walks
        .emplace(entry, Walk(feed_, *one.playlist, {one.id.name, day_, starts_[entry]++, from_the_top}))
        .first->second;
  }

  static void cut(Slot& slot, std::int64_t at) {
    if (slot.end <= at) return;
    slot.end = at;
    slot.cut = true;
  }
  void show(std::size_t entry, const Item& item, std::int64_t at) {
    const bool text = std::holds_alternative<config::TextItem>(item);
    slots_.push_back({at, at + length_of(item), text ? What::text : What::asset, &item, entry, false});
    last_ = &item;
  }

  void segment(std::int64_t begin, std::int64_t end, const Playing& playing, bool afresh) {
    if (afresh) {
      loops_.clear();
      turns_.afresh();
      turn_.reset();
    }
    if (playing.takeover) return take_over(begin, end, *playing.takeover);
    takeovers_.clear();
    std::int64_t at = begin;
    if (!slots_.empty() && slots_.back().end > begin) {
      const auto& loops = playing.loops;
      const bool goes_on = on_loop_
                               ? std::find(loops.begin(), loops.end(), *slots_.back().entry) != loops.end()
                               : !playing.dark;
      if (!goes_on) cut(slots_.back(), begin + kOver);
      at = slots_.back().end;
    }
    if (playing.dark && at < end) return nothing(at, end, What::dark, playing.loops[0]);
    while (at < end) at = boundary(at, end, playing.loops);
  }

  void take_over(std::int64_t begin, std::int64_t end, std::size_t entry) {
    if (!slots_.empty()) cut(slots_.back(), begin);
    if (!takeovers_.contains(entry)) takeovers_.clear();
    for (std::int64_t at = begin; at < end; at = slots_.back().end)
      show(entry, walk(takeovers_, entry).take(), at);
    cut(slots_.back(), end);
    on_loop_ = false;
    lose_until(end);
  }

  void nothing(std::int64_t at, std::int64_t end, What what, std::optional<std::size_t> entry) {
    slots_.push_back({at, end, what, nullptr, entry, false});
    last_ = nullptr;
    on_loop_ = false;
    if (what == What::dark) lose_until(end);
  }
  void lose_until(std::int64_t at) {
    waiting_.clear();
    while (next_owed_ < owed_.size() && owed_[next_owed_].at < at) ++next_owed_;
  }

  const Item& coming(const Owed& one) { return walk(spots_, one.entry).peek(); }
  bool repeats(const Owed& one) { return last_ != nullptr && alike(coming(one), *last_); }

  // Those that wait at `at`, in the order in which they come.
  void arrive(std::int64_t at) {
    while (next_owed_ < owed_.size() && owed_[next_owed_].at <= at) waiting_.push_back(owed_[next_owed_++]);
    std::erase_if(waiting_, [&](const Owed& one) {
      return one.closes <= at && at + length_of(coming(one)) > one.closes + kOver;
    });
    const auto key = [&](const Owed& one) {
      return std::tuple(-feed_.entries[one.entry].priority, one.at, feed_.entries[one.entry].id);
    };
    std::sort(waiting_.begin(), waiting_.end(),
              [&](const Owed& a, const Owed& b) { return key(a) < key(b); });
  }

  std::int64_t boundary(std::int64_t at, std::int64_t end, const std::vector<std::size_t>& loops) {
    arrive(at);
    auto one = std::find_if(waiting_.begin(), waiting_.end(), [&](const Owed& due) { return !repeats(due); });
    aside_ = !waiting_.empty() && one == waiting_.end() && !loops.empty() && !aside_;
    if (!waiting_.empty() && !aside_) {
      if (one == waiting_.end()) one = waiting_.begin();
      const Owed due = *one;
      waiting_.erase(one);
      show(due.entry, walk(spots_, due.entry).take(), at);
      cut(slots_.back(), due.closes + kOver);
      on_loop_ = false;
      return slots_.back().end;
    }
    if (!loops.empty()) return loop(at, loops);
    if (next_owed_ < owed_.size()) end = std::min(end, owed_[next_owed_].at);
    nothing(at, end, What::card, std::nullopt);
    return end;
  }

  std::int64_t loop(std::int64_t at, const std::vector<std::size_t>& loops) {
    if (turn_) turns_.aired(*slots_[*turn_].entry, slots_[*turn_].end - slots_[*turn_].start);
    std::vector<Turn> all;
    for (const std::size_t entry : loops) all.push_back({entry, length_of(walk(loops_, entry).peek())});
    const std::size_t next = turns_.next(all);
    show(next, walk(loops_, next).take(), at);
    turn_ = slots_.size() - 1;
    on_loop_ = true;
    return slots_.back().end;
  }

  const config::Feed& feed_;
  const Minutes& minutes_;
  std::uint64_t day_;
  std::vector<Owed> owed_, waiting_;
  std::size_t next_owed_ = 0;
  Turns turns_;
  std::vector<Slot> slots_;
  std::map<std::size_t, Walk> loops_, spots_, takeovers_;
  std::map<std::size_t, std::uint64_t> starts_;
  std::optional<std::size_t> turn_;  // the slot of a loop whose airtime is not counted yet
  const Item* last_ = nullptr;
  bool on_loop_ = false, aside_ = false;
};

}  // namespace kepu::oracle
