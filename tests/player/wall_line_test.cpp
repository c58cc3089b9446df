#include "player/wall_line.h"

#include <gtest/gtest.h>

namespace kepu::player {
namespace {

using std::chrono::seconds;

const Wall kNoon{std::chrono::hours(500'000)};
const Steady kStart{seconds(100)};

TEST(WallLine, BeginsWhereTheClockIs) {
  WallLine line;
  EXPECT_FALSE(line.observe(kStart, kNoon));
  EXPECT_EQ(line.steady_of(kNoon + seconds(5)), kStart + seconds(5));
  EXPECT_EQ(line.wall_of(kStart + seconds(5)), kNoon + seconds(5));
}

TEST(WallLine, FollowsAClockThatRunsFastByNoMoreThanHalfAPercent) {
  WallLine line;
  line.observe(kStart, kNoon);
  Steady before = line.steady_of(kNoon);
  for (int i = 1; i <= 1000; ++i) {  // ten seconds in which a slewed clock gains 1 %
    const Steady now = kStart + i * milliseconds(10);
    EXPECT_FALSE(line.observe(now, kNoon + i * milliseconds(10) + milliseconds(i / 10)));
    const Steady moved = line.steady_of(kNoon);
    EXPECT_LE(std::chrono::abs(moved - before), nanoseconds(10'000'000 / 200 + 1));
    before = moved;
  }
  EXPECT_NEAR(static_cast<double>(line.error().count()) / 1e6, 50, 3);
}

TEST(WallLine, ComesBackToWithinAMillisecondOnceTheClockIsSteadyAgain) {
  WallLine line;
  line.observe(kStart, kNoon);
  for (int i = 1; i <= 3000; ++i) {
    line.observe(kStart + i * milliseconds(10), kNoon + i * milliseconds(10) + milliseconds(80));
  }
  EXPECT_LT(std::chrono::abs(line.error()), milliseconds(1));
}

TEST(WallLine, JumpsWithAClockThatIsSet) {
  WallLine line;
  line.observe(kStart, kNoon);
  EXPECT_TRUE(line.observe(kStart + seconds(1), kNoon + seconds(3601)));
  EXPECT_EQ(line.steady_of(kNoon + seconds(3601)), kStart + seconds(1));
  EXPECT_FALSE(line.observe(kStart + seconds(2), kNoon + seconds(3602)));
  EXPECT_TRUE(line.observe(kStart + seconds(3), kNoon));
}

TEST(WallLine, AClockInWholeMillisecondsDoesNotShakeIt) {
  WallLine line;
  line.observe(kStart, kNoon);
  for (int i = 1; i <= 100'000; ++i) {
    const nanoseconds passed = i * nanoseconds(333'333);
    line.observe(kStart + passed, kNoon + std::chrono::floor<milliseconds>(passed));
    EXPECT_LT(std::chrono::abs(line.steady_of(kNoon) - kStart), milliseconds(1));
  }
}

}  // namespace
}  // namespace kepu::player
