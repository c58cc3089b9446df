#include "player/resampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace kepu::player {
namespace {

std::vector<float> tone(double hz, std::size_t frames) {
  std::vector<float> samples;
  for (std::size_t i = 0; i < frames; ++i) {
    const auto value =
        static_cast<float>(std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / 48'000));
    samples.insert(samples.end(), {value, -value});
  }
  return samples;
}

// How far `out` is from the tone of that pitch, in its middle; relative to full scale.
double error_of(const std::vector<float>& out, double hz, double speed) {
  double worst = 0;
  for (std::size_t i = 100; i + 100 < out.size() / 2; ++i) {
    const double exact = std::sin(2 * std::numbers::pi * hz * speed * static_cast<double>(i) / 48'000);
    worst = std::max({worst, std::abs(out[2 * i] - exact), std::abs(out[2 * i + 1] + exact)});
  }
  return worst;
}

TEST(Resampler, ATonePassesAtEachSpeedWithoutNoise) {
  for (const double speed : {1.0, 1.0001, 0.9997, 1.005, 0.995}) {
    for (const double hz : {100.0, 1000.0, 10'000.0, 17'000.0}) {
      Resampler resampler;
      std::vector<float> out;
      resampler.process(tone(hz, 9600), speed, out);
      EXPECT_NEAR(static_cast<double>(out.size()) / 2, 9600 / speed, 20);
      EXPECT_LT(error_of(out, hz, speed), 0.002) << speed << " " << hz;
    }
  }
}

TEST(Resampler, BlocksOfAnySizeMakeOneLine) {
  const auto in = tone(440, 5000);
  Resampler whole;
  Resampler pieces;
  std::vector<float> expected;
  std::vector<float> out;
  whole.process(in, 1.001, expected);
  for (std::size_t at = 0, size = 1; at < in.size(); at += 2 * size, size = size % 300 + 7)
    pieces.process(std::span(in).subspan(at, std::min(2 * size, in.size() - at)), 1.001, out);
  ASSERT_EQ(out.size(), expected.size());
  for (std::size_t i = 0; i < out.size(); ++i) ASSERT_NEAR(out[i], expected[i], 1e-5);
}

TEST(Resampler, TheDelayIsWhatHasNotComeOutYet) {
  Resampler resampler;
  std::vector<float> out;
  EXPECT_EQ(resampler.delay(), 0);
  resampler.process(tone(100, 1000), 1.003, out);
  EXPECT_NEAR(resampler.delay() + static_cast<double>(out.size() / 2) * 1.003, 1000, 1e-6);
  resampler.reset();
  EXPECT_EQ(resampler.delay(), 0);
}

}  // namespace
}  // namespace kepu::player
