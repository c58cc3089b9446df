#include "player/sound_keeper.h"

#include <algorithm>

#include "config/log.h"

namespace kepu::player {
namespace {

constexpr nanoseconds kSecondLook = milliseconds(200);

}  // namespace

Steady SoundKeeper::tick(Steady now) {
  if (open_) {
    const auto why = trouble(now);
    if (!why) return now + (suspected_ ? kSecondLook : kSoundLook);
    log(Level::notice, "the audio device " + *why + "; pictures go on without sound until one is found");
    device_->close();
    open_ = false;
    told_ = true;
    retry_at_ = now;
  }
  if (device_->arrived()) retry_at_ = now;
  return now < retry_at_ ? retry_at_ : try_to_open(now);
}

// What is wrong with the open device. A machine that stood still is none of its faults: it gets a second
// look.
std::optional<std::string> SoundKeeper::trouble(Steady now) {
  if (device_->gone()) return "was unplugged";
  if (const std::uint64_t calls = device_->calls(); calls != calls_) {
    calls_ = calls;
    called_at_ = now;
    suspected_ = false;
  }
  if (now - called_at_ <= kSoundSilent) return std::nullopt;
  if (!std::exchange(suspected_, true)) return std::nullopt;
  return "hangs";
}

Steady SoundKeeper::try_to_open(Steady now) {
  const auto opened = device_->open();
  if (!opened) {
    if (!std::exchange(told_, true))
      log(Level::notice, opened.error().message + "; pictures go on without sound");
    retry_at_ = now + pause_;
    pause_ = std::min(pause_ * 2, kSoundRetryMost);
    return retry_at_;
  }
  if (std::exchange(told_, false)) log(Level::notice, "an audio device is there: sound goes on");
  open_ = true;
  pause_ = kSoundRetry;
  calls_ = device_->calls();
  called_at_ = now;
  suspected_ = false;
  return now + kSoundLook;
}

}  // namespace kepu::player
