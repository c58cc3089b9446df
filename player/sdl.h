// player/sdl.h: one owner type for each of SDL's handles.
#pragma once

#include <SDL.h>

#include <memory>
#include <string>

#include "config/free.h"
#include "config/result.h"

namespace kepu::player {

using SdlWindow = std::unique_ptr<SDL_Window, Free<SDL_DestroyWindow>>;
using SdlRenderer = std::unique_ptr<SDL_Renderer, Free<SDL_DestroyRenderer>>;
using SdlTexture = std::unique_ptr<SDL_Texture, Free<SDL_DestroyTexture>>;
using SdlSurface = std::unique_ptr<SDL_Surface, Free<SDL_FreeSurface>>;

// A subsystem of SDL, as long as it lives. Not two at a time on two threads: SDL's counters are not guarded.
class SdlSubsystem {
 public:
  static Result<SdlSubsystem> start(Uint32 flags) {
    if (SDL_InitSubSystem(flags) != 0) return Error{Kind::unavailable, SDL_GetError()};
    return SdlSubsystem(flags);
  }
  SdlSubsystem(SdlSubsystem&& other) noexcept : flags_(std::exchange(other.flags_, 0)) {}
  SdlSubsystem& operator=(SdlSubsystem&&) = delete;
  // It stays started until the process ends.
  void leave() { flags_ = 0; }
  ~SdlSubsystem() {
    if (flags_ != 0) SDL_QuitSubSystem(flags_);
  }

 private:
  explicit SdlSubsystem(Uint32 flags) : flags_(flags) {}
  Uint32 flags_;
};

class SdlAudioDevice {
 public:
  SdlAudioDevice() = default;
  explicit SdlAudioDevice(SDL_AudioDeviceID id) : id_(id) {}
  SdlAudioDevice(SdlAudioDevice&& other) noexcept : id_(std::exchange(other.id_, 0)) {}
  SdlAudioDevice& operator=(SdlAudioDevice&& other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }
  ~SdlAudioDevice() {
    if (id_ != 0) SDL_CloseAudioDevice(id_);
  }
  SDL_AudioDeviceID get() const { return id_; }

 private:
  SDL_AudioDeviceID id_ = 0;
};

}  // namespace kepu::player
