// player/shared_memory.h: the memory between the player and one decode process (layout: wire.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "config/result.h"
#include "config/unique_fd.h"
#include "player/wire.h"

namespace kepu::player {

// Owns the memfd and the player's mappings: pictures read-only, sound read and write.
// Sealed against growing and shrinking, so that no decode process can make a read here fault.
class SharedMemory {
 public:
  // unavailable: the system is out of descriptors or address space.
  static Result<SharedMemory> create();

  int fd() const { return fd_.get(); }
  const std::uint8_t* at(std::uint64_t offset) const {
    return pictures_.get() + (offset - wire::kPicturesOffset);
  }

  // Takes decoded sound out of the ring: interleaved stereo. Returns how many sample frames there were.
  // Whatever the other side wrote into the counters, nothing outside the ring is read.
  std::size_t read_sound(std::span<float> out);
  std::uint64_t sound_position() const { return sound_position_; }  // sample frames read so far

 private:
  struct Unmap {
    std::size_t bytes;
    void operator()(std::uint8_t* at) const;
  };
  using Mapping = std::unique_ptr<std::uint8_t, Unmap>;
  SharedMemory(UniqueFd fd, Mapping sound, Mapping pictures)
      : fd_(std::move(fd)), sound_(std::move(sound)), pictures_(std::move(pictures)) {}

  UniqueFd fd_;
  Mapping sound_;  // Control and ring
  Mapping pictures_;
  std::uint64_t sound_position_ = 0;  // the player's own: what the other side writes is not believed
};

}  // namespace kepu::player
