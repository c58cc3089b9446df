// tests/fakes/verdict_clip.h: a clip without pictures that says of itself what the test wants, as a process
// that vets.
#pragma once

#include "player/clip.h"

namespace kepu::fakes {

class VerdictClip final : public player::Clip {
 public:
  // `status` must outlive it.
  explicit VerdictClip(const player::ClipStatus& status) : status_(&status) {}
  void pump() override {}
  const player::ClipStatus& status() const override { return *status_; }
  const player::Frame* peek() const override { return nullptr; }
  std::optional<player::Frame> pop() override { return std::nullopt; }
  std::size_t queued() const override { return 0; }
  std::size_t read_sound(std::span<float>) override { return 0; }
  std::uint64_t sound_position() const override { return 0; }
  int fd() const override { return -1; }

 private:
  const player::ClipStatus* status_;
};

}  // namespace kepu::fakes
