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
  Rotation rotation(loops, shares, [&](std::uint32_t loop) { return seconds(length[loop]); });
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
  Rotation rotation(loops, shares, [](std::uint32_t) { return seconds(1); });
  for (const std::uint32_t expected : {1U, 3U, 1U, 3U}) {
    EXPECT_EQ(rotation.next(), expected);
    rotation.aired(seconds(1));
  }
}

TEST(Rotation, ABigShareDoesNotWaitForManySmallOnes) {
  // By the smallest airtime / share alone, a would wait for all the others.
  EXPECT_EQ(order({8, 1, 1, 1, 1}, {10, 10, 10, 10, 10}, 12), "abaacaadaaea");
}

TEST(Rotation, SharesAreComparedExactly) {
  // After 999 ms of share 3 and 333 ms of share 1 both are even, which no rounded quotient must hide.
  const std::set<std::uint32_t> loops{0, 1};
  const std::vector<int> shares{3, 1};
  Rotation rotation(loops, shares, [](std::uint32_t loop) { return milliseconds(loop == 0 ? 999 : 333); });
  EXPECT_EQ(rotation.next(), 0U);
  rotation.aired(milliseconds(999));
  EXPECT_EQ(rotation.next(), 1U);
  rotation.aired(milliseconds(333));
  EXPECT_EQ(rotation.next(), 0U);  // a tie: by number
  rotation.aired(milliseconds(1));
  EXPECT_EQ(rotation.next(), 1U);  // a has had a millisecond more than its share
}

// At every prefix: ahead of its exact part of the airtime by its own item at most, behind it by the longest
// of all.
TEST(Rotation, EveryLoopIsWithinAnItemOfItsShareAtEveryPrefix) {
  for (unsigned seed = 1; seed <= 500; ++seed) {
    std::mt19937 random(seed);
    const auto pick = [&](int low, int high) { return std::uniform_int_distribution(low, high)(random); };
    std::vector<int> shares(static_cast<std::size_t>(pick(1, 12)));
    for (int& share : shares) share = pick(1, pick(1, 1000));
    std::set<std::uint32_t> loops;
    for (std::uint32_t i = 0; i < shares.size(); ++i) loops.insert(i);
    const double all_shares = std::accumulate(shares.begin(), shares.end(), 0.0);
    std::vector<int> next_length(shares.size());
    std::vector<double> airtime(shares.size()), own(shares.size());
    double total = 0, longest = 0;
    Rotation rotation(loops, shares, [&](std::uint32_t loop) {
      next_length[loop] = pick(1, 60'000);
      longest = std::max<double>(longest, next_length[loop]);
      return milliseconds(next_length[loop]);
    });
    for (int item = 0; item < 300; ++item) {
      const std::uint32_t next = rotation.next();
      const int length = next_length[next];
      airtime[next] += length;
      total += length;
      own[next] = std::max<double>(own[next], length);
      for (std::size_t i = 0; i < shares.size(); ++i) {
        const double fair = total * shares[i] / all_shares;
        ASSERT_LE(airtime[i], fair + own[i] + 0.001) << "seed " << seed << " item " << item;
        ASSERT_GE(airtime[i], fair - longest - 0.001) << "seed " << seed << " item " << item;
      }
      rotation.aired(milliseconds(length));
    }
  }
}

}  // namespace
}  // namespace kepu::scheduler
