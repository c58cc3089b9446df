#include "headend/loudness.h"

#include <algorithm>
#include <cmath>

namespace kepu::headend {
namespace {

constexpr double kGainMaxDb = 60;  // what a feed may say

}  // namespace

std::optional<double> gain_to_target(const Loudness& loudness) {
  if (!(loudness.lufs > kSilentLufs) || !std::isfinite(loudness.peak_dbtp)) return std::nullopt;
  const double wanted = std::min(kTargetLufs - loudness.lufs, kPeakMaxDbtp - loudness.peak_dbtp);
  const double gain = std::round(std::clamp(wanted, -kGainMaxDb, kGainMaxDb) * 100) / 100;
  return gain == 0 ? std::nullopt : std::optional(gain);
}

}  // namespace kepu::headend
