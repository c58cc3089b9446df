#include "player/rate_control.h"

#include <gtest/gtest.h>

namespace kepu::player {
namespace {

constexpr nanoseconds kCall = milliseconds(20);

TEST(RateControl, LateSoundIsReadFasterEarlySoundSlower) {
  EXPECT_GT(RateControl().speed(milliseconds(10), kCall), 1);
  EXPECT_LT(RateControl().speed(-milliseconds(10), kCall), 1);
  EXPECT_EQ(RateControl().speed(nanoseconds{}, kCall), 1);
}

TEST(RateControl, NeverChangesMoreThanHalfAPercent) {
  RateControl control;
  for (int i = 0; i < 1000; ++i) ASSERT_LE(control.speed(milliseconds(100), kCall), 1.005);
}

TEST(RateControl, ASteadyDifferenceOfTheClocksLeavesNoError) {
  RateControl control;
  double late = 0;  // seconds
  double most = 0;
  for (int i = 0; i < 10'000; ++i) {
    const double speed = control.speed(nanoseconds(static_cast<std::int64_t>(late * 1e9)), kCall);
    late += (0.001 - (speed - 1)) * 0.02;
    most = std::max(most, late);
  }
  EXPECT_NEAR(late, 0, 1e-5);
  EXPECT_LT(most, 0.004);
}

TEST(RateControl, AnErrorAtTheBoundDoesNotSwingBack) {
  RateControl control;
  double late = 0.09;
  double least = 0;
  for (int i = 0; i < 10'000; ++i) {
    late -= (control.speed(nanoseconds(static_cast<std::int64_t>(late * 1e9)), kCall) - 1) * 0.02;
    least = std::min(least, late);
  }
  EXPECT_NEAR(late, 0, 1e-4);
  EXPECT_GT(least, -0.01);
}

TEST(RateControl, WhatWasLearntOfTheClocksOutlivesARestart) {
  RateControl control;
  double late = 0;
  for (int i = 0; i < 10'000; ++i)
    late += (0.001 - (control.speed(nanoseconds(static_cast<std::int64_t>(late * 1e9)), kCall) - 1)) * 0.02;
  control.restart();
  EXPECT_NEAR(control.speed(nanoseconds{}, kCall), 1.001, 1e-5);
}

}  // namespace
}  // namespace kepu::player
