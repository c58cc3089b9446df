#include "player/sound.h"

#include <algorithm>
#include <cmath>

#include "player/wire.h"

namespace kepu::player {
namespace {

constexpr std::size_t kBlock = 1024;   // sample frames
constexpr std::size_t kRoomKept = 64;  // in the ring: resampling may make a few frames more of a block

std::int64_t frames_in(nanoseconds time) {
  using FrameTime = std::chrono::duration<std::int64_t, std::ratio<1, wire::kSoundRate>>;
  return std::chrono::ceil<FrameTime>(time).count();
}

nanoseconds time_of(double frames) {
  return nanoseconds(std::llround(frames * (1e9 / static_cast<double>(wire::kSoundRate))));
}

nanoseconds waiting(const DeviceReading& reading, const SoundOutlet& outlet) {
  return time_of(static_cast<double>(outlet.next_write() - outlet.next_read(reading)));
}

}  // namespace

// When what is put into the ring next will be heard.
Steady SoundLine::heard(const DeviceReading& reading, const SoundOutlet& outlet) const {
  return reading.at + waiting(reading, outlet) + reading.latency - delay_;
}

nanoseconds SoundLine::late(const DeviceReading& reading, const SoundOutlet& outlet) const {
  return heard(reading, outlet) - (mix_.at() - time_of(resampler_.delay()));
}

std::optional<Steady> SoundLine::feed(Steady now, const Sounding& sounding, SoundOutlet& outlet) {
  const DeviceReading reading = outlet.reading();
  const bool in_step = keep_step(now, reading, outlet);
  seen_ = reading;
  if (!reading.open) SoundMix::pass_over(sounding, now);
  if (!in_step) return reading.open ? std::optional(now + kSoundLow) : std::nullopt;

  const Steady next = heard(reading, outlet);
  if (!laid_) {
    mix_.lay(next);
    resampler_.reset();
  }
  const Steady horizon = now + lead() + reading.latency - delay_;
  const bool full = fill(sounding, horizon, reading, outlet);
  if (full) return reading.at + waiting(reading, outlet) - lead() + kSoundLead - kSoundLow;
  const nanoseconds ahead = reading.latency - delay_ + kSoundLow;
  if (sounding.end && *sounding.end - ahead > now) return *sounding.end - ahead;
  return std::nullopt;
}

// Whether anything can be handed over now; `laid_` says whether it goes on from what was. What is far out is
// broken off and laid anew at the next turn: after a pause of the machine the pictures must find their place
// first.
bool SoundLine::keep_step(Steady now, const DeviceReading& reading, SoundOutlet& outlet) {
  if (reading.device != seen_.device) {
    laid_ = false;
    control_ = {};
    speed_ = 1;
  }
  const bool silent = !reading.open || reading.calls == 0 || now - reading.at > kDeviceSilent;
  if (!laid_) return !silent;
  const nanoseconds out = late(reading, outlet);
  if (silent || std::chrono::abs(out) > kSoundOutMax) {
    outlet.discard();
    laid_ = false;
    return false;
  }
  if (reading.dry != seen_.dry) {
    laid_ = false;
  } else if (reading.calls != seen_.calls) {
    speed_ = control_.speed(out, reading.at - seen_.at);
  }
  return true;
}

// True if the ring holds what it should.
bool SoundLine::fill(const Sounding& sounding, Steady horizon, const DeviceReading& reading,
                     SoundOutlet& outlet) {
  for (;;) {
    const std::int64_t missing = frames_in(lead() - waiting(reading, outlet));
    if (missing <= 0) return true;
    const std::size_t room = outlet.room() - std::min(outlet.room(), kRoomKept);
    block_.resize(std::min({static_cast<std::size_t>(missing), kBlock, room}) * wire::kSoundChannels);
    const std::size_t made = block_.empty() ? 0 : mix_.render(sounding, horizon, block_);
    if (made == 0) return false;
    resampled_.clear();
    resampler_.process(std::span(block_).first(made * wire::kSoundChannels), speed_, resampled_);
    outlet.push(resampled_);
    if (laid_) continue;
    laid_ = true;
    ++laid_count_;
    control_.restart();
  }
}

}  // namespace kepu::player
