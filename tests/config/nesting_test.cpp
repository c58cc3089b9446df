#include "config/nesting.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace kepu::config {
namespace {

using Indices = std::vector<std::uint32_t>;

// Playlists that contain those of the indices given, and a text.
std::vector<Playlist> playlists(const std::vector<Indices>& inner) {
  std::vector<Playlist> result(inner.size());
  for (std::size_t i = 0; i < inner.size(); ++i) {
    result[i].items.emplace_back(TextItem{});
    for (const std::uint32_t one : inner[i]) result[i].items.emplace_back(TakeItem{one, {}});
  }
  return result;
}

TEST(Nesting, APlaylistIsOneDeeperThanTheDeepestInIt) {
  const Nesting nesting = nesting_of(playlists({{1, 2}, {2}, {}, {}}));
  EXPECT_EQ(nesting.depth, (Indices{3, 2, 1, 1}));
  EXPECT_TRUE(nesting.cycles.empty());
}

TEST(Nesting, FindsAPlaylistThatContainsItself) {
  const Nesting nesting = nesting_of(playlists({{0}}));
  EXPECT_EQ(nesting.cycles, (std::vector<Indices>{{0}}));
  EXPECT_EQ(nesting.depth, Indices{0});
}

TEST(Nesting, ACycleIsToldInItsOrderWithoutTheWayToIt) {
  const Nesting nesting = nesting_of(playlists({{1}, {2}, {3}, {1}, {}}));
  EXPECT_EQ(nesting.cycles, (std::vector<Indices>{{1, 2, 3}}));
  EXPECT_EQ(nesting.depth, (Indices{0, 0, 0, 0, 1}));
}

TEST(Nesting, EveryKnotIsFound) {
  const Nesting nesting = nesting_of(playlists({{1}, {0}, {3}, {2}}));
  EXPECT_EQ(nesting.cycles, (std::vector<Indices>{{0, 1}, {2, 3}}));
}

TEST(Nesting, TheSamePlaylistTwiceInOneIsNoCycle) {
  const Nesting nesting = nesting_of(playlists({{1, 1}, {}}));
  EXPECT_TRUE(nesting.cycles.empty());
  EXPECT_EQ(nesting.depth, (Indices{2, 1}));
}

TEST(Nesting, AChainOfAHundredThousandNeedsNoStack) {
  std::vector<Indices> chain(100'000);
  for (std::uint32_t i = 0; i + 1 < chain.size(); ++i) chain[i] = {i + 1};
  EXPECT_EQ(nesting_of(playlists(chain)).depth.front(), 100'000U);
  chain.back() = {0};
  EXPECT_EQ(nesting_of(playlists(chain)).cycles.at(0).size(), 100'000U);
}

TEST(Nesting, NoPlaylistsNestNothing) { EXPECT_TRUE(nesting_of({}).depth.empty()); }

}  // namespace
}  // namespace kepu::config
