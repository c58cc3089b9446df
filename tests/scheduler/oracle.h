// tests/scheduler/oracle.h: the rules of scheduler/README.md, interpreted the slow and plain way, sharing no
// code with scheduler/. Local time is UTC; no rrule, no shuffle.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "config/feed.h"
#include "config/screen.h"

namespace kepu::oracle {

struct Slot {
  std::int64_t start = 0, end = 0;  // ms since 04:00
  std::string what;                 // name of the asset, "(card)" or "(dark)"
  std::string entry;                // its id, or empty
  bool cut = false;
  bool operator==(const Slot&) const = default;
};

constexpr std::int64_t kMinute = 60'000, kDay = 24 * 60 * kMinute, kOver = kMinute;

// An endless walk through a playlist.
class Walk {
 public:
  Walk(const config::Feed& feed, std::uint32_t list, std::uint64_t fraction)
      : feed_(feed), list_(list), fraction_(fraction) {}
  config::AssetItem next() { return next(list_); }
  config::AssetItem peek() {
    if (!ahead_) ahead_ = next(list_);
    return *ahead_;
  }
  config::AssetItem take() {
    const config::AssetItem item = peek();
    ahead_.reset();
    return item;
  }

 private:
  struct Leaf {
    std::optional<config::AssetItem> asset;
    std::uint32_t list = 0;
    int take = 0;
  };
  struct Way {
    std::vector<Leaf> round;
    std::size_t at = 0;
    int taken = 0;
  };

  std::vector<Leaf> round(std::uint32_t list) const {
    std::vector<Leaf> leaves;
    for (const config::Item& item : feed_.playlists[list].items) {
      if (const auto* asset = std::get_if<config::AssetItem>(&item)) {
        leaves.push_back({*asset});
        continue;
      }
      const auto& nested = std::get<config::TakeItem>(item);
      if (nested.take) {
        leaves.push_back({{}, nested.playlist, *nested.take});
        continue;
      }
      const auto inner = round(nested.playlist);
      leaves.insert(leaves.end(), inner.begin(), inner.end());
    }
    return leaves;
  }
  std::pair<std::int64_t, std::int64_t> extent(const Leaf& leaf) const {
    if (leaf.asset) return {leaf.asset->duration.count(), 1};
    const auto [length, count] = extent(round(leaf.list));
    return {length / count * leaf.take, leaf.take};
  }
  std::pair<std::int64_t, std::int64_t> extent(const std::vector<Leaf>& leaves) const {
    std::int64_t length = 0, count = 0;
    for (const Leaf& leaf : leaves) {
      length += extent(leaf).first;
      count += extent(leaf).second;
    }
    return {length, count};
  }
  config::AssetItem next(std::uint32_t list) {
    if (!ways_.contains(list)) {
      Way way{round(list)};
      auto ahead =
          static_cast<std::int64_t>(static_cast<std::uint64_t>(extent(way.round).first) * fraction_ >> 32U);
      while (way.at < way.round.size() && ahead >= extent(way.round[way.at]).first)
        ahead -= extent(way.round[way.at++]).first;
      ways_[list] = std::move(way);
    }
    Way& way = ways_[list];
    for (;;) {
      if (way.at >= way.round.size()) way.at = 0;
      const Leaf& leaf = way.round[way.at];
      if (leaf.asset) return way.at++, *leaf.asset;
      if (way.taken++ < leaf.take) return next(leaf.list);
      way.taken = 0;
      ++way.at;
    }
  }

  const config::Feed& feed_;
  std::uint32_t list_;
  std::uint64_t fraction_;  // of 2^32
  std::map<std::uint32_t, Way> ways_;
  std::optional<config::AssetItem> ahead_;
};

class Oracle {
 public:
  Oracle(const config::Feed& feed, const config::Screen& screen, std::chrono::sys_days date)
      : feed_(feed), screen_(screen), date_(date) {}

