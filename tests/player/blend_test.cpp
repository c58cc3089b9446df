#include "player/decode/blend.h"

#include <gtest/gtest.h>

#include <array>

namespace kepu::player::decode {
namespace {

using Pixel = std::array<std::uint8_t, 4>;  // blue, green, red, alpha

Pixel blended(Pixel pixel, Background background) {
  blend_on(background, pixel.data(), 4, 1, 1);
  return pixel;
}

TEST(Blend, TransparentPixelsShowTheBackgroundAndOpaqueOnesNothingOfIt) {
  const Background orange{255, 128, 10};
  EXPECT_EQ(blended({1, 2, 3, 0}, orange), (Pixel{10, 128, 255, 255}));
  EXPECT_EQ(blended({1, 2, 3, 255}, orange), (Pixel{1, 2, 3, 255}));
  EXPECT_EQ(blended({0, 0, 0, 128}, orange), (Pixel{5, 64, 127, 255}));
}

TEST(Blend, TheBackgroundIsBlackUnlessItIsNamed) {
  EXPECT_EQ(blended({200, 100, 50, 0}, {}), (Pixel{0, 0, 0, 255}));
  EXPECT_EQ(blended({200, 100, 50, 51}, {}), (Pixel{40, 20, 10, 255}));
}

TEST(Blend, WhatLiesBetweenTheRowsIsLeftAlone) {
  std::array<std::uint8_t, 16> rows{};
  rows.fill(7);
  blend_on({}, rows.data(), 8, 1, 2);
  EXPECT_EQ(rows[4], 7);
  EXPECT_EQ(rows[11], 255);
  EXPECT_EQ(rows[15], 7);
}

}  // namespace
}  // namespace kepu::player::decode
