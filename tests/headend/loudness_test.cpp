#include "headend/loudness.h"

#include <gtest/gtest.h>

#include <limits>

namespace kepu::headend {
namespace {

TEST(Loudness, IsBroughtToMinusTwentyLufs) {
  EXPECT_EQ(gain_to_target({-26.5, -12}), 6.5);
  EXPECT_EQ(gain_to_target({-9.3, 0.2}), -10.7);
}

TEST(Loudness, IsLimitedByTheTruePeak) {
  EXPECT_EQ(gain_to_target({-30, -3}), 2);
  EXPECT_EQ(gain_to_target({-21, 0.5}), -1.5);
}

TEST(Loudness, SilenceIsLeftAlone) {
  EXPECT_EQ(gain_to_target({-70, -60}), std::nullopt);
  EXPECT_EQ(gain_to_target({-std::numeric_limits<double>::infinity(), -100}), std::nullopt);
  EXPECT_EQ(gain_to_target({std::numeric_limits<double>::quiet_NaN(), -10}), std::nullopt);
}

TEST(Loudness, WhatIsRightNeedsNoGain) { EXPECT_EQ(gain_to_target({-20, -6}), std::nullopt); }

}  // namespace
}  // namespace kepu::headend
