#include "player/card.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace kepu::player {
namespace {

std::vector<std::uint8_t> card(int width, int height, int rotate) {
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(width * height) * 4);
  draw_card({pixels.data(), width * 4, width, height}, rotate);
  return pixels;
}

TEST(Card, NoPartOfItIsBlackAndItIsAPicture) {
  const auto pixels = card(320, 180, 0);
  std::set<int> colours;
  for (std::size_t i = 0; i < pixels.size(); i += 4) {
    EXPECT_GT(pixels[i] + pixels[i + 1] + pixels[i + 2], 40);
    colours.insert(pixels[i] << 16 | pixels[i + 1] << 8 | pixels[i + 2]);
  }
  EXPECT_GT(colours.size(), 100U);
}

TEST(Card, ItStandsUprightOnAScreenThatHangsOnItsSide) {
  const auto upright = card(180, 320, 0);
  const auto turned = card(320, 180, 90);  // the top of the picture is at the right edge
  const auto at = [](const std::vector<std::uint8_t>& pixels, int width, int x, int y) {
    return pixels[static_cast<std::size_t>(y * width + x) * 4];
  };
  for (int i = 0; i < 180; i += 17) EXPECT_EQ(at(upright, 180, i, 40), at(turned, 320, 319 - 40, i));
}

TEST(Card, AnySizeWorks) {
  EXPECT_EQ(card(1, 1, 0).size(), 4U);
  EXPECT_EQ(card(3, 1000, 270).size(), 12'000U);
}

}  // namespace
}  // namespace kepu::player
