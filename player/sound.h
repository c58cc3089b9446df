// player/sound.h: sound laid against the pictures, which are the master: what is to be heard now goes to the
// device, a hair faster or slower where its clock runs differently, and anew where it is far out.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "config/clock.h"
#include "player/playout.h"
#include "player/rate_control.h"
#include "player/resampler.h"
#include "player/sound_mix.h"
#include "player/sound_outlet.h"

namespace kepu::player {

constexpr nanoseconds kSoundLead = milliseconds(100);     // how much the ring holds for the device
constexpr nanoseconds kSoundLow = milliseconds(50);       // when it must be filled up again
constexpr nanoseconds kSoundOutMax = milliseconds(100);   // out by more: laid anew against the pictures
constexpr nanoseconds kDeviceSilent = milliseconds(200);  // a device, or a machine, that stands still

// Thread: the main loop's.
class SoundLine {
 public:
  // `delay`: how much later sound is to leave than its picture; below 0: earlier. For a display or an
  // amplifier that takes its time.
  explicit SoundLine(nanoseconds delay = {}) : delay_(delay) {}

  // Hands over what is due. Call it at every turn, and at the time that it returns at the latest; nothing:
  // not before something else changes.
  std::optional<Steady> feed(Steady now, const Sounding& sounding, SoundOutlet& outlet);

  double speed() const { return speed_; }             // at which clips are read now
  std::uint64_t laid() const { return laid_count_; }  // how often it was laid against the pictures

 private:
  bool keep_step(Steady now, const DeviceReading& reading, SoundOutlet& outlet);
  bool fill(const Sounding& sounding, Steady horizon, const DeviceReading& reading, SoundOutlet& outlet);
  Steady heard(const DeviceReading& reading, const SoundOutlet& outlet) const;
  nanoseconds late(const DeviceReading& reading, const SoundOutlet& outlet) const;
  nanoseconds lead() const { return kSoundLead + std::max(delay_, nanoseconds{}); }

  nanoseconds delay_;
  bool laid_ = false;
  DeviceReading seen_;  // the newest one
  SoundMix mix_;
  Resampler resampler_;
  RateControl control_;
  double speed_ = 1;
  std::uint64_t laid_count_ = 0;
  std::vector<float> block_, resampled_;
};

}  // namespace kepu::player