  std::vector<Slot> day() {
    std::set<std::int64_t> instants{0, kDay};
    for (const auto& entry : feed_.entries) {
      for (int day = -1; day <= 1; ++day) {
        for (const auto& hours : hours_of(entry)) {
          const auto [from, to] = window(hours, day);
          if (from > 0 && from < kDay) instants.insert(from);
          if (to > 0 && to < kDay) instants.insert(to);
        }
      }
    }
    std::vector<std::string> playing;
    std::optional<std::size_t> over;
    std::int64_t begin = 0;
    bool afresh = true;
    for (const std::int64_t at : instants) {
      if (at == kDay) break;
      const auto now_playing = playing_at(at);
      const auto now_over = takeover_at(at);
      const bool turns = at > 0 && now_playing != playing;
      if (at > 0 && (now_over != over || (turns && !over))) {
        segment(begin, at, over, afresh, begin_instant_);
        begin = at;
        afresh = false;
        begin_instant_ = at;
      }
      afresh = afresh || turns;
      playing = now_playing;
      over = now_over;
    }
    segment(begin, kDay, over, afresh, begin_instant_);
    if (!slots_.empty()) cut(slots_.back(), kDay);
    return slots_;
  }

 private:
  using Ids = std::vector<std::string>;

  static std::vector<config::Hours> hours_of(const config::Entry& entry) {
    return entry.hours.empty() ? std::vector<config::Hours>{{0, 1440}} : entry.hours;
  }
  // Of the window that begins on the date `day` days after ours, ms since our 04:00.
  static std::pair<std::int64_t, std::int64_t> window(const config::Hours& hours, int day) {
    const std::int64_t midnight = day * kDay - 4 * 60 * kMinute;
    const std::int64_t length =
        hours.end > hours.begin ? hours.end - hours.begin : hours.end + 1440 - hours.begin;
    return {midnight + hours.begin * kMinute, midnight + (hours.begin + length) * kMinute};
  }
  bool concerns(const config::Entry& entry) const {
    const auto has = [&](const std::string& tag) {
      return tag == screen_.id.name || std::count(screen_.tags.begin(), screen_.tags.end(), tag) > 0;
    };
    for (const auto& tag : entry.screens.all)
      if (!has(tag)) return false;
    for (const auto& tag : entry.screens.none)
      if (has(tag)) return false;
    if (entry.screens.any.empty()) return true;
    return std::any_of(entry.screens.any.begin(), entry.screens.any.end(), has);
  }
  bool fits(const config::Entry& entry, int day) const {
    const auto on = date_ + std::chrono::days(day);
    const config::Date date(on);
    if (entry.from && on < std::chrono::sys_days(*entry.from)) return false;
    if (entry.until && on > std::chrono::sys_days(*entry.until)) return false;
    for (const auto& except : entry.except)
      if (except == date) return false;
    if (entry.days.empty()) return true;
    const unsigned weekday = std::chrono::weekday(on).c_encoding();
    bool works = weekday >= 1 && weekday <= 5;
    for (const auto& rest : feed_.calendar.rest)
      if (rest == date) works = false;
    for (const auto& work : feed_.calendar.work)
      if (work == date) works = true;
    for (const auto rule : entry.days) {
      if (rule == config::DayRule::workday   ? works
          : rule == config::DayRule::restday ? !works
                                             : static_cast<unsigned>(rule) == weekday)
        return true;
    }
    return false;
  }
  bool active(const config::Entry& entry, std::int64_t at) const {
    if (!concerns(entry)) return false;
    for (int day = -1; day <= 1; ++day) {
      if (!fits(entry, day)) continue;
      for (const auto& hours : hours_of(entry)) {
        const auto [from, to] = window(hours, day);
        if (from <= at && at < to) return true;
      }
    }
    return false;
  }
  std::int64_t closes(const config::Entry& entry, std::int64_t at) const {
    std::int64_t minute = at;
    while (minute < kDay && active(entry, minute)) minute = (minute / kMinute + 1) * kMinute;
    return std::min(minute, kDay);
  }

