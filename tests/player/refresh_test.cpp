#include "player/refresh.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

namespace kepu::player {
namespace {

using std::chrono::seconds;

// A display whose refreshes are `interval` apart, seen through up to `jitter` of noise.
class Display {
 public:
  Display(double hertz, nanoseconds jitter) : interval_(1e9 / hertz), jitter_(jitter) {}
  Steady flip(Steady asked) {
    const auto number = static_cast<std::int64_t>(std::floor(
                            static_cast<double>(asked.time_since_epoch().count() - kPhase) / interval_)) +
                        1;
    refreshes.push_back(number);
    const auto at = static_cast<std::int64_t>(static_cast<double>(number) * interval_) + kPhase;
    return Steady(nanoseconds(at + std::uniform_int_distribution<std::int64_t>(0, jitter_.count())(random_)));
  }
  std::vector<std::int64_t> refreshes;  // number of each flip's

 private:
  static constexpr std::int64_t kPhase = 3'456'789;
  double interval_;
  nanoseconds jitter_;
  std::mt19937 random_{11};
};

// How many refreshes each picture stayed, after a few seconds of learning, and how often.
std::map<std::int64_t, int> cadence(double fps, double hertz, double nominal,
                                    nanoseconds first_due = seconds(1)) {
  Refresh refresh(nanoseconds(static_cast<std::int64_t>(1e9 / nominal)));
  Display display(hertz, nanoseconds(300'000));
  Steady now{seconds(1)};
  for (int frame = 0; frame < static_cast<int>(fps * 30); ++frame) {
    const Steady due = Steady(first_due) + nanoseconds(static_cast<std::int64_t>(1e9 * frame / fps));
    now = std::max(now, refresh.flip_at(due));
    const Steady visible = display.flip(now);
    refresh.flipped(now, visible);
    now = visible;
  }
  std::map<std::int64_t, int> stays;
  for (std::size_t i = static_cast<std::size_t>(fps * 10); i + 1 < display.refreshes.size(); ++i) {
    ++stays[display.refreshes[i + 1] - display.refreshes[i]];
  }
  EXPECT_TRUE(refresh.waits());
  EXPECT_NEAR(static_cast<double>(refresh.interval().count()), 1e9 / hertz, 1e9 / hertz * 0.001);
  return stays;
}

TEST(Refresh, EachPictureStaysTheSameWhereTheRatesDivide) {
  EXPECT_EQ(cadence(25, 50, 50), (std::map<std::int64_t, int>{{2, 499}}));
  EXPECT_EQ(cadence(30, 60, 60), (std::map<std::int64_t, int>{{2, 599}}));
  EXPECT_EQ(cadence(60, 60, 60), (std::map<std::int64_t, int>{{1, 1199}}));
}

TEST(Refresh, DueTimesBetweenTwoRefreshesDoNotMakeThemAlternate) {
  for (int part = 0; part < 20; ++part) {
    const auto due = seconds(1) + nanoseconds(16'666'667 * part / 20);
    EXPECT_EQ(cadence(30, 60, 60, due), (std::map<std::int64_t, int>{{2, 599}})) << part;
  }
}

TEST(Refresh, TwentyFiveOnSixtyAreTwosAndThrees) {
  const auto stays = cadence(25, 60, 60);
  EXPECT_EQ(stays.size(), 2U);
  EXPECT_NEAR(stays.at(2), 299, 2);
  EXPECT_NEAR(stays.at(3), 200, 2);
}

TEST(Refresh, TwentyFourOnSixtyAreTwosAndThreesByTurns) {
  const auto stays = cadence(24, 60, 60);
  EXPECT_EQ(stays.size(), 2U);
  EXPECT_NEAR(stays.at(2), stays.at(3), 3);
}

TEST(Refresh, TheRealRateIsLearned) {
  const auto stays = cadence(30, 59.94, 60);  // 30 against 29.97: now and then one stays shorter
  EXPECT_GE(stays.at(2), 597);
  EXPECT_EQ(cadence(60, 59.994, 60).at(1), 1199);
}

TEST(Refresh, FlipsThatDoNotWaitAreFoundOut) {
  Refresh refresh(nanoseconds(16'666'667));
  Steady now{seconds(1)};
  for (int i = 0; i < 12; ++i) {
    now += milliseconds(33);
    refresh.flipped(now, now + nanoseconds(200'000));
  }
  EXPECT_FALSE(refresh.waits());
}

TEST(Refresh, BeforeAnythingIsKnownAPictureIsFlippedWhenItIsDue) {
  Refresh refresh(nanoseconds(16'666'667));
  EXPECT_EQ(refresh.flip_at(Steady(seconds(5))), Steady(seconds(5)));
}

TEST(Refresh, AfterTheDisplayChangedItsPhaseItIsLearnedAgain) {
  Refresh refresh(milliseconds(20));
  Steady at{seconds(1)};
  const auto fifty_flips = [&] {
    for (int i = 0; i < 50; ++i) {
      at += milliseconds(20);
      refresh.flipped(at - milliseconds(10), at);
    }
  };
  fifty_flips();
  at += milliseconds(10);
  fifty_flips();
  EXPECT_EQ(refresh.flip_at(at + milliseconds(21)), at + milliseconds(10));
}

}  // namespace
}  // namespace kepu::player
