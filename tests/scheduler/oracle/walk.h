// tests/scheduler/oracle/walk.h: an entry on its way through its playlist (rules 11, 17 and 18).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "config/feed.h"
#include "tests/scheduler/oracle/chance.h"

namespace kepu::oracle {

using Item = config::Item;

inline std::int64_t length_of(const Item& item) {
  const auto* asset = std::get_if<config::AssetItem>(&item);
  return asset != nullptr ? asset->duration.count() : std::get<config::TextItem>(item).duration.count();
}

// The same asset, the same text, or the same list in the same way.
inline bool alike(const Item& a, const Item& b) {
  if (a.index() != b.index()) return false;
  if (const auto* asset = std::get_if<config::AssetItem>(&a))
    return asset->asset == std::get<config::AssetItem>(b).asset;
  if (const auto* text = std::get_if<config::TextItem>(&a))
    return text->text == std::get<config::TextItem>(b).text;
  return a == b;
}

struct Beginning {
  std::string entry;
  std::uint64_t day = 0, start = 0;
  bool from_the_top = false;
};

class Walk {
 public:
  Walk(const config::Feed& feed, std::uint32_t list, Beginning beginning)
      : feed_(&feed), list_(list), beginning_(std::move(beginning)) {}

  const Item& peek() {
    if (ahead_ == nullptr) ahead_ = &next(list_);
    return *ahead_;
  }
  const Item& take() {
    const Item& item = peek();
    ahead_ = nullptr;
    return item;
  }

 private:
  // A round of a list. `within` stand the lists that are being played whole, the innermost last.
  struct Round {
    std::uint32_t list = 0;
    std::vector<const Item*> items;
    std::size_t at = 0;
    int taken = 0;
  };
  struct Measure {
    std::int64_t length = 0, count = 0;
  };
  struct Past {  // of a list that is shuffled
    std::uint64_t rounds = 0;
    const Item* last = nullptr;  // of the latest round that is over
  };

  const config::Playlist& list(std::uint32_t index) const { return feed_->playlists[index]; }

  Measure measure(const Item& item) const {
    const auto* nested = std::get_if<config::TakeItem>(&item);
    if (nested == nullptr) return {length_of(item), 1};
    const Measure whole = measure(nested->playlist);
    if (!nested->take) return whole;
    return {whole.length / whole.count * *nested->take, *nested->take};
  }
  Measure measure(std::uint32_t index) const {
    if (measured_.contains(index)) return measured_[index];
    Measure& all = measured_[index];
    for (const Item& item : list(index).items) {
      const Measure one = measure(item);
      all.length += one.length;
      all.count += one.count;
    }
    return all;
  }

  Round round(std::uint32_t index) {
    Round made{index, {}, 0, 0};
    const auto& items = list(index).items;
    if (list(index).order == config::Order::sequential) {
      for (const Item& item : items) made.items.push_back(&item);
      return made;
    }
    Past& past = past_[index];
    for (const std::size_t i : order(items.size(), beginning_.entry, beginning_.day, beginning_.start,
                                     list(index).name, past.rounds++))
      made.items.push_back(&items[i]);
    for (std::size_t i = 0; past.last != nullptr && i < items.size(); ++i) {
      if (alike(Walk(*this).shown_first(*made.items[i]), *past.last)) continue;
      std::swap(made.items[0], made.items[i]);
      break;
    }
    return made;
  }
  // Of a copy, which then has gone too far.
  const Item& shown_first(const Item& item) {
    const auto* nested = std::get_if<config::TakeItem>(&item);
    if (nested == nullptr) return item;
    if (nested->take) return next(nested->playlist);
    return shown_first(*round(nested->playlist).items[0]);
  }

  std::vector<Round> begin(std::uint32_t index) {
    std::vector<Round> rounds{round(index)};
    if (beginning_.from_the_top) return rounds;
    const std::int64_t wanted = ahead(measure(index).length, beginning_.day, beginning_.start);
    std::int64_t at = 0;  // where the next item begins
    while (rounds.back().at < rounds.back().items.size()) {
      const Item& item = *rounds.back().items[rounds.back().at];
      const std::int64_t end = at + measure(item).length;
      const auto* nested = std::get_if<config::TakeItem>(&item);
      const bool whole = nested != nullptr && !nested->take;
      if (!whole && wanted - at < end - wanted) break;  // its begin is nearer
      ++rounds.back().at;
      if (whole && wanted < end) {
        rounds.push_back(round(nested->playlist));
      } else {
        at = end;
      }
    }
    return rounds;
  }

  const Item& next(std::uint32_t index) {
    if (!rounds_.contains(index)) {
      auto begun = begin(index);
      rounds_[index] = std::move(begun);
    }
    const Item& item = next(rounds_[index]);
    // What ends rounds: nothing comes after it in them.
    const std::vector<Round>& rounds = rounds_[index];
    for (auto one = rounds.rbegin(); one != rounds.rend() && one->at == one->items.size(); ++one)
      past_[one->list].last = &item;
    return item;
  }
  const Item& next(std::vector<Round>& rounds) {
    while (true) {
      Round& now = rounds.back();
      if (now.at == now.items.size()) {
        const std::uint32_t ended = now.list;
        rounds.pop_back();
        if (rounds.empty()) rounds.push_back(round(ended));
        continue;
      }
      const Item& item = *now.items[now.at];
      const auto* nested = std::get_if<config::TakeItem>(&item);
      const bool goes_on = nested != nullptr && nested->take && ++now.taken < *nested->take;
      if (!goes_on) ++now.at, now.taken = 0;
      if (nested == nullptr) return item;
      if (nested->take) return next(nested->playlist);
      rounds.push_back(round(nested->playlist));
    }
  }

  const config::Feed* feed_;
  std::uint32_t list_;
  Beginning beginning_;
  std::map<std::uint32_t, std::vector<Round>> rounds_;
  std::map<std::uint32_t, Past> past_;
  mutable std::map<std::uint32_t, Measure> measured_;
  const Item* ahead_ = nullptr;
};

}  // namespace kepu::oracle