  // Ids of the loops or dark entries that play at `at`, sorted; a dark one has "!" before it.
  Ids playing_at(std::int64_t at) const {
    Ids ids;
    int best = -100'000;
    bool dark = false;
    for (const auto& entry : feed_.entries) {
      const bool is_dark = entry.mode == config::Mode::dark;
      if ((entry.mode != config::Mode::loop && !is_dark) || !active(entry, at)) continue;
      if (entry.priority > best || (entry.priority == best && is_dark && !dark)) {
        ids.clear();
        best = entry.priority;
        dark = is_dark;
      }
      if (entry.priority == best && is_dark == dark) ids.push_back((dark ? "!" : "") + entry.id.name);
    }
    std::sort(ids.begin(), ids.end());
    return ids;
  }
  std::optional<std::size_t> takeover_at(std::int64_t at) const {
    std::optional<std::size_t> best;
    const auto key = [&](std::size_t i) {
      const auto& entry = feed_.entries[i];
      return std::tuple(
          -entry.priority,
          entry.from ? std::chrono::sys_days(*entry.from).time_since_epoch().count() : -1'000'000,
          entry.id.name);
    };
    for (std::size_t i = 0; i < feed_.entries.size(); ++i) {
      if (feed_.entries[i].mode != config::Mode::takeover || !active(feed_.entries[i], at)) continue;
      if (!best || key(i) < key(*best)) best = i;
    }
    return best;
  }
  const config::Entry& entry_of(const std::string& id) const {
    return *std::find_if(feed_.entries.begin(), feed_.entries.end(),
                         [&](const auto& entry) { return entry.id.name == id; });
  }

  Walk walk(const config::Entry& entry) {
    const std::uint64_t number = starts_[entry.id.name]++;
    const auto day = static_cast<std::uint64_t>(
        (date_ - std::chrono::sys_days(std::chrono::year(2026) / 11 / 23)).count());
    const bool top = entry.mode == config::Mode::takeover;
    const std::uint64_t fraction = (day * 0x9E3779B97F4A7C15 + number * 0x6A09E667F3BCC908) >> 32U;
    return {feed_, *entry.playlist, top ? 0 : fraction};
  }

  static void cut(Slot& slot, std::int64_t at) {
    if (slot.end <= at) return;
    slot.end = at;
    slot.cut = true;
  }
  void show(const config::Entry& entry, const config::AssetItem& item, std::int64_t at) {
    slots_.push_back({at, at + item.duration.count(), feed_.assets[item.asset].name, entry.id.name, false});
    last_ = feed_.assets[item.asset].name;
  }

  // Spots that are due, in no order.
  struct Owed {
    int priority = 0;
    std::int64_t at = 0;
    std::string id;
    std::int64_t closes = 0;
  };
  const std::vector<Owed>& owed() {
    if (owed_) return *owed_;
    std::vector<Owed> all;
    for (const auto& entry : feed_.entries) {
      if (entry.mode != config::Mode::spot) continue;
      std::uint64_t hash = 14695981039346656037ULL;
      for (const char c : entry.id.name) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
      const std::int64_t hour = 60 * kMinute;
      const auto shift = static_cast<std::int64_t>(hash % static_cast<std::uint64_t>(hour / entry.per_hour));
      for (std::int64_t h = 0; h < 24; ++h) {
        for (std::int64_t n = 0; n < entry.per_hour; ++n) {
          const std::int64_t at = h * hour + n * hour / entry.per_hour + shift;
          if (active(entry, at)) all.push_back({entry.priority, at, entry.id.name, closes(entry, at)});
        }
      }
    }
    return owed_.emplace(std::move(all));
  }

  void segment(std::int64_t begin, std::int64_t end, std::optional<std::size_t> over, bool afresh,
               std::int64_t seen_at) {
    if (afresh) {
      loops_.clear();
      airtime_.clear();
      turn_.reset();
    }
    if (over) return take_over(begin, end, feed_.entries[*over]);
    over_.clear();
    const Ids playing = playing_at(seen_at);
    const bool dark = !playing.empty() && playing[0][0] == '!';
    std::int64_t at = begin;
    if (!slots_.empty() && slots_.back().end > begin) {
      const bool goes_on =
          on_spot_ ? !dark : std::count(playing.begin(), playing.end(), slots_.back().entry) > 0;
      if (!goes_on) cut(slots_.back(), begin + kOver);
      at = slots_.back().end;
    }
    if (at >= end) return;
    if (dark) {
      slots_.push_back({at, end, "(dark)", playing[0].substr(1), false});
      last_.clear();
      on_spot_ = true;
      lost_until_ = end;
      served_.clear();
      return;
    }
    while (at < end) at = boundary(at, end, playing);
  }

