#include "player/resampler.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace kepu::player {
namespace {

constexpr std::size_t kTaps = 32;
constexpr std::size_t kBefore = kTaps / 2 - 1;  // taps before the place in question
constexpr std::size_t kPhases = 256;            // between them the kernel is taken as straight
constexpr double kCutoff = 0.92;                // of half the rate
constexpr double kBeta = 8;                     // Kaiser's window: stop band below -80 dB

double sinc(double x) {
  const double angle = std::numbers::pi * x;
  return std::abs(angle) < 1e-9 ? 1 : std::sin(angle) / angle;
}

double window(double x) {  // x: -1..1
  return x * x >= 1 ? 0 : std::cyl_bessel_i(0, kBeta * std::sqrt(1 - x * x)) / std::cyl_bessel_i(0, kBeta);
}

std::vector<float> make_kernel() {
  std::vector<float> kernel;
  kernel.reserve((kPhases + 1) * kTaps);
  for (std::size_t phase = 0; phase <= kPhases; ++phase) {
    std::array<double, kTaps> tap{};
    double sum = 0;
    for (std::size_t i = 0; i < kTaps; ++i) {
      const double x = static_cast<double>(i) - kBefore - static_cast<double>(phase) / kPhases;
      sum += tap[i] = sinc(kCutoff * x) * window(x / (kTaps / 2.0));
    }
    for (const double one : tap) kernel.push_back(static_cast<float>(one / sum));
  }
  return kernel;
}

}  // namespace

Resampler::Resampler() : kernel_(make_kernel()) { reset(); }

void Resampler::reset() {
  left_.assign(kBefore, 0.0F);
  right_.assign(kBefore, 0.0F);
  position_ = kBefore;
}

double Resampler::delay() const { return static_cast<double>(left_.size()) - position_; }

void Resampler::process(std::span<const float> in, double speed, std::vector<float>& out) {
  const std::size_t held = left_.size();
  left_.resize(held + in.size() / 2);
  right_.resize(left_.size());
  for (std::size_t i = held; i < left_.size(); ++i) {
    left_[i] = in[(i - held) * 2];
    right_[i] = in[(i - held) * 2 + 1];
  }
  const std::size_t before = out.size();
  const std::size_t most = static_cast<std::size_t>(delay() / speed) + 1;
  out.resize(before + most * 2);
  float* to = &out[before];
  for (; static_cast<std::size_t>(position_) + kTaps - kBefore <= left_.size(); position_ += speed) {
    put(to);
    to += 2;
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
  const auto done = static_cast<std::ptrdiff_t>(position_) - static_cast<std::ptrdiff_t>(kBefore);
  left_.erase(left_.begin(), left_.begin() + done);
  right_.erase(right_.begin(), right_.begin() + done);
  position_ -= static_cast<double>(done);
}

void Resampler::put(float* to) const {
  const double whole = std::floor(position_);
  const double phase = (position_ - whole) * kPhases;
  const auto row = static_cast<std::size_t>(phase);
  const auto part = static_cast<float>(phase - static_cast<double>(row));
  const float* below = &kernel_[row * kTaps];
  const float* above = below + kTaps;
  const float* left = &left_[static_cast<std::size_t>(whole) - kBefore];
  const float* right = &right_[static_cast<std::size_t>(whole) - kBefore];
  constexpr std::size_t kLanes = 4;  // sums that a compiler may keep in one vector
  std::array<float, kLanes> l{};
  std::array<float, kLanes> r{};
  for (std::size_t i = 0; i < kTaps; i += kLanes) {
    for (std::size_t j = 0; j < kLanes; ++j) {
      const float tap = below[i + j] + part * (above[i + j] - below[i + j]);
      l[j] += tap * left[i + j];
      r[j] += tap * right[i + j];
    }
  }
  to[0] = l[0] + l[1] + l[2] + l[3];
  to[1] = r[0] + r[1] + r[2] + r[3];
}

}  // namespace kepu::player
