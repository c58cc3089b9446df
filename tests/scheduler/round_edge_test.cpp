// No item twice in a row across the edge of a shuffled round, while there is a choice (rule 18); on random
// lists.
#include <gtest/gtest.h>

#include <algorithm>
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

}  // namespace
}  // namespace kepu::scheduler