  void take_over(std::int64_t begin, std::int64_t end, const config::Entry& entry) {
    if (!slots_.empty()) cut(slots_.back(), begin);
    if (!over_.contains(entry.id.name)) over_.clear();
    if (!over_.contains(entry.id.name)) over_.emplace(entry.id.name, walk(entry));
    for (std::int64_t at = begin; at < end; at = slots_.back().end)
      show(entry, over_.at(entry.id.name).take(), at);
    cut(slots_.back(), end);
    on_spot_ = true;
    lost_until_ = end;
    served_.clear();
  }

  std::int64_t boundary(std::int64_t at, std::int64_t end, const Ids& playing) {
    std::vector<Owed> waiting;
    for (const Owed& one : owed()) {
      const bool due = one.at >= lost_until_ && one.at <= at;
      if (due && !served_.contains({one.id, one.at})) waiting.push_back(one);
    }
    std::sort(waiting.begin(), waiting.end(), [](const Owed& a, const Owed& b) {
      return std::tuple(-a.priority, a.at, a.id) < std::tuple(-b.priority, b.at, b.id);
    });
    std::optional<Owed> repeats;
    for (const Owed& one : waiting) {
      if (!spots_.contains(one.id)) spots_.emplace(one.id, walk(entry_of(one.id)));
      const config::AssetItem& item = spots_.at(one.id).peek();
      if (at >= one.closes && at + item.duration.count() > one.closes + kOver) {
        served_.insert({one.id, one.at});  // too late, for ever
      } else if (feed_.assets[item.asset].name != last_) {
        aside_ = false;
        return spot(at, one);
      } else if (!repeats) {
        repeats = one;
      }
    }
    aside_ = repeats && !playing.empty() && !aside_;
    if (repeats && !aside_) return spot(at, *repeats);
    if (!playing.empty()) return loop(at, playing);
    std::int64_t until = end;
    for (const Owed& one : owed()) {
      if (one.at > at) until = std::min(until, one.at);
    }
    slots_.push_back({at, until, "(card)", "", false});
    last_.clear();
    on_spot_ = true;
    return until;
  }

  std::int64_t spot(std::int64_t at, const Owed& one) {
    served_.insert({one.id, one.at});
    show(entry_of(one.id), spots_.at(one.id).take(), at);
    cut(slots_.back(), one.closes + kOver);
    on_spot_ = true;
    return slots_.back().end;
  }

  std::int64_t loop(std::int64_t at, const Ids& playing) {
    if (turn_) airtime_[slots_[*turn_].entry] += slots_[*turn_].end - slots_[*turn_].start;
    // Of those that have had no more than their share of the airtime, the one whose next item would be over
    // first on its share alone; a tie: the smaller id.
    std::int64_t all_airtime = 0, all_shares = 0;
    for (const std::string& id : playing) {
      if (!loops_.contains(id)) loops_.emplace(id, walk(entry_of(id)));
      all_airtime += airtime_[id];
      all_shares += entry_of(id).share;
    }
    std::string next;
    for (const std::string& id : playing) {
      if (airtime_[id] * all_shares > all_airtime * entry_of(id).share) continue;
      const auto end = [&](const std::string& of) {
        return airtime_[of] + loops_.at(of).peek().duration.count();
      };
      if (next.empty() || end(id) * entry_of(next).share < end(next) * entry_of(id).share) next = id;
    }
    show(entry_of(next), loops_.at(next).take(), at);
    turn_ = slots_.size() - 1;
    on_spot_ = false;
    return slots_.back().end;
  }

  const config::Feed& feed_;
  const config::Screen& screen_;
  std::chrono::sys_days date_;
  std::vector<Slot> slots_;
  std::map<std::string, Walk> loops_, spots_, over_;
  std::map<std::string, std::int64_t> airtime_;
  std::map<std::string, std::uint64_t> starts_;
  std::optional<std::size_t> turn_;
  std::set<std::pair<std::string, std::int64_t>> served_;
  std::optional<std::vector<Owed>> owed_;
  std::int64_t lost_until_ = 0, begin_instant_ = 0;
  std::string last_;
  bool on_spot_ = false;  // what is on is no loop's
  bool aside_ = false;
};

}  // namespace kepu::oracle
