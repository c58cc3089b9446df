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

// Two 1920x1080 screens side by side.
config::WallPart half(int x, int bezel = 0) { return {3840, 1080, x, 0, 1920, 1080, bezel}; }

TEST(PlacementOnWall, EachHalfShowsItsHalfOfTheCanvas) {
  const Shape wide{3840, 1080, 3840, 1080, 0};
  EXPECT_EQ(place_on_wall(Fit::contain, wide, half(0), 1920, 1080, 0),
            (Placement{{0, 0, 1920, 1080}, {0, 0, 1920, 1080}, 0}));
  EXPECT_EQ(place_on_wall(Fit::contain, wide, half(1920), 1920, 1080, 0),
            (Placement{{1920, 0, 1920, 1080}, {0, 0, 1920, 1080}, 0}));
}

TEST(PlacementOnWall, WhatLiesBehindTheFramesIsNotShown) {
  const Shape wide{3840, 1080, 3840, 1080, 0};
  EXPECT_EQ(place_on_wall(Fit::contain, wide, half(0, 20), 1920, 1080, 0).source, (Rect{20, 20, 1880, 1040}));
  EXPECT_EQ(place_on_wall(Fit::contain, wide, half(0, 20), 1920, 1080, 0).target, (Rect{0, 0, 1920, 1080}));
}

TEST(PlacementOnWall, APictureInTheMiddleMeetsAtTheSeam) {
  const Shape square{1080, 1080, 1080, 1080, 0};
  const Placement left = place_on_wall(Fit::contain, square, half(0), 1920, 1080, 0);
  const Placement right = place_on_wall(Fit::contain, square, half(1920), 1920, 1080, 0);
  EXPECT_EQ(left, (Placement{{0, 0, 540, 1080}, {1380, 0, 540, 1080}, 0}));
  EXPECT_EQ(right, (Placement{{540, 0, 540, 1080}, {0, 0, 540, 1080}, 0}));
}

TEST(PlacementOnWall, AScreenWithoutAnyOfThePictureIsBlack) {
  const config::WallPart far{10'000, 1000, 0, 0, 1000, 1000, 0};
  const Placement p = place_on_wall(Fit::contain, {100, 100, 100, 100, 0}, far, 800, 600, 0);
  EXPECT_EQ(p.target, (Rect{0, 0, 0, 0}));
}

TEST(PlacementOnWall, TurnedScreensAndTurnedPicturesShowTheSamePart) {
  // The left half of the canvas on a screen that hangs turned: its own pixels are 1080 across.
  const Shape wide{3840, 1080, 3840, 1080, 0};
  EXPECT_EQ(place_on_wall(Fit::contain, wide, half(0), 1080, 1920, 90),
            (Placement{{0, 0, 1920, 1080}, {0, 0, 1080, 1920}, 90}));
  // A picture stored on its side: its left half as seen is the lower half as stored.
  const Shape on_its_side{1080, 3840, 1080, 3840, 90};
  EXPECT_EQ(place_on_wall(Fit::contain, on_its_side, half(0), 1920, 1080, 0),
            (Placement{{0, 1920, 1080, 1920}, {0, 0, 1920, 1080}, 90}));
  const Shape head_down{3840, 1080, 3840, 1080, 180};
  EXPECT_EQ(place_on_wall(Fit::contain, head_down, half(0), 1920, 1080, 0).source,
            (Rect{1920, 0, 1920, 1080}));
  const Shape other_side{1080, 3840, 1080, 3840, 270};
  EXPECT_EQ(place_on_wall(Fit::contain, other_side, half(0), 1920, 1080, 0).source, (Rect{0, 0, 1080, 1920}));
}

TEST(PlacementOnWall, ASquareInACornerOfATurnedScreenIsThere) {
  // The seam of two upright screens is the lower edge of one that is turned clockwise.
  const Shape square{1080, 1080, 1080, 1080, 0};
  EXPECT_EQ(place_on_wall(Fit::contain, square, half(0), 1080, 1920, 90).target, (Rect{0, 1380, 1080, 540}));
  EXPECT_EQ(place_on_wall(Fit::contain, square, half(0), 1080, 1920, 270).target, (Rect{0, 0, 1080, 540}));
  EXPECT_EQ(place_on_wall(Fit::contain, square, half(0), 1920, 1080, 180).target, (Rect{0, 0, 540, 1080}));
}

}  // namespace
}  // namespace kepu::player
