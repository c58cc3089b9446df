#include "scheduler/share.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>

namespace kepu::scheduler {
namespace {

using std::chrono::seconds;

// The order of loops whose items all last `length[loop]` seconds.
std::string order(const std::vector<int>& shares, const std::vector<int>& length, int count) {
  std::set<std::uint32_t> loops;
  for (std::uint32_t i = 0; i < shares.size(); ++i) loops.insert(i);
  Rotation rotation(loops, shares);
  std::string text;
  for (int i = 0; i < count; ++i) {
    const std::uint32_t next = rotation.next();
    text += static_cast<char>('a' + next);
    rotation.aired(seconds(length[next]));
  }
  return text;
}

TEST(Rotation, EqualSharesAndLengthsTakeTurnsById) {
  EXPECT_EQ(order({1, 1, 1}, {10, 10, 10}, 7), "abcabca");
}

TEST(Rotation, ThreeSharesGetThreeTimesTheAirtime) { EXPECT_EQ(order({3, 1}, {10, 10}, 8), "abaaabaa"); }

TEST(Rotation, AShortItemComesMoreOftenForTheSameAirtime) {
  EXPECT_EQ(order({1, 1}, {10, 30}, 9), "abaaabaaa");
}

TEST(Rotation, OneLoopPlaysAlone) { EXPECT_EQ(order({5}, {10}, 3), "aaa"); }

TEST(Rotation, OnlyTheLoopsNamedTakePart) {
  const std::set<std::uint32_t> loops{1, 3};
  const std::vector<int> shares{1, 1, 1, 1};
  Rotation rotation(loops, shares);
  for (const std::uint32_t expected : {1U, 3U, 1U, 3U}) {
    EXPECT_EQ(rotation.next(), expected);
    rotation.aired(seconds(1));
  }
}

TEST(Rotation, SharesAreComparedExactly) {
  // After 333 ms of share 1 and 999 ms of share 3 both are even, which no rounded quotient must hide.
  const std::set<std::uint32_t> loops{0, 1};
  const std::vector<int> shares{3, 1};
  Rotation rotation(loops, shares);
  rotation.next();
  rotation.aired(milliseconds(999));
  rotation.next();
  rotation.aired(milliseconds(333));
  EXPECT_EQ(rotation.next(), 0U);  // a tie: by number
  rotation.aired(milliseconds(1));
  EXPECT_EQ(rotation.next(), 1U);
}

// At every prefix no loop is ahead of another by more than its own last item, per share; and none has more
// than its exact part of the time by more than that item.
TEST(Rotation, NoLoopIsEverAheadByMoreThanItsOwnItem) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    std::mt19937 random(seed);
    const auto pick = [&](int low, int high) { return std::uniform_int_distribution(low, high)(random); };
    std::vector<int> shares(static_cast<std::size_t>(pick(1, 9)));
    for (int& share : shares) share = pick(1, pick(1, 1000));
    std::set<std::uint32_t> loops;
    for (std::uint32_t i = 0; i < shares.size(); ++i) loops.insert(i);
    const double all_shares = std::accumulate(shares.begin(), shares.end(), 0.0);
    std::vector<double> airtime(shares.size()), longest(shares.size());
    double total = 0;
    Rotation rotation(loops, shares);
    for (int item = 0; item < 300; ++item) {
      const std::uint32_t next = rotation.next();
      const int length = pick(1, 60'000);
      rotation.aired(milliseconds(length));
      airtime[next] += length;
      total += length;
      longest[next] = std::max<double>(longest[next], length);
      for (std::size_t i = 0; i < shares.size(); ++i) {
        ASSERT_LE(airtime[i], total * shares[i] / all_shares + longest[i] + 0.001)
            << "seed " << seed << " item " << item;
        for (std::size_t j = 0; j < shares.size(); ++j) {
          ASSERT_LE(airtime[i] / shares[i], airtime[j] / shares[j] + longest[i] / shares[i] + 0.001)
              << "seed " << seed << " item " << item;
        }
      }
    }
  }
}

}  // namespace
}  // namespace kepu::scheduler
