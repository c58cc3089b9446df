// headend/loudness.h: how much an asset's sound is raised or lowered, so that a loop does not jump between
// loud and quiet.
#pragma once

#include <optional>

namespace kepu::headend {

// By EBU R128 (ITU-R BS.1770): integrated loudness, and the true peak.
struct Loudness {
  double lufs = 0;
  double peak_dbtp = 0;
  bool operator==(const Loudness&) const = default;
};

constexpr double kTargetLufs = -20;
constexpr double kPeakMaxDbtp = -1;  // after the gain
constexpr double kSilentLufs = -60;  // so quiet is no sound that anybody wants to hear

// The gain to the target, limited by the true peak, in hundredths of a decibel. None: silence, or nothing to
// change.
std::optional<double> gain_to_target(const Loudness& loudness);

}  // namespace kepu::headend
