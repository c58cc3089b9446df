// player/wire.h: what the player and a decode process share: one memfd and a socket pair of small records.
//
//   memfd:  [ Control | sound ring | pictures ......................... ]  made and sealed by the player
//   socket: Report (decode process -> player), Order (player -> decode process), one record per packet
//
// Pictures are decoded straight into the memfd; a Report says where one lies. The decode process may write a
// slot again only after the player's `release` Order. What it reports is hostile input: check() alone turns
// it into a view.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

#include "config/result.h"

namespace kepu::player::wire {

constexpr int kSocketFd = 3;  // in the decode process
constexpr int kMemoryFd = 4;

constexpr std::uint32_t kSoundRate = 48000;
constexpr std::uint32_t kSoundChannels = 2;          // interleaved 32-bit floats
constexpr std::uint64_t kSoundCapacity = 1U << 16U;  // sample frames in the ring: 1.37 s
constexpr std::size_t kSoundOffset = 4096;
constexpr std::size_t kPicturesOffset = kSoundOffset + kSoundCapacity * kSoundChannels * sizeof(float);
constexpr std::size_t kMemoryBytes =
    kPicturesOffset + (std::size_t{256} << 20U);  // sparse: untouched pages cost nothing
constexpr std::uint32_t kSlotsMax = 64;
constexpr std::uint32_t kSideMax = 16384;  // pixels

// At the start of the memfd. Sound sample 0 belongs to the first picture; counters only grow, in sample
// frames.
struct Control {
  std::atomic<std::uint64_t> sound_written;           // by the decode process alone
  alignas(64) std::atomic<std::uint64_t> sound_read;  // by the player alone
};
static_assert(sizeof(Control) <= kSoundOffset && std::atomic<std::uint64_t>::is_always_lock_free);

enum class ReportKind : std::uint32_t { opened = 1, frame = 2, end = 3, failed = 4 };
// bgra: one plane. The others have planes Y, U, V: i420, i422, i444 of 8 bits; i010, i210, i410 the same with
// 10 bits in 16, little-endian.
enum class Format : std::uint32_t { i420 = 0, bgra = 1, i422 = 2, i444 = 3, i010 = 4, i210 = 5, i410 = 6 };
enum class Matrix : std::uint32_t { bt601 = 0, bt709 = 1, bt2020 = 2 };

struct Report {
  ReportKind kind;
  std::uint32_t slot;  // frame: what to release
  Format format;
  Matrix matrix;
  std::uint32_t full_range;
  std::uint32_t width, height;              // pixels stored
  std::uint32_t shape_width, shape_height;  // proportions to be shown in, before rotation
  std::uint32_t rotate;                     // 0, 90, 180, 270 clockwise, to be shown upright
  std::array<std::uint32_t, 3> stride;      // bytes
  std::array<std::uint64_t, 3> offset;      // of each plane in the memfd
  std::int64_t pts_ns;           // frame: from the first picture on; end: when the last picture ends
  std::int64_t duration_ns;      // frame
  std::uint32_t damaged;         // failed: 1 if the bytes are not those that were promised
  std::array<char, 200> reason;  // failed: UTF-8, ends with 0
};
static_assert(std::is_trivially_copyable_v<Report>);

enum class OrderKind : std::uint32_t { release = 1 };
struct Order {
  OrderKind kind;
  std::uint32_t slot;
};
static_assert(std::is_trivially_copyable_v<Order>);

constexpr bool has_16_bit_samples(Format format) {
  return format == Format::i010 || format == Format::i210 || format == Format::i410;
}

struct PlaneShape {
  std::uint32_t row_bytes, rows;
};
// Of plane `index` (0..2) of a picture of that format and size; {0, 0} where the format has no such plane.
PlaneShape plane_shape(Format format, std::uint32_t width, std::uint32_t height, std::size_t index);

// Whether a frame report is one that the player may follow: every field in range, every plane inside the
// pictures.
Result<void> check(const Report& report);

// The reason as text, whatever bytes are in it: control characters become '?', and it always ends.
std::string reason_text(const Report& report);

}  // namespace kepu::player::wire
