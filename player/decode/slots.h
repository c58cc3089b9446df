// player/decode/slots.h: places for pictures in the shared memory, given to FFmpeg as its frame buffers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "player/decode/ff.h"
#include "player/wire.h"

namespace kepu::player::decode {

// The format in which the player shows pictures of FFmpeg's pixel format `format` as they are; nothing: they
// must be converted.
std::optional<wire::Format> shown_as_it_is(int format);

// First fit over one region; at most wire::kSlotsMax at a time. Any thread (frame-threaded decoders allocate
// on theirs). Must outlive every buffer it gave out.
class Slots {
 public:
  Slots(std::uint8_t* base, std::size_t bytes) : base_(base), bytes_(bytes) {}

  // A buffer of at least `bytes`, page-aligned, that returns to the region when its last reference dies.
  // Null when the region or the number of slots is exhausted.
  AVBufferRef* take(std::size_t bytes);

  // The slot in which `pointer` lies.
  std::optional<std::uint32_t> slot_of(const std::uint8_t* pointer) const;
  std::uint64_t offset_of(const std::uint8_t* pointer) const {
    return static_cast<std::uint64_t>(pointer - base_);
  }

  // Makes `codec` decode into slots where its pixel format can be shown as it is; other pictures stay on the
  // heap.
  void serve(AVCodecContext& codec);

 private:
  struct Extent {
    std::size_t offset = 0, bytes = 0;
    bool used = false;
  };
  std::optional<std::uint32_t> place(std::size_t bytes);
  void give_back(std::uint32_t slot);
  static int get_buffer(AVCodecContext* codec, AVFrame* frame, int flags);

  std::uint8_t* base_;
  std::size_t bytes_;
  mutable std::mutex mutex_;
  std::vector<Extent> extents_;  // guarded by mutex_; the index is the slot
};

// Lays out a picture as FFmpeg's own allocator does: what its SIMD code may touch lies inside.
// The dimensions may exceed frame.width and .height: aligned_width and _height are what is stored.
int fill_from(Slots& slots, AVFrame& frame, int aligned_width, int aligned_height, const int* stride_align);

}  // namespace kepu::player::decode
