#include "player/mask.h"

#include <gtest/gtest.h>

#include <array>

namespace kepu::player {
namespace {

// .##.
// .##.
constexpr std::array<std::uint16_t, 5> kRuns{1, 2, 2, 2, 1};

TEST(MaskTest, SaysHowMuchOfARectangleIsOn) {
  const Mask mask(kRuns, 4, 2);
  EXPECT_EQ(mask.part(1, 0, 3, 2), 1);
  EXPECT_EQ(mask.part(0, 0, 1, 2), 0);
  EXPECT_EQ(mask.part(0, 0, 4, 2), 0.5F);
}

TEST(MaskTest, BeyondItsEdgesThereIsNothing) {
  const Mask mask(kRuns, 4, 2);
  EXPECT_EQ(mask.part(-5, 0, 0, 2), 0);
  EXPECT_EQ(mask.part(4, 0, 9, 2), 0);
  EXPECT_EQ(mask.part(-5, -5, 9, 9), 0.5F);
}

}  // namespace
}  // namespace kepu::player
