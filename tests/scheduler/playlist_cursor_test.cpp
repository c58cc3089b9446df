#include "scheduler/playlist_cursor.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/scheduler/sample.h"

namespace kepu::scheduler {
namespace {

std::uint32_t asset_of(const config::Item& item) { return std::get<config::AssetItem>(item).asset; }

using config::TakeItem;

config::Item clip(Sample& sample, const std::string& name) {
  return config::AssetItem{sample.asset(name), seconds(10)};
}

// The first start of a day on which lists begin with their first item.
constexpr Start kStart{"bus-am", std::chrono::sys_days(std::chrono::year(2026) / 11 / 23), 0};

std::string order(const Sample& sample, std::uint32_t playlist, int count, const Start& start = kStart) {
  Extents extents(sample.feed);
  PlaylistCursor cursor(sample.feed, extents, playlist, start);
  std::string names;
  for (int i = 0; i < count; ++i) {
    if (i > 0) names += ' ';
    names += sample.feed.assets[asset_of(cursor.next())].name;
  }
  return names;
}

Start days_later(int days) { return {kStart.entry, kStart.date + std::chrono::days(days), 0}; }

TEST(PlaylistCursor, PlaysItsItemsRoundAfterRound) {
  Sample sample;
  EXPECT_EQ(order(sample, sample.clips("p", {seconds(1), seconds(2), seconds(3)}), 7),
            "p0 p1 p2 p0 p1 p2 p0");
}

TEST(PlaylistCursor, OnAnotherDayItBeginsAtTheItemThatLiesThere) {
  Sample sample;
  const auto list = sample.clips("p", {seconds(10), seconds(50), seconds(20), seconds(20)});
  EXPECT_EQ(order(sample, list, 5, days_later(1)), "p2 p3 p0 p1 p2");  // 61.8 s into 100
  EXPECT_EQ(order(sample, list, 3, days_later(2)), "p1 p2 p3");        // 23.6 s
}

TEST(PlaylistCursor, ItBeginsAtTheItemWhoseBeginIsNearest) {
  Sample sample;
  const auto halves = sample.clips("h", {seconds(50), seconds(50)});
  EXPECT_EQ(order(sample, halves, 2, days_later(1)), "h1 h0");  // 61.8 s into 100
  EXPECT_EQ(order(sample, halves, 2, days_later(2)), "h0 h1");  // 23.6 s
  EXPECT_EQ(order(sample, halves, 2, days_later(4)), "h1 h0");  // 47.2 s: h1 begins at 50
  const auto one_long = sample.clips("l", {seconds(10), seconds(90)});
  EXPECT_EQ(order(sample, one_long, 2, days_later(1)), "l0 l1");  // 61.8 s: the next round is nearer
}

TEST(PlaylistCursor, TheStartMayLieWithinANestedList) {
  Sample sample;
  const auto core = sample.clips("c", {seconds(20), seconds(20), seconds(20)});
  const auto list = sample.playlist("p", {clip(sample, "x"), TakeItem{core, {}}, clip(sample, "y")});
  EXPECT_EQ(order(sample, list, 5, days_later(1)), "c2 y x c0 c1");  // 49.4 s into 80: c2 begins at 50
}

TEST(PlaylistCursor, WhatIsTakenFromAListBeginsElsewhereToo) {
  Sample sample;
  const auto core = sample.clips("c", {seconds(1), seconds(1), seconds(1), seconds(1)});
  const auto list = sample.playlist("p", {TakeItem{core, 1}});
  EXPECT_EQ(order(sample, list, 4), "c0 c1 c2 c3");
  EXPECT_EQ(order(sample, list, 4, days_later(1)), "c2 c3 c0 c1");
}

std::uint32_t shuffle(Sample& sample, std::size_t count) {
  const auto list = sample.clips("p", std::vector<milliseconds>(count, seconds(10)));
  sample.feed.playlists[list].order = config::Order::shuffle;
  return list;
}

TEST(PlaylistCursor, EveryRoundOfAShuffledListPlaysEachItemOnce) {
  Sample sample;
  const auto list = shuffle(sample, 10);
  Extents extents(sample.feed);
  PlaylistCursor cursor(sample.feed, extents, list, kStart);
  std::set<std::vector<std::uint32_t>> rounds;
  for (int round = 0; round < 50; ++round) {
    std::vector<std::uint32_t> items;
    for (int i = 0; i < 10; ++i) items.push_back(asset_of(cursor.next()));
    EXPECT_EQ(std::set(items.begin(), items.end()).size(), 10U);
    rounds.insert(items);
  }
  EXPECT_GE(rounds.size(), 49U);
}

TEST(PlaylistCursor, AShuffledListNeverRepeatsAcrossTheEdgeOfARound) {
  Sample sample;
  const auto list = shuffle(sample, 2);
  Extents extents(sample.feed);
  PlaylistCursor cursor(sample.feed, extents, list, kStart);
  std::uint32_t last = asset_of(cursor.next());
  for (int i = 0; i < 400; ++i) {
    const std::uint32_t now = asset_of(cursor.next());
    EXPECT_NE(now, last);
    last = now;
  }
}

TEST(PlaylistCursor, WithoutAChoiceItRepeats) {
  Sample sample;
  const auto only = sample.asset("only");
  const auto list =
      sample.playlist("p", {config::AssetItem{only, seconds(1)}, config::AssetItem{only, seconds(2)}});
  sample.feed.playlists[list].order = config::Order::shuffle;
  EXPECT_EQ(order(sample, list, 4), "only only only only");
}

TEST(PlaylistCursor, OrdersDifferByEntryDayAndStart) {
  Sample sample;
  const auto list = shuffle(sample, 12);
  const std::string first = order(sample, list, 12);
  EXPECT_EQ(order(sample, list, 12), first);
  EXPECT_NE(order(sample, list, 12, {"bus-pm", kStart.date, 0}), first);
  EXPECT_NE(order(sample, list, 12, days_later(1)), first);
  EXPECT_NE(order(sample, list, 12, {kStart.entry, kStart.date, 1}), first);
}

TEST(PlaylistCursor, TakeGoesOnWhereItStopped) {
  Sample sample;
  const auto core = sample.clips("c", {seconds(1), seconds(1), seconds(1)});
  const auto list = sample.playlist("p", {clip(sample, "x"), TakeItem{core, 2}});
  EXPECT_EQ(order(sample, list, 9), "x c0 c1 x c2 c0 x c1 c2");
}

TEST(PlaylistCursor, TakeMayGoRoundMoreThanOnce) {
  Sample sample;
  const auto core = sample.clips("c", {seconds(1), seconds(1)});
  const auto list = sample.playlist("p", {clip(sample, "x"), TakeItem{core, 5}});
  EXPECT_EQ(order(sample, list, 8), "x c0 c1 c0 c1 c0 x c1");
}

TEST(PlaylistCursor, WithoutTakeTheWholeListPlays) {
  Sample sample;
  const auto core = sample.clips("c", {seconds(1), seconds(1), seconds(1)});
  const auto list = sample.playlist("p", {clip(sample, "x"), TakeItem{core, {}}, clip(sample, "y")});
  EXPECT_EQ(order(sample, list, 8), "x c0 c1 c2 y x c0 c1");
}

TEST(PlaylistCursor, TwoTakesFromOneListShareThePlaceInIt) {
  Sample sample;
  const auto core = sample.clips("c", {seconds(1), seconds(1), seconds(1)});
  const auto list = sample.playlist("p", {TakeItem{core, 1}, clip(sample, "x"), TakeItem{core, 1}});
  EXPECT_EQ(order(sample, list, 9), "c0 x c1 c2 x c0 c1 x c2");
}

TEST(PlaylistCursor, AWholeListDoesNotMoveThePlaceOfATake) {
  Sample sample;
  const auto core = sample.clips("c", {seconds(1), seconds(1)});
  const auto list = sample.playlist("p", {TakeItem{core, 1}, TakeItem{core, {}}});
  EXPECT_EQ(order(sample, list, 9), "c0 c0 c1 c1 c0 c1 c0 c0 c1");
}

TEST(PlaylistCursor, TakeCountsLeavesNotItems) {
  Sample sample;
  const auto inner = sample.clips("i", {seconds(1), seconds(1)});
  const auto core = sample.playlist("c", {clip(sample, "a"), TakeItem{inner, {}}, clip(sample, "b")});
  const auto list = sample.playlist("p", {clip(sample, "x"), TakeItem{core, 2}});
  EXPECT_EQ(order(sample, list, 9), "x a i0 x i1 b x a i0");
}

TEST(PlaylistCursor, ATakeWithinATakeGoesOnToo) {
  Sample sample;
  const auto inner = sample.clips("i", {seconds(1), seconds(1), seconds(1)});
  const auto core = sample.playlist("c", {clip(sample, "a"), TakeItem{inner, 2}});
  const auto list = sample.playlist("p", {clip(sample, "x"), TakeItem{core, 2}});
  EXPECT_EQ(order(sample, list, 12), "x a i0 x i1 a x i2 i0 x a i1");
}

TEST(PlaylistCursor, NestsEightDeep) {
  Sample sample;
  std::uint32_t list = sample.clips("p", {seconds(1), seconds(1)});
  for (int depth = 0; depth < 7; ++depth) {
    list = sample.playlist("n" + std::to_string(depth),
                           {TakeItem{list, depth % 2 == 0 ? std::optional(1) : std::nullopt}});
  }
  EXPECT_EQ(order(sample, list, 4), "p0 p1 p0 p1");
}

TEST(PlaylistCursor, TwoCursorsDoNotKnowEachOther) {
  Sample sample;
  const auto core = sample.clips("c", {seconds(1), seconds(1)});
  const auto list = sample.playlist("p", {TakeItem{core, 1}});
  Extents extents(sample.feed);
  PlaylistCursor one(sample.feed, extents, list, kStart), other(sample.feed, extents, list, kStart);
  one.next();
  EXPECT_EQ(sample.feed.assets[asset_of(one.next())].name, "c1");
  EXPECT_EQ(sample.feed.assets[asset_of(other.next())].name, "c0");
}

}  // namespace
}  // namespace kepu::scheduler
