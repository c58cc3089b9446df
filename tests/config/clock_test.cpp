#include "config/clock.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <thread>

#include "tests/fakes/fake_clock.h"

namespace kepu {
namespace {

using fakes::FakeClock;
using std::chrono::hours;

bool is_rung(const Wakeup& wakeup) {
  pollfd bell{wakeup.fd(), POLLIN, 0};
  return ::poll(&bell, 1, 0) == 1;
}

// The contract: both clocks keep it.
template <class T>
class ClockContract : public testing::Test {
 protected:
  T clock_;
  Wakeup wakeup_;
};
using Clocks = testing::Types<SystemClock, FakeClock>;
TYPED_TEST_SUITE(ClockContract, Clocks);

TYPED_TEST(ClockContract, SteadyTimeDoesNotGoBack) {
  const Steady before = this->clock_.steady();
  EXPECT_GE(this->clock_.steady(), before);
}

TYPED_TEST(ClockContract, AWaitEndsAtItsDeadlineAndNotBefore) {
  const Steady deadline = this->clock_.steady() + milliseconds(3);
  this->clock_.wait_until(deadline, this->wakeup_);
  EXPECT_GE(this->clock_.steady(), deadline);
}

TYPED_TEST(ClockContract, WallTimePassesWhileItWaits) {
  const Wall before = this->clock_.wall();
  this->clock_.wait_until(this->clock_.steady() + milliseconds(3), this->wakeup_);
  EXPECT_GE(this->clock_.wall(), before + milliseconds(2));  // its own milliseconds begin elsewhere
}

TYPED_TEST(ClockContract, ADeadlineThatHasPassedReturnsAtOnce) {
  this->clock_.wait_until(this->clock_.steady() - hours(1), this->wakeup_);
  this->clock_.wait_until(Steady::min(), this->wakeup_);
  SUCCEED();
}

TYPED_TEST(ClockContract, ABellThatWasRungBeforeEndsTheWaitAndIsCleared) {
  const Steady far = this->clock_.steady() + hours(1000);
  this->wakeup_.ring();
  this->clock_.wait_until(far, this->wakeup_);
  EXPECT_LT(this->clock_.steady(), far);
  EXPECT_FALSE(is_rung(this->wakeup_));
}

TYPED_TEST(ClockContract, ABellIsClearedEvenIfTheDeadlineHasPassed) {
  this->wakeup_.ring();
  this->clock_.wait_until(this->clock_.steady() - hours(1), this->wakeup_);
  EXPECT_FALSE(is_rung(this->wakeup_));
}

TYPED_TEST(ClockContract, ABellThatAnotherThreadRingsEndsAWaitWithoutDeadline) {
  std::thread ringer([this] { this->wakeup_.ring(); });
  this->clock_.wait_until(std::nullopt, this->wakeup_);
  ringer.join();
  EXPECT_FALSE(is_rung(this->wakeup_));
}

TYPED_TEST(ClockContract, TheFarthestDeadlineIsADeadline) {
  this->wakeup_.ring();
  this->clock_.wait_until(Steady::max(), this->wakeup_);
  EXPECT_LT(this->clock_.steady(), Steady::max());
}

TYPED_TEST(ClockContract, AWatchedDescriptorEndsTheWaitAndIsNotRead) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const UniqueFd from(ends[0]);
  const UniqueFd to(ends[1]);
  this->wakeup_.watch(from.get());
  ASSERT_EQ(::write(to.get(), "x", 1), 1);
  const Steady far = this->clock_.steady() + hours(1000);
  this->clock_.wait_until(far, this->wakeup_);
  EXPECT_LT(this->clock_.steady(), far);
  char byte = 0;
  EXPECT_EQ(::read(from.get(), &byte, 1), 1);
}

TEST(FakeClock, AWaitTakesNoTimeAndMovesBothClocksToTheDeadline) {
  FakeClock clock(Wall(milliseconds(1000)), Steady(milliseconds(50)));
  Wakeup wakeup;
  clock.wait_until(Steady(hours(24)), wakeup);
  EXPECT_EQ(clock.steady(), Steady(hours(24)));
  EXPECT_EQ(clock.wall(), Wall(milliseconds(950) + hours(24)));
}

TEST(FakeClock, SettingTheWallClockLeavesSteadyTimeAlone) {
  FakeClock clock;
  const Steady before = clock.steady();
  clock.set_wall(Wall(hours(5)));
  EXPECT_EQ(clock.wall(), Wall(hours(5)));
  EXPECT_EQ(clock.steady(), before);
}

TEST(FakeClock, PartsOfAMillisecondAddUp) {
  FakeClock clock(Wall{}, Steady{});
  for (int i = 0; i < 60; ++i) clock.advance(nanoseconds(16'666'667));
  EXPECT_EQ(clock.wall(), Wall(milliseconds(1000)));
}

template <class A, class B>
concept Comparable = requires(A a, B b) {
  a < b;
};

TEST(Clock, TheThreeKindsOfTimeDoNotCompareOrConvert) {
  EXPECT_FALSE((Comparable<Wall, Steady>));
  EXPECT_FALSE((Comparable<Steady, Media>));
  EXPECT_FALSE((Comparable<Wall, Media>));
  EXPECT_FALSE((std::is_convertible_v<Steady, Media>));
  EXPECT_FALSE((std::is_convertible_v<Wall, Steady>));
}

}  // namespace
}  // namespace kepu
