#include "player/sdl_sound.h"

#include <span>

#include "player/wire.h"

namespace kepu::player {
namespace {

constexpr Uint16 kDeviceSamples = 1024;

}  // namespace

Result<void> SdlSound::open() {
  auto audio = SdlSubsystem::start(SDL_INIT_AUDIO);
  if (!audio) return Error{Kind::unavailable, "no audio device: " + audio.error().message};
  audio_ = std::make_unique<SdlSubsystem>(std::move(*audio));
  SDL_AudioSpec want{};
  want.freq = wire::kSoundRate;
  want.format = AUDIO_F32SYS;
  want.channels = wire::kSoundChannels;
  want.samples = kDeviceSamples;
  want.callback = callback;
  want.userdata = this;
  SDL_AudioSpec got{};
  device_ = SdlAudioDevice(SDL_OpenAudioDevice(nullptr, 0, &want, &got, 0));
  if (device_.get() == 0) return Error{Kind::unavailable, std::string("no audio device: ") + SDL_GetError()};
  // Devices work with two buffers: one is being heard while the other is filled.
  latency_ = nanoseconds(std::int64_t{2} * got.samples * 1'000'000'000 / wire::kSoundRate);
  SDL_PauseAudioDevice(device_.get(), 0);
  open_.store(true, std::memory_order_release);
  return {};
}

void SdlSound::callback(void* self, Uint8* out, int bytes) {
  static_cast<SdlSound*>(self)->ring_.pull(
      std::span(reinterpret_cast<float*>(out), static_cast<std::size_t>(bytes) / sizeof(float)));
}

}  // namespace kepu::player
