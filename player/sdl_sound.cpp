#include "player/sdl_sound.h"

#include <span>
#include <string>
#include <utility>

#include "player/wire.h"

namespace kepu::player {
namespace {

constexpr Uint16 kDeviceSamples = 1024;

Error no_device() { return {Kind::unavailable, std::string("no audio device: ") + SDL_GetError()}; }

}  // namespace

SdlSound::SdlSound(const Clock& clock, SoundOutlet& outlet, std::function<void()> changed)
    : clock_(&clock), outlet_(&outlet), changed_(std::move(changed)) {}

SdlSound::~SdlSound() {
  if (audio_) SDL_DelEventWatch(on_event, this);
  close();
}

Result<void> SdlSound::start_sdl() {
  if (audio_) return {};
  auto audio = SdlSubsystem::start(SDL_INIT_AUDIO);
  if (!audio) return Error{Kind::unavailable, "no audio device: " + audio.error().message};
  audio_ = std::make_unique<SdlSubsystem>(std::move(*audio));
  SDL_AddEventWatch(on_event, this);
  return {};
}

Result<void> SdlSound::open() {
  close();
  if (auto started = start_sdl(); !started) return started;
  SDL_AudioSpec want{};
  want.freq = wire::kSoundRate;
  want.format = AUDIO_F32SYS;
  want.channels = wire::kSoundChannels;
  want.samples = kDeviceSamples;
  want.callback = callback;
  want.userdata = this;
  SDL_AudioSpec got{};
  device_ = SdlAudioDevice(SDL_OpenAudioDevice(nullptr, 0, &want, &got, 0));
  if (device_.get() == 0) return no_device();
  id_ = device_.get();
  gone_ = false;
  // Devices work with two buffers: what is filled now is heard when the other one has been.
  const nanoseconds latency(std::int64_t{got.samples} * 1'000'000'000 / wire::kSoundRate);
  outlet_->opened(clock_->steady(), latency);
  SDL_PauseAudioDevice(device_.get(), 0);
  return {};
}

void SdlSound::close() {
  if (device_.get() == 0) return;
  id_ = 0;
  device_ = SdlAudioDevice();
  outlet_->closed();
}

void SdlSound::callback(void* self, Uint8* out, int bytes) {
  const auto& sound = *static_cast<SdlSound*>(self);
  const std::span samples(reinterpret_cast<float*>(out), static_cast<std::size_t>(bytes) / sizeof(float));
  sound.outlet_->pull(samples, sound.clock_->steady());
}

int SdlSound::on_event(void* self, SDL_Event* event) {
  auto& sound = *static_cast<SdlSound*>(self);
  if (event->type != SDL_AUDIODEVICEADDED && event->type != SDL_AUDIODEVICEREMOVED) return 0;
  if (event->adevice.iscapture != 0) return 0;
  if (event->type == SDL_AUDIODEVICEADDED) {
    sound.arrived_ = true;
  } else if (event->adevice.which == sound.id_) {
    sound.gone_ = true;
  } else {
    return 0;
  }
  sound.changed_();
  return 0;
}

}  // namespace kepu::player
