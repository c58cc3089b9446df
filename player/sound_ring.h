// player/sound_ring.h: sound on its way from the main loop to the audio callback. Lock-free, one thread on
// each side.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace kepu::player {

// Interleaved stereo floats; counts are sample frames, and those since the start only grow.
class SoundRing {
 public:
  explicit SoundRing(std::size_t capacity) : samples_(capacity * 2), capacity_(capacity) {}

  std::uint64_t written() const { return written_.load(std::memory_order_acquire); }
  std::uint64_t read() const { return read_.load(std::memory_order_acquire); }
  std::size_t filled() const { return static_cast<std::size_t>(written() - read()); }
  std::size_t room() const { return capacity_ - filled(); }

  // The writer's. What does not fit is not taken. Returns how much was.
  std::size_t push(std::span<const float> in) {
    const std::size_t count = std::min(in.size() / 2, room());
    const std::uint64_t at = written_.load(std::memory_order_relaxed);
    const auto [begin, first] = straight(at, count);
    std::memcpy(&samples_[begin * 2], in.data(), first * kFrameBytes);
    std::memcpy(samples_.data(), in.data() + first * 2, (count - first) * kFrameBytes);
    written_.store(at + count, std::memory_order_release);
    return count;
  }

  // The reader's. Returns how much there was; the rest of `out` stays as it is.
  std::size_t pull(std::span<float> out) {
    const std::size_t count = std::min(out.size() / 2, filled());
    const std::uint64_t at = read_.load(std::memory_order_relaxed);
    const auto [begin, first] = straight(at, count);
    std::memcpy(out.data(), &samples_[begin * 2], first * kFrameBytes);
    std::memcpy(out.data() + first * 2, samples_.data(), (count - first) * kFrameBytes);
    read_.store(at + count, std::memory_order_release);
    return count;
  }

  // The reader's: passes over what was written before `mark`, which must not lie ahead of written().
  void skip_to(std::uint64_t mark) { read_.store(std::max(mark, read()), std::memory_order_release); }

 private:
  static constexpr std::size_t kFrameBytes = 2 * sizeof(float);
  struct Straight {
    std::size_t begin, count;  // what follows lies at the ring's start
  };
  Straight straight(std::uint64_t at, std::size_t count) const {
    const auto begin = static_cast<std::size_t>(at % capacity_);
    return {begin, std::min(count, capacity_ - begin)};
  }

  std::vector<float> samples_;
  std::size_t capacity_;
  std::atomic<std::uint64_t> written_{0};
  alignas(64) std::atomic<std::uint64_t> read_{0};
};

}  // namespace kepu::player
