// player/sdl_sound.h: the audio device, through SDL. One stays open across all clips; none at all is normal.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

#include "config/clock.h"
#include "player/sdl.h"
#include "player/sound_keeper.h"
#include "player/sound_outlet.h"

namespace kepu::player {

// Thread: that of its keeper, and not while another thread starts SDL.
class SdlSound final : public SoundDevice {
 public:
  // `outlet` is what the device drains; both must outlive this. `changed` is called, on any thread, when a
  // device was plugged in or unplugged.
  SdlSound(const Clock& clock, SoundOutlet& outlet, std::function<void()> changed);
  SdlSound(const SdlSound&) = delete;
  SdlSound& operator=(const SdlSound&) = delete;
  ~SdlSound() override;

  // Opens the default device.
  Result<void> open() override;
  void close() override;
  bool gone() override { return gone_.exchange(false); }
  bool arrived() override { return arrived_.exchange(false); }
  std::uint64_t calls() const override { return outlet_->reading().calls; }

 private:
  Result<void> start_sdl();
  static void callback(void* self, Uint8* out, int bytes);
  static int on_event(void* self, SDL_Event* event);

  const Clock* clock_;
  SoundOutlet* outlet_;
  std::function<void()> changed_;
  std::atomic<bool> gone_{false};
  std::atomic<bool> arrived_{false};
  std::atomic<SDL_AudioDeviceID> id_{0};
  std::unique_ptr<SdlSubsystem> audio_;  // kept once it runs: it is what hears of new devices
  SdlAudioDevice device_;                // last: it is closed before what its callback uses
};

}  // namespace kepu::player
