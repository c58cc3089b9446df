// player/sound_ring.h: sound on its way from the main loop to the audio callback. Lock-free, one thread on
// each side.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace kepu::player {

// Interleaved stereo floats; counts are sample frames.
class SoundRing {
 public:
  explicit SoundRing(std::size_t capacity) : samples_(capacity * 2), capacity_(capacity) {}

  std::size_t filled() const {
    return static_cast<std::size_t>(written_.load(std::memory_order_acquire) -
                                    read_.load(std::memory_order_acquire));
  }
  std::size_t room() const { return capacity_ - filled(); }

  // The main loop's. What does not fit is not taken. Returns how much was.
  std::size_t push(std::span<const float> in) {
    const std::size_t count = std::min(in.size() / 2, room());
    const std::uint64_t at = written_.load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < count * 2; ++i) samples_[(at * 2 + i) % samples_.size()] = in[i];
    written_.store(at + count, std::memory_order_release);
    return count;
  }

  // The callback's. What is not there is silence.
  void pull(std::span<float> out) {
    const std::size_t count = std::min(out.size() / 2, filled());
    const std::uint64_t at = read_.load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < count * 2; ++i) out[i] = samples_[(at * 2 + i) % samples_.size()];
    std::fill(out.begin() + static_cast<std::ptrdiff_t>(count * 2), out.end(), 0.0F);
    read_.store(at + count, std::memory_order_release);
  }

 private:
  std::vector<float> samples_;
  std::size_t capacity_;
  std::atomic<std::uint64_t> written_{0};
  std::atomic<std::uint64_t> read_{0};
};

}  // namespace kepu::player
