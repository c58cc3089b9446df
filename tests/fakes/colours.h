// tests/fakes/colours.h: what colours should be, and a screen to look at.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "player/painter.h"

namespace kepu::fakes {

struct Rgb {
  int red, green, blue;
};

using Yuv = std::array<double, 3>;  // on the 8-bit scale: 10-bit pictures store quarters

// Of 255, in each of red, green and blue. libyuv drops the two lowest bits of 10-bit colour samples.
constexpr int kTolerance = 2, kTolerance10Bit = 4;

inline void expect_colour(const Rgb& got, const Rgb& want, int tolerance = kTolerance) {
  EXPECT_LE(std::abs(got.red - want.red), tolerance) << got.red << " for " << want.red;
  EXPECT_LE(std::abs(got.green - want.green), tolerance) << got.green << " for " << want.green;
  EXPECT_LE(std::abs(got.blue - want.blue), tolerance) << got.blue << " for " << want.blue;
}

// The standards' own arithmetic (ITU-R BT.601, 709, 2020).
inline Rgb exact(Yuv yuv, player::wire::Matrix matrix, bool full_range) {
  constexpr std::array<std::array<double, 2>, 3> kWeights{
      {{0.299, 0.114}, {0.2126, 0.0722}, {0.2627, 0.0593}}};
  const auto [red, blue] = kWeights[static_cast<std::size_t>(matrix)];
  const double y = full_range ? yuv[0] : (yuv[0] - 16) * 255.0 / 219;
  const double b_y = 2 * (1 - blue) * (yuv[1] - 128) * (full_range ? 1 : 255.0 / 224);
  const double r_y = 2 * (1 - red) * (yuv[2] - 128) * (full_range ? 1 : 255.0 / 224);
  const auto level = [](double v) { return static_cast<int>(std::lround(std::clamp(v, 0.0, 255.0))); };
  return {level(y + r_y), level(y - (red * r_y + blue * b_y) / (1 - red - blue)), level(y + b_y)};
}

class Screen {
 public:
  Screen(int width, int height)
      : width_(width), height_(height), bytes_(static_cast<std::size_t>(width * height) * 4, 0x77) {}
  player::Canvas canvas() { return {bytes_.data(), width_ * 4, width_, height_}; }
  Rgb at(int x, int y) const {
    const auto i = static_cast<std::size_t>(y * width_ + x) * 4;
    return {bytes_[i + 2], bytes_[i + 1], bytes_[i]};
  }

 private:
  int width_, height_;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace kepu::fakes
