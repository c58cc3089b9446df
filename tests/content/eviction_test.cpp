#include "content/eviction.h"

#include <gtest/gtest.h>

#include <string>

namespace kepu::content {
namespace {

using namespace std::chrono_literals;

Spare spare(char digit, std::uint64_t bytes, bool named, milliseconds used) {
  return {*config::AssetId::parse(std::string(64, digit)), bytes, named, Wall(used)};
}

std::string evicted(std::vector<Spare> spares, std::uint64_t bytes) {
  std::string digits;
  for (const Spare& one : to_evict(std::move(spares), bytes)) digits += one.id.hex().front();
  return digits;
}

TEST(Eviction, WhatWasNotUsedForLongestLeavesFirst) {
  const std::vector<Spare> spares{spare('a', 10, false, 3s), spare('b', 10, false, 1s),
                                  spare('c', 10, false, 2s)};
  EXPECT_EQ(evicted(spares, 1), "b");
  EXPECT_EQ(evicted(spares, 10), "b");
  EXPECT_EQ(evicted(spares, 11), "bc");
}

TEST(Eviction, WhatAFeedNamesLeavesLast) {
  const std::vector<Spare> spares{spare('a', 10, true, 1s), spare('b', 10, false, 9s),
                                  spare('c', 10, true, 2s)};
  EXPECT_EQ(evicted(spares, 10), "b");
  EXPECT_EQ(evicted(spares, 20), "ba");
}

TEST(Eviction, AllOfThemIfThatIsNotEnough) { EXPECT_EQ(evicted({spare('a', 10, true, 1s)}, 1000), "a"); }

TEST(Eviction, NothingWhereNothingIsLacking) { EXPECT_EQ(evicted({spare('a', 10, false, 1s)}, 0), ""); }

}  // namespace
}  // namespace kepu::content
