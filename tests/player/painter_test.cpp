#include "player/painter.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <vector>

namespace kepu::player {
namespace {

using config::Fit;

struct Rgb {
  int red, green, blue;
};

// A 4:2:0 picture whose left half is one colour and whose right half another, in Y, U, V.
class Halves {
 public:
  using Yuv = std::array<std::uint8_t, 3>;
  Halves(int width, int height, Yuv left, Yuv right) : width_(width), height_(height) {
    for (std::size_t p = 0; p < 3; ++p) {
      const int w = p == 0 ? width : (width + 1) / 2;
      const int h = p == 0 ? height : (height + 1) / 2;
      planes_[p].resize(static_cast<std::size_t>(w) * static_cast<std::size_t>(h));
      for (std::size_t i = 0; i < planes_[p].size(); ++i) {
        planes_[p][i] = static_cast<int>(i) % w < w / 2 ? left[p] : right[p];
      }
    }
  }
  Pixels pixels(wire::Matrix matrix, bool full_range) const {
    return {wire::Format::i420,
            matrix,
            full_range,
            width_,
            height_,
            width_,
            height_,
            0,
            {planes_[0].data(), planes_[1].data(), planes_[2].data()},
            {width_, (width_ + 1) / 2, (width_ + 1) / 2}};
  }

 private:
  int width_, height_;
  std::array<std::vector<std::uint8_t>, 3> planes_;
};

class Screen {
 public:
  Screen(int width, int height)
      : width_(width), height_(height), bytes_(static_cast<std::size_t>(width * height) * 4, 0x77) {}
  Canvas canvas() { return {bytes_.data(), width_ * 4, width_, height_}; }
  Rgb at(int x, int y) const {
    const auto i = static_cast<std::size_t>(y * width_ + x) * 4;
    return {bytes_[i + 2], bytes_[i + 1], bytes_[i]};
  }

 private:
  int width_, height_;
  std::vector<std::uint8_t> bytes_;
};

// Tolerance: 3 of 255 in red and green; 12 in blue, since libyuv holds BT.709's blue coefficient (2.11) in
// eight bits that end at 2.0.
void expect_colour(const Rgb& got, const Rgb& want) {
  EXPECT_LE(std::abs(got.red - want.red), 3) << got.red << " for " << want.red;
  EXPECT_LE(std::abs(got.green - want.green), 3) << got.green << " for " << want.green;
  EXPECT_LE(std::abs(got.blue - want.blue), 12) << got.blue << " for " << want.blue;
}

constexpr Halves::Yuv kRed709{63, 102, 240}, kGreen709{173, 42, 26}, kRed601{81, 90, 240},
    kBlueFull601{29, 255, 107};

TEST(Painter, ColoursAreThoseOfTheMatrixAndRange) {
  Screen screen(64, 32);
  Painter(Fit::contain, 0)
      .paint(Halves(64, 32, kRed709, kGreen709).pixels(wire::Matrix::bt709, false), screen.canvas());
  expect_colour(screen.at(10, 10), {255, 0, 0});
  expect_colour(screen.at(50, 10), {0, 255, 0});
  Painter(Fit::contain, 0)
      .paint(Halves(64, 32, kRed601, {235, 128, 128}).pixels(wire::Matrix::bt601, false), screen.canvas());
  expect_colour(screen.at(10, 10), {255, 0, 0});
  expect_colour(screen.at(50, 10), {255, 255, 255});
  Painter(Fit::contain, 0)
      .paint(Halves(64, 32, kBlueFull601, {128, 128, 128}).pixels(wire::Matrix::bt601, true),
             screen.canvas());
  expect_colour(screen.at(10, 10), {0, 0, 254});
  expect_colour(screen.at(50, 10), {128, 128, 128});
}

TEST(Painter, WhatThePictureDoesNotCoverIsBlack) {
  Screen screen(128, 32);
  Painter(Fit::contain, 0)
      .paint(Halves(64, 32, kRed709, kRed709).pixels(wire::Matrix::bt709, false), screen.canvas());
  expect_colour(screen.at(0, 0), {0, 0, 0});
  expect_colour(screen.at(127, 31), {0, 0, 0});
  expect_colour(screen.at(64, 16), {255, 0, 0});
}

TEST(Painter, APictureIsTurnedClockwise) {
  Screen screen(32, 64);
  Painter(Fit::contain, 90)
      .paint(Halves(64, 32, kRed709, kGreen709).pixels(wire::Matrix::bt709, false), screen.canvas());
  expect_colour(screen.at(16, 5), {255, 0, 0});  // left becomes top
  expect_colour(screen.at(16, 60), {0, 255, 0});
  Painter(Fit::contain, 270)
      .paint(Halves(64, 32, kRed709, kGreen709).pixels(wire::Matrix::bt709, false), screen.canvas());
  expect_colour(screen.at(16, 5), {0, 255, 0});
  Screen wide(64, 32);
  Painter(Fit::contain, 180)
      .paint(Halves(64, 32, kRed709, kGreen709).pixels(wire::Matrix::bt709, false), wide.canvas());
  expect_colour(wide.at(5, 16), {0, 255, 0});
}

TEST(Painter, APictureIsScaledToTheScreen) {
  Screen screen(640, 360);
  Painter(Fit::cover, 0)
      .paint(Halves(64, 36, kRed709, kGreen709).pixels(wire::Matrix::bt709, false), screen.canvas());
  expect_colour(screen.at(0, 0), {255, 0, 0});
  expect_colour(screen.at(639, 359), {0, 255, 0});
}

TEST(Painter, OddSizesReachEveryEdge) {
  Screen screen(63, 31);
  Painter(Fit::contain, 0)
      .paint(Halves(63, 31, kRed709, kGreen709).pixels(wire::Matrix::bt709, false), screen.canvas());
  expect_colour(screen.at(0, 30), {255, 0, 0});
  expect_colour(screen.at(62, 30), {0, 255, 0});
}

TEST(Painter, BarsAreBlackAgainWhenTheShapeChanges) {
  Screen screen(128, 32);
  Painter painter(Fit::contain, 0);
  painter.paint(Halves(128, 32, kRed709, kRed709).pixels(wire::Matrix::bt709, false), screen.canvas());
  painter.paint(Halves(64, 32, kGreen709, kGreen709).pixels(wire::Matrix::bt709, false), screen.canvas());
  expect_colour(screen.at(2, 16), {0, 0, 0});
}

TEST(Painter, BgraPicturesKeepTheirBytes) {
  const std::vector<std::uint8_t> bytes(64 * 32 * 4, 0x40);
  Pixels pixels{
      wire::Format::bgra, wire::Matrix::bt601, true, 64, 32, 64, 32, 0, {bytes.data(), nullptr, nullptr},
      {256, 0, 0}};
  Screen screen(64, 32);
  Painter(Fit::contain, 0).paint(pixels, screen.canvas());
  expect_colour(screen.at(63, 31), {0x40, 0x40, 0x40});
}

}  // namespace
}  // namespace kepu::player
