#include "player/fader.h"

#include <algorithm>
#include <cmath>

namespace kepu::player {

Fader::Fader(double volume, double duck_db)
    : volume_(static_cast<float>(volume)),
      ducked_volume_(static_cast<float>(volume * std::pow(10.0, duck_db / 20))),
      gain_(volume_),
      target_(volume_) {}

float Fader::wanted() const {
  if (quiet_.load(std::memory_order_relaxed)) return 0;
  return ducked_.load(std::memory_order_relaxed) ? ducked_volume_ : volume_;
}

void Fader::apply(std::span<float> out) {
  if (const float next = wanted(); next != target_) {
    target_ = next;
    const auto frames = static_cast<float>(target_ < gain_ ? kFadeDownFrames : kFadeUpFrames);
    step_ = std::abs(target_ - gain_) / frames;
  }
  std::size_t i = 0;
  for (; gain_ != target_ && i < out.size(); i += 2) {
    gain_ = target_ < gain_ ? std::max(gain_ - step_, target_) : std::min(gain_ + step_, target_);
    out[i] *= gain_;
    out[i + 1] *= gain_;
  }
  if (gain_ == 1) return;
  for (float& sample : out.subspan(i)) sample *= gain_;
}

}  // namespace kepu::player
