#include "player/placement.h"

#include <gtest/gtest.h>

namespace kepu::player {
namespace {

using config::Fit;

Shape square(int width, int height, int rotate = 0) { return {width, height, width, height, rotate}; }

TEST(Placement, APictureOfTheScreensShapeFillsItUntouched) {
  const Placement p = place(Fit::contain, square(1280, 720), 1280, 720);
  EXPECT_EQ(p.source, (Rect{0, 0, 1280, 720}));
  EXPECT_EQ(p.target, (Rect{0, 0, 1280, 720}));
}

TEST(Placement, ContainLeavesBarsAtTheSides) {
  EXPECT_EQ(place(Fit::contain, square(640, 480), 1280, 720).target, (Rect{160, 0, 960, 720}));
  EXPECT_EQ(place(Fit::contain, square(1080, 1920), 1920, 1080).target, (Rect{656, 0, 608, 1080}));
}

TEST(Placement, AWholePictureIsNeverOnePixelShortOfTheEdge) {
  EXPECT_EQ(place(Fit::contain, square(854, 480), 1280, 720).target, (Rect{0, 0, 1280, 720}));
}

TEST(Placement, CoverCutsTheMiddleOutOnEvenEdges) {
  const Placement p = place(Fit::cover, square(640, 480), 1280, 720);
  EXPECT_EQ(p.target, (Rect{0, 0, 1280, 720}));
  EXPECT_EQ(p.source, (Rect{0, 60, 640, 360}));
}

TEST(Placement, StretchTakesAllForAll) {
  const Placement p = place(Fit::stretch, square(640, 480), 1280, 720);
  EXPECT_EQ(p.source, (Rect{0, 0, 640, 480}));
  EXPECT_EQ(p.target, (Rect{0, 0, 1280, 720}));
}

TEST(Placement, ATurnedPictureIsPlacedAsItWillStand) {
  EXPECT_EQ(place(Fit::contain, square(1280, 720, 90), 1080, 1920).target, (Rect{0, 0, 1080, 1920}));
  EXPECT_EQ(place(Fit::contain, square(1280, 720, 270), 1920, 1080).target, (Rect{656, 0, 608, 1080}));
  EXPECT_EQ(place(Fit::cover, square(1280, 720, 90), 1920, 1080).source, (Rect{436, 0, 406, 720}));
}

TEST(Placement, PixelsThatAreNotSquareKeepTheirProportions) {
  EXPECT_EQ(place(Fit::contain, {720, 576, 1024, 576, 0}, 1920, 1080).target, (Rect{0, 0, 1920, 1080}));
}

}  // namespace
}  // namespace kepu::player
