// player/sound_keeper.h: keeps an audio device open: found late, lost and found again, while pictures go on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "config/clock.h"
#include "config/result.h"

namespace kepu::player {

// What the keeper keeps; SdlSound is the real one. Calls may take long, so not on the main loop.
class SoundDevice {
 public:
  virtual ~SoundDevice() = default;

  // unavailable: there is none. Closes first what is open.
  virtual Result<void> open() = 0;
  virtual void close() = 0;

  virtual bool gone() = 0;                  // the open one was said to be gone
  virtual bool arrived() = 0;               // a device was plugged in since the last call
  virtual std::uint64_t calls() const = 0;  // how often the open one asked for sound
};

constexpr nanoseconds kSoundLook = std::chrono::seconds(1);    // between looks at the open device
constexpr nanoseconds kSoundSilent = std::chrono::seconds(1);  // not asked for sound so long: it hangs
constexpr nanoseconds kSoundRetry = std::chrono::seconds(1);   // doubled with each failure
constexpr nanoseconds kSoundRetryMost = std::chrono::seconds(60);

// Thread: the courier's loop.
class SoundKeeper {
 public:
  explicit SoundKeeper(SoundDevice& device) : device_(&device) {}

  // Opens, closes, opens again. Says in the log when that changes something. Returns when it wants to be
  // called again.
  Steady tick(Steady now);

 private:
  std::optional<std::string> trouble(Steady now);
  Steady try_to_open(Steady now);

  SoundDevice* device_;
  bool open_ = false;
  bool told_ = false;  // that there is none
  nanoseconds pause_ = kSoundRetry;
  Steady retry_at_{};
  std::uint64_t calls_ = 0;
  Steady called_at_{};  // when calls_ was seen to change
  bool suspected_ = false;
};

}  // namespace kepu::player
