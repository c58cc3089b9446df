#include "player/corner.h"

#include <gtest/gtest.h>

#include <vector>

namespace kepu::player {
namespace {

class CornerTest : public testing::Test {
 protected:
  // Where `corner` has painted.
  Rect painted(Corner& corner, int width, int height, int rotate) {
    pixels_.assign(static_cast<std::size_t>(width * height) * 4, 1);
    corner.draw({pixels_.data(), width * 4, width, height}, rotate);
    Rect area{width, height, 0, 0};
    int right = 0, bottom = 0;
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        if (pixels_[static_cast<std::size_t>(y * width + x) * 4 + 3] == 1) continue;
        area.x = std::min(area.x, x);
        area.y = std::min(area.y, y);
        right = std::max(right, x + 1);
        bottom = std::max(bottom, y + 1);
      }
    }
    area.width = right - area.x;
    area.height = bottom - area.y;
    return area;
  }
  std::vector<std::uint8_t> pixels_;
};

TEST_F(CornerTest, NothingToSayPaintsNothing) {
  Corner corner;
  EXPECT_LT(painted(corner, 640, 360, 0).width, 0);
}

TEST_F(CornerTest, LiesAtTheRightOfTheBottomAndIsSmall) {
  Corner corner;
  for (const Note note : {Note::copying, Note::done, Note::failed}) {
    corner.set(note);
    const Rect area = painted(corner, 1920, 1080, 0);
    EXPECT_GT(area.x, 960);
    EXPECT_GT(area.y, 900);
    EXPECT_LT(area.x + area.width, 1920);
    EXPECT_LT(area.y + area.height, 1080);
    EXPECT_GT(area.height, 80);
  }
}

TEST_F(CornerTest, TurnsWithTheScreen) {
  Corner corner;
  corner.set(Note::done);
  const Rect upright = painted(corner, 360, 640, 0);  // as people see it
  const int gap_x = 360 - upright.x - upright.width, gap_y = 640 - upright.y - upright.height;
  const Rect right = painted(corner, 640, 360, 90);
  EXPECT_EQ(right.width, upright.height);
  EXPECT_EQ(right.x, gap_y);
  EXPECT_EQ(right.y + right.height, 360 - gap_x);
  const Rect down = painted(corner, 360, 640, 180);
  EXPECT_EQ(down.x, gap_x);
  EXPECT_EQ(down.y, gap_y);
  const Rect left = painted(corner, 640, 360, 270);
  EXPECT_EQ(left.x + left.width, 640 - gap_y);
  EXPECT_EQ(left.y, gap_x);
}

TEST_F(CornerTest, FitsAnyCanvas) {
  Corner corner;
  corner.set(Note::copying);
  for (const int side : {1, 2, 16, 100, 5000}) painted(corner, side, 7, 0);
}

}  // namespace
}  // namespace kepu::player
