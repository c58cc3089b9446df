#include "scheduler/support.h"

#include <algorithm>
#include <optional>
#include <string>
#include <variant>

#include "scheduler/recurrence.h"
#include "scheduler/rundown.h"

namespace kepu::scheduler {
namespace {

using config::Entry;
using config::Faults;
using config::Feed;
using config::Item;
using config::Mode;
using config::Playlist;

std::string place_of(const Playlist& playlist) {
  std::string place = "/playlists/";
  for (const char c : playlist.name) {  // RFC 6901
    if (c == '~') {
      place += "~0";
    } else if (c == '/') {
      place += "~1";
    } else {
      place += c;
    }
  }
  return place;
}

void add_playlist_faults(const Playlist& playlist, Faults& faults) {
  const std::string never = " not in this version yet: an entry that plays this list never plays; use ";
  const std::string place = place_of(playlist);
  for (std::size_t i = 0; i < playlist.items.size(); ++i) {
    if (!std::holds_alternative<config::TextItem>(playlist.items[i])) continue;
    faults.push_back({place + "/items/" + std::to_string(i), "text cards are" + never + "an image"});
  }
}

// Playlists that an entry plays, directly or through others.
std::vector<bool> playlists_in_use(const Feed& feed) {
  std::vector<bool> used(feed.playlists.size());
  std::vector<std::uint32_t> open;
  const auto use = [&](std::uint32_t playlist) {
    if (!used[playlist]) open.push_back(playlist);
    used[playlist] = true;
  };
  for (const Entry& entry : feed.entries) {
    if (entry.playlist) use(*entry.playlist);
  }
  while (!open.empty()) {
    const Playlist& playlist = feed.playlists[open.back()];
    open.pop_back();
    for (const Item& item : playlist.items) {
      if (const auto* nested = std::get_if<config::TakeItem>(&item)) use(nested->playlist);
    }
  }
  return used;
}

void add_entry_faults(const Feed& feed, std::size_t index, Support& support, Faults& faults) {
  const Entry& entry = feed.entries[index];
  const std::string place = "/entries/" + std::to_string(index);
  const std::string never = " not in this version yet: this entry never plays";
  if (entry.playlist && !support.can_play(*entry.playlist)) {
    faults.push_back({place + "/playlist", '"' + feed.playlists[*entry.playlist].name +
                                               "\" holds, or leads to, what is" + never +
                                               "; the faults under /playlists say what"});
  }
  if (!entry.rrule.empty()) {
    const auto recurs = recurs_on(entry.rrule, entry.from.value_or(kRecurrenceBegins), kRecurrenceBegins);
    if (!recurs) faults.push_back({place + "/rrule", recurs.error().message + ": this entry never plays"});
  }
}

}  // namespace

Support::Support(const Feed& feed) : feed_(&feed), known_(feed.playlists.size(), Known::nothing) {}

bool Support::can_schedule(const Entry& entry) {
  if (entry.mode == Mode::dark) return true;
  return entry.playlist && can_play(*entry.playlist);
}

bool Support::can_play(std::uint32_t playlist) {
  // `asked`: it contains itself. Nothing that read_feed() gives; but a cursor would never come back.
  if (known_[playlist] != Known::nothing) return known_[playlist] == Known::yes;
  known_[playlist] = Known::asked;
  const bool can = find_out(playlist);
  known_[playlist] = can ? Known::yes : Known::no;
  return can;
}

bool Support::find_out(std::uint32_t index) {
  const Playlist& playlist = feed_->playlists[index];
  if (playlist.items.empty()) return false;
  return std::all_of(playlist.items.begin(), playlist.items.end(), [this](const Item& item) {
    const auto* nested = std::get_if<config::TakeItem>(&item);
    const bool card = std::holds_alternative<config::TextItem>(item);
    return !card && (nested == nullptr || can_play(nested->playlist));
  });
}

Faults not_yet_built(const Feed& feed) {
  Faults faults;
  const std::vector<bool> used = playlists_in_use(feed);
  for (std::size_t i = 0; i < feed.playlists.size(); ++i) {
    if (used[i]) add_playlist_faults(feed.playlists[i], faults);
  }
  Support support(feed);
  for (std::size_t i = 0; i < feed.entries.size(); ++i) add_entry_faults(feed, i, support, faults);
  return faults;
}

}  // namespace kepu::scheduler
