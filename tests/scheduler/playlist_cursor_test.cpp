#include "scheduler/playlist_cursor.h"

#include <gtest/gtest.h>

#include "tests/scheduler/sample.h"

namespace kepu::scheduler {
namespace {

using config::TakeItem;

config::Item clip(Sample& sample, const std::string& name) {
  return config::AssetItem{sample.asset(name), seconds(10)};
}

std::string order(const Sample& sample, std::uint32_t playlist, int count, std::size_t first = 0) {
  PlaylistCursor cursor(sample.feed, playlist, first);
  std::string names;
  for (int i = 0; i < count; ++i) {
    if (i > 0) names += ' ';
    names += sample.feed.assets[cursor.next().asset].name;
  }
  return names;
}

TEST(PlaylistCursor, PlaysItsItemsRoundAfterRound) {
  Sample sample;
  EXPECT_EQ(order(sample, sample.clips("p", {seconds(1), seconds(2), seconds(3)}), 7),
            "p0 p1 p2 p0 p1 p2 p0");
}

TEST(PlaylistCursor, TheFirstRoundMayBeginLater) {
  Sample sample;
  EXPECT_EQ(order(sample, sample.clips("p", {seconds(1), seconds(2), seconds(3)}), 5, 2), "p2 p0 p1 p2 p0");
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
  PlaylistCursor one(sample.feed, list, 0), other(sample.feed, list, 0);
  one.next();
  EXPECT_EQ(sample.feed.assets[one.next().asset].name, "c1");
  EXPECT_EQ(sample.feed.assets[other.next().asset].name, "c0");
}

}  // namespace
}  // namespace kepu::scheduler
