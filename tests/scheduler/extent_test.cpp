#include "scheduler/extent.h"

#include <gtest/gtest.h>

#include "tests/scheduler/sample.h"

namespace kepu::scheduler {
namespace {

using config::TakeItem;

TEST(Extent, OfAListIsTheSumOfItsItems) {
  Sample sample;
  const auto list = sample.clips("p", {seconds(1), seconds(2), seconds(3)});
  const Extent extent = Extents(sample.feed).of(list);
  EXPECT_EQ(extent.length, seconds(6));
  EXPECT_EQ(extent.leaves, 3);
}

TEST(Extent, CountsAListWithinItWholeAndATakeByTheMean) {
  Sample sample;
  const auto core = sample.clips("c", {seconds(1), seconds(2), seconds(3)});
  const auto list = sample.playlist("p", {TakeItem{core, {}}, TakeItem{core, 4}});
  const Extent extent = Extents(sample.feed).of(list);
  EXPECT_EQ(extent.length, seconds(6 + 4 * 2));
  EXPECT_EQ(extent.leaves, 7);
}

TEST(Extent, OfListsThatGrowOutOfEveryNumberIsVeryLong) {
  Sample sample;
  std::uint32_t list = sample.clips("c", {seconds(1), seconds(1)});
  for (int depth = 0; depth < 7; ++depth) {
    list = sample.playlist("p" + std::to_string(depth), std::vector<config::Item>(1000, TakeItem{list, {}}));
  }
  list = sample.playlist("top", {TakeItem{list, 2'000'000'000}});
  const Extent extent = Extents(sample.feed).of(list);
  EXPECT_GT(extent.length, hours(24));
  EXPECT_GT(extent.leaves, 0);
}

}  // namespace
}  // namespace kepu::scheduler
