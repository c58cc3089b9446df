// tests/scheduler/sample.h: feeds written down in a line or two, and rundowns as text.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "config/feed.h"
#include "config/screen.h"
#include "scheduler/rundown.h"

namespace kepu::scheduler {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

inline config::Date date(int year, unsigned month, unsigned day) {
  return std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
}

// "05:30" of a UTC date.
inline Wall utc(config::Date on, int hour, int minute = 0, int second = 0, int ms = 0) {
  return std::chrono::sys_days(on) + hours(hour) + minutes(minute) + seconds(second) + milliseconds(ms);
}

// A feed whose assets are clips named a, b, c, ... A day is Monday 23 November 2026 unless a test says
// otherwise.
struct Sample {
  config::Feed feed;
  config::Screen screen{{"bus-17"}, {"bus", "route:10"}, ""};

  explicit Sample(std::string zone = "Etc/UTC") { feed.timezone = std::move(zone); }

  std::uint32_t asset(std::string name, config::AssetType type = config::AssetType::video) {
    config::Asset made;
    made.name = std::move(name);
    made.type = type;
    made.id.bytes[0] = static_cast<std::uint8_t>(feed.assets.size() + 1);
    feed.assets.push_back(made);
    return static_cast<std::uint32_t>(feed.assets.size() - 1);
  }
  std::uint32_t playlist(std::string name, std::vector<config::Item> items) {
    feed.playlists.push_back({std::move(name), config::Order::sequential, std::move(items)});
    return static_cast<std::uint32_t>(feed.playlists.size() - 1);
  }
  // A clip of its own for each duration: clips("p", {30s, 10s}) plays p0 and p1.
  std::uint32_t clips(const std::string& name, const std::vector<milliseconds>& durations) {
    std::vector<config::Item> items;
    for (std::size_t i = 0; i < durations.size(); ++i) {
      items.emplace_back(config::AssetItem{asset(name + std::to_string(i)), durations[i]});
    }
    return playlist(name, std::move(items));
  }
  config::Entry& loop(std::string id, std::uint32_t list, std::vector<config::Hours> at = {}) {
    config::Entry entry;
    entry.id.name = std::move(id);
    entry.playlist = list;
    entry.hours = std::move(at);
    return feed.entries.emplace_back(std::move(entry));
  }
  config::Entry& dark(std::string id, std::vector<config::Hours> at = {}) {
    config::Entry& entry = loop(std::move(id), 0, std::move(at));
    entry.mode = config::Mode::dark;
    entry.playlist.reset();
    return entry;
  }
  Result<Rundown> try_compile(config::Date on) const { return compile(feed, screen, {on}, {}); }
  Rundown rundown(config::Date on = date(2026, 11, 23)) const { return *try_compile(on); }
};

// From `hour`:`minute` to another time, as Hours counts.
inline config::Hours from_to(int hour, int minute, int to_hour, int to_minute) {
  return {hour * 60 + minute, to_hour * 60 + to_minute};
}

// "HH:MM:SS" of UTC; milliseconds only where there are any.
inline std::string clock_text(Wall at) {
  const std::chrono::hh_mm_ss<milliseconds> time(at - std::chrono::floor<std::chrono::days>(at));
  char text[40];
  std::snprintf(text, sizeof text, "%02d:%02d:%02d", static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
  std::string all = text;
  if (time.subseconds().count() != 0) {
    std::snprintf(text, sizeof text, ".%03d", static_cast<int>(time.subseconds().count()));
    all += text;
  }
  return all;
}

// "07:00:00 p0 bus-am", with "cut" behind it where it is; cards and darkness instead of an asset.
inline std::string text_of(const Rundown& rundown, const Slot& slot) {
  std::string line = clock_text(slot.start) + ' ';
  if (slot.shows == Shows::asset) line += rundown.assets[slot.asset].name;
  if (slot.shows == Shows::text) line += '"' + rundown.texts[slot.asset].text.begin()->second + '"';
  if (slot.shows == Shows::card) line += "(card)";
  if (slot.shows == Shows::dark) line += "(dark)";
  if (slot.entry != kNone) line += ' ' + rundown.entries[slot.entry];
  if (slot.cut) line += " cut";
  return line;
}

// The slots that begin in [from, to), as text.
inline std::vector<std::string> slots_between(const Rundown& rundown, Wall from, Wall to) {
  std::vector<std::string> lines;
  for (const Slot& slot : rundown.slots) {
    if (slot.start >= from && slot.start < to) lines.push_back(text_of(rundown, slot));
  }
  return lines;
}

// The names of the first `count` assets from `from` on, one after the other: "p0 p1 p0".
inline std::string assets_from(const Rundown& rundown, Wall from, std::size_t count) {
  std::string names;
  for (const Slot& slot : rundown.slots) {
    if (slot.start < from || count == 0) continue;
    if (!names.empty()) names += ' ';
    names += slot.shows == Shows::asset ? rundown.assets[slot.asset].name : "-";
    --count;
  }
  return names;
}

// "07:00:00-09:00:00 12:00:00-13:00:00": when `entry` plays (or is dark), joined.
inline std::string airtime_of(const Rundown& rundown, const std::string& entry) {
  std::string text;
  std::optional<Wall> end;
  for (const Slot& slot : rundown.slots) {
    if (slot.entry == kNone || rundown.entries[slot.entry] != entry) continue;
    if (end != slot.start) {
      if (end) text += '-' + clock_text(*end) + ' ';
      text += clock_text(slot.start);
    }
    end = slot.end;
  }
  if (end) text += '-' + clock_text(*end);
  return text;
}

}  // namespace kepu::scheduler
