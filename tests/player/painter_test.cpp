#include "player/painter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "tests/fakes/colours.h"

namespace kepu::player {
namespace {

using config::Fit;
using fakes::exact;
using fakes::expect_colour;
using fakes::Rgb;
using fakes::Screen;
using fakes::Yuv;

// A picture of any planar format; `colour_at(x, y)` says its colour at a pixel.
class Picture {
 public:
  template <class ColourAt>
  Picture(wire::Format format, int width, int height, const ColourAt& colour_at)
      : format_(format), width_(width), height_(height) {
    const auto wide = static_cast<std::uint32_t>(width);
    const auto high = static_cast<std::uint32_t>(height);
    for (std::size_t p = 0; p < 3; ++p) {
      const wire::PlaneShape shape = wire::plane_shape(format, wide, high, p);
      const wire::PlaneShape of_four = wire::plane_shape(format, 2, 2, p);
      const int sample = wire::has_16_bit_samples(format) ? 2 : 1;
      const int step_x = 2 * sample / static_cast<int>(of_four.row_bytes);
      const int step_y = 2 / static_cast<int>(of_four.rows);
      stride_[p] = static_cast<int>(shape.row_bytes);
      for (int y = 0; y < static_cast<int>(shape.rows); ++y) {
        for (int x = 0; x < stride_[p] / sample; ++x) store(p, colour_at(x * step_x, y * step_y)[p]);
      }
    }
  }
  Pixels pixels(wire::Matrix matrix, bool full_range) const {
    return {format_, matrix,  full_range,
            width_,  height_, width_,
            height_, 0,       {planes_[0].data(), planes_[1].data(), planes_[2].data()},
            stride_};
  }

