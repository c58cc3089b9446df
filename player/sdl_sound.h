// player/sdl_sound.h: the audio device. One stays open across all clips; none at all is normal.
#pragma once

#include <atomic>
#include <cstdint>

#include "config/clock.h"
#include "player/sdl.h"
#include "player/sound_ring.h"

namespace kepu::player {

class SdlSound {
 public:
  SdlSound() : ring_(1U << 15U) {}
  SdlSound(const SdlSound&) = delete;
  SdlSound& operator=(const SdlSound&) = delete;

  // Opens the default device; may take long, so not on the main loop, and not while another thread starts
  // SDL. unavailable: there is none; the pictures go on in silence.
  Result<void> open();

  // The rest belongs to the main loop.
  bool is_open() const { return open_.load(std::memory_order_acquire); }
  SoundRing& ring() { return ring_; }
  nanoseconds latency() const {
    return latency_;
  }  // from leaving the ring to being heard, as far as SDL knows

 private:
  static void callback(void* self, Uint8* out, int bytes);
  SoundRing ring_;
  nanoseconds latency_{};
  std::atomic<bool> open_{false};
  std::unique_ptr<SdlSubsystem> audio_;
  SdlAudioDevice device_;  // last: it is closed before what its callback uses
};

}  // namespace kepu::player
