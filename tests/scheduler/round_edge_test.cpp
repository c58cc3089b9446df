// No item twice in a row across the edge of a shuffled round, while there is a choice (rule 18); on random
// lists.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "scheduler/item.h"
#include "scheduler/playlist_cursor.h"
#include "tests/scheduler/random_rules.h"
#include "tests/scheduler/seeds.h"

namespace kepu::scheduler {
namespace {

std::vector<config::Item> played(const Sample& sample, std::uint32_t list, int count) {
  Extents extents(sample.feed);
  PlaylistCursor cursor(sample.feed, extents, list,
                        {"a", std::chrono::sys_days(date(2026, 11, 23)), 0, true});
  std::vector<config::Item> items;
  for (int i = 0; i < count; ++i) items.push_back(cursor.next());
  return items;
}

// Lists with the same asset or text several times, from the first item of a round on.
TEST(RoundEdge, DoesNotRepeatWhatEndedTheRoundBefore) {
  for (const unsigned seed : seeds(1'000)) {
    Dice dice(seed);
    Sample sample;
    std::vector<config::Item> items;
    const int kinds = dice.pick(1, 4);
    for (int i = 0; i < kinds; ++i) sample.asset("a" + std::to_string(i));
    for (int i = dice.pick(2, 7); i > 0; --i) {
      const milliseconds length = seconds(dice.pick(10, 60));
      const std::string text = "t" + std::to_string(dice.pick(0, 1));
      if (dice.chance(70)) {
        items.emplace_back(config::AssetItem{static_cast<std::uint32_t>(dice.pick(0, kinds - 1)), length});
      } else {
        items.emplace_back(config::TextItem{{{"en", text}}, length});
      }
    }
    const std::size_t round = items.size();
    const bool choice =
        std::ranges::any_of(items, [&](const config::Item& item) { return !shows_the_same(item, items[0]); });
    const std::uint32_t list = sample.playlist("p", items);
    sample.feed.playlists[list].order = config::Order::shuffle;
    const auto order = played(sample, list, static_cast<int>(round) * 20);
    for (std::size_t edge = round; edge < order.size(); edge += round) {
      ASSERT_EQ(shows_the_same(order[edge - 1], order[edge]), !choice)
          << "seed " << seed << ", item " << edge;
    }
  }
}

// Lists within a shuffled one, each of assets of its own: whatever follows what, nothing is shown twice in a
// row.
TEST(RoundEdge, ListsWithinAShuffledOneDoNotRepeatEither) {
  for (const unsigned seed : seeds(300)) {
    Dice dice(seed);
    Sample sample;
    std::vector<config::Item> items;
    for (int i = dice.pick(2, 4); i > 0; --i) {
      std::vector<milliseconds> lengths(static_cast<std::size_t>(dice.pick(2, 4)), seconds(20));
      const std::uint32_t inner = sample.clips("x" + std::to_string(i), lengths);
      if (dice.chance(40)) sample.feed.playlists[inner].order = config::Order::shuffle;
      const config::TakeItem nested{inner, dice.chance(50) ? std::optional(dice.pick(1, 3)) : std::nullopt};
      items.emplace_back(nested);
      items.emplace_back(config::AssetItem{sample.asset("a" + std::to_string(i)), seconds(20)});
    }
    const std::uint32_t list = sample.playlist("p", items);
    sample.feed.playlists[list].order = config::Order::shuffle;
    const auto order = played(sample, list, 400);
    for (std::size_t i = 1; i < order.size(); ++i)
      ASSERT_FALSE(shows_the_same(order[i - 1], order[i])) << "seed " << seed << ", item " << i;
  }
}

std::string names(const Sample& sample, const std::vector<config::Item>& items) {
  std::string text;
  for (const config::Item& item : items)
    text += sample.feed.assets[std::get<config::AssetItem>(item).asset].name;
  return text;
}

struct Nested {
  Sample sample;
  std::uint32_t list = 0;
};

// A shuffled [x, a, c] with x = [b, a], played whole or by `take`.
Nested shares_an_asset(std::optional<int> take, config::Order order) {
  Nested made;
  const auto item = [&](std::uint32_t asset) { return config::AssetItem{asset, seconds(10)}; };
  const auto a = made.sample.asset("a"), b = made.sample.asset("b"), c = made.sample.asset("c");
  const auto x = made.sample.playlist("x", {item(b), item(a)});
  made.sample.feed.playlists[x].order = order;
  made.list = made.sample.playlist("p", {config::TakeItem{x, take}, item(a), item(c)});
  made.sample.feed.playlists[made.list].order = config::Order::shuffle;
  return made;
}

TEST(RoundEdge, WhatAListWithinShowsLastDoesNotBeginTheNextRound) {
  for (const auto order : {config::Order::sequential, config::Order::shuffle}) {
    const Nested made = shares_an_asset({}, order);
    const std::string shown = names(made.sample, played(made.sample, made.list, 4 * 200));
    for (std::size_t edge = 4; edge < shown.size(); edge += 4)
      ASSERT_NE(shown[edge - 1], shown[edge]) << shown.substr(edge - 4, 8);
  }
}

TEST(RoundEdge, NorDoesWhatIsTakenFromAList) {
  for (const int take : {1, 2, 3}) {
    for (const auto order : {config::Order::sequential, config::Order::shuffle}) {
      const Nested made = shares_an_asset(take, order);
      const auto round = static_cast<std::size_t>(take + 2);
      const std::string shown =
          names(made.sample, played(made.sample, made.list, static_cast<int>(round) * 200));
      for (std::size_t edge = round; edge < shown.size(); edge += round)
        ASSERT_NE(shown[edge - 1], shown[edge]) << shown.substr(edge - round, 2 * round);
    }
  }
}

// All of one asset, and all rounds end at the same time: there is no choice anywhere. Each list is asked once
// all the same; were it asked wherever it stands, this would not end.
TEST(RoundEdge, ListsWithinListsWithinListsAreAskedOnceEach) {
  Sample sample;
  constexpr std::size_t kWidth = 200;
  std::uint32_t list = sample.playlist(
      "p0", std::vector<config::Item>(kWidth, config::AssetItem{sample.asset("only"), seconds(10)}));
  for (int depth = 1; depth < 8; ++depth) {
    sample.feed.playlists[list].order = config::Order::shuffle;
    list = sample.playlist("p" + std::to_string(depth),
                           std::vector<config::Item>(kWidth, config::TakeItem{list, 1}));
  }
  sample.feed.playlists[list].order = config::Order::shuffle;
  EXPECT_EQ(played(sample, list, 5 * kWidth).size(), 5 * kWidth);
}

}  // namespace
}  // namespace kepu::scheduler