 private:
  void store(std::size_t plane, double value) {
    if (wire::has_16_bit_samples(format_)) {
      const long quarters = std::lround(value * 4);
      planes_[plane].push_back(static_cast<std::uint8_t>(quarters & 0xFF));
      planes_[plane].push_back(static_cast<std::uint8_t>(quarters >> 8));
    } else {
      planes_[plane].push_back(static_cast<std::uint8_t>(std::lround(value)));
    }
  }
  wire::Format format_;
  int width_, height_;
  std::array<std::vector<std::uint8_t>, 3> planes_;
  std::array<int, 3> stride_{};
};

// Its left half is one colour and its right half another.
class Halves : public Picture {
 public:
  Halves(int width, int height, Yuv left, Yuv right, wire::Format format = wire::Format::i420)
      : Picture(format, width, height, [=](int x, int) { return x < width / 2 ? left : right; }) {}
};

int tolerance_of(wire::Format format) {
  return wire::has_16_bit_samples(format) ? fakes::kTolerance10Bit : fakes::kTolerance;
}

constexpr Yuv kRed709{63, 102, 240}, kGreen709{173, 42, 26}, kRed601{81, 90, 240}, kBlueFull601{29, 255, 107};
constexpr std::array kPlanar{wire::Format::i420, wire::Format::i422, wire::Format::i444,
                             wire::Format::i010, wire::Format::i210, wire::Format::i410};

// Colours over the whole range of Y, U and V, each a square of 2x2 pixels.
constexpr int kSteps = 32;
Yuv grid_colour(int x, int y, wire::Format format, bool full_range) {
  const double fraction = wire::has_16_bit_samples(format) ? 0.75 : 0;
  const auto value = [=](int step, int top) {
    const int whole = full_range ? step * 254 / (kSteps - 1) : 16 + step * (top - 17) / (kSteps - 1);
    return whole + fraction;
  };
  return {value(x / 2 / kSteps, 235), value(x / 2 % kSteps, 240), value(y / 2, 240)};
}

int worst_of_grid(wire::Format format, wire::Matrix matrix, bool full_range) {
  const auto colour_at = [=](int x, int y) { return grid_colour(x, y, format, full_range); };
  constexpr int kWidth = 2 * kSteps * kSteps;
  Screen screen(kWidth, 2 * kSteps);
  const Picture picture(format, kWidth, 2 * kSteps, colour_at);
  Painter(Fit::contain, 0).paint(picture.pixels(matrix, full_range), screen.canvas());
  int worst = 0;
  for (int y = 0; y < 2 * kSteps; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      const Rgb got = screen.at(x, y);
      const Rgb want = exact(colour_at(x, y), matrix, full_range);
      worst = std::max({worst, std::abs(got.red - want.red), std::abs(got.green - want.green),
                        std::abs(got.blue - want.blue)});
    }
  }
  return worst;
}

TEST(Painter, EveryColourOfEveryFormatMatrixAndRangeIsWithinTheTolerance) {
  for (const wire::Format format : kPlanar) {
    for (const auto matrix : {wire::Matrix::bt601, wire::Matrix::bt709, wire::Matrix::bt2020}) {
      for (const bool full_range : {false, true}) {
        EXPECT_LE(worst_of_grid(format, matrix, full_range), tolerance_of(format))
            << "format " << static_cast<int>(format) << " matrix " << static_cast<int>(matrix)
            << " full range " << full_range;
      }
    }
  }
}

TEST(Painter, EveryFormatIsScaledTurnedAndCutAlike) {
  for (const wire::Format format : kPlanar) {
    SCOPED_TRACE(static_cast<int>(format));
    const Halves picture(64, 32, kRed709, kGreen709, format);
    const Pixels pixels = picture.pixels(wire::Matrix::bt709, false);
    Screen larger(256, 128);
    Painter(Fit::contain, 0).paint(pixels, larger.canvas());
    expect_colour(larger.at(2, 126), {255, 0, 0});
    expect_colour(larger.at(253, 2), {0, 255, 0});
    for (const int rotate : {90, 180, 270}) {
      SCOPED_TRACE(rotate);
      Screen screen(rotate == 180 ? 64 : 32, rotate == 180 ? 32 : 64);
      Painter(Fit::contain, rotate).paint(pixels, screen.canvas());
      const Rgb first = screen.at(3, 3);  // top left
      expect_colour(first, rotate == 90 ? Rgb{255, 0, 0} : Rgb{0, 255, 0});
    }
    Screen square(16, 16);
    const Halves thirds(96, 32, kRed709, kGreen709, format);
    Painter(Fit::cover, 0).paint(thirds.pixels(wire::Matrix::bt709, false), square.canvas());
    expect_colour(square.at(2, 8), {255, 0, 0});
    expect_colour(square.at(13, 8), {0, 255, 0});
  }
}

TEST(Painter, OddSizesOfEveryFormatReachEveryEdge) {
  constexpr std::array<std::array<int, 2>, 5> kSizes{{{1, 1}, {3, 5}, {63, 31}, {853, 481}, {2, 7}}};
  for (const wire::Format format : kPlanar) {
    for (const auto& [width, height] : kSizes) {
      for (const int rotate : {0, 90, 180, 270}) {
        SCOPED_TRACE(::testing::Message()
                     << static_cast<int>(format) << ' ' << width << 'x' << height << ' ' << rotate);
        const Picture picture(format, width, height, [](int, int) { return kRed709; });
        Screen screen(rotate % 180 == 0 ? width : height, rotate % 180 == 0 ? height : width);
        const Canvas canvas = screen.canvas();
        Painter(Fit::contain, rotate).paint(picture.pixels(wire::Matrix::bt709, false), canvas);
        for (const int x : {0, canvas.width - 1}) {
          for (const int y : {0, canvas.height - 1}) expect_colour(screen.at(x, y), {255, 0, 0});
        }
      }
    }
  }
}

TEST(Painter, PixelsThatAreNotSquareAreShownInTheirShape) {
  Screen screen(128, 32);
  const Halves picture(32, 32, kRed709, kGreen709);
  Pixels pixels = picture.pixels(wire::Matrix::bt709, false);
  pixels.shape_width = 64;
  Painter(Fit::contain, 0).paint(pixels, screen.canvas());
  expect_colour(screen.at(30, 16), {0, 0, 0});
  expect_colour(screen.at(34, 16), {255, 0, 0});
  expect_colour(screen.at(93, 16), {0, 255, 0});
  expect_colour(screen.at(98, 16), {0, 0, 0});
}

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
