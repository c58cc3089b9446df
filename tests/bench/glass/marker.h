// tests/bench/glass/marker.h: the marker that says which frame of which clip is on the glass: a row of 40
// cells, black or white, over the whole width, once at the top edge and once at the bottom edge, each H/18
// high:
//   1010 | clip, 8 bits | frame, 16 bits | CRC-8 of these three bytes (polynomial 7) | 0110
// marker.py writes the same into clips.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

namespace glass {

constexpr int kCells = 40;
constexpr int kRowsPerMarker = 18;  // a marker is 1/18 of the height

struct Marker {
  int clip = 0, frame = 0;
  bool operator==(const Marker&) const = default;
};

inline std::uint8_t crc8(std::uint32_t three_bytes) {
  std::uint32_t crc = 0;
  for (int shift = 16; shift >= 0; shift -= 8) {
    crc ^= (three_bytes >> shift) & 0xFF;
    for (int bit = 0; bit < 8; ++bit) crc = ((crc & 0x80) != 0 ? (crc << 1) ^ 7 : crc << 1) & 0xFF;
  }
  return static_cast<std::uint8_t>(crc);
}

// The cells from left to right, from bit 39 to bit 0.
inline std::uint64_t bits_of(const Marker& marker) {
  const auto bytes =
      (static_cast<std::uint32_t>(marker.clip) << 16) | static_cast<std::uint32_t>(marker.frame);
  return (std::uint64_t{0xA} << 36) | (static_cast<std::uint64_t>(bytes) << 12) |
         (static_cast<std::uint64_t>(crc8(bytes)) << 4) | 0x6;
}

// From the brightness of the cells. Nothing: not a marker, or a mixture of two pictures.
inline std::optional<Marker> marker_in(const std::array<std::uint8_t, kCells>& luma) {
  std::uint64_t bits = 0;
  for (const std::uint8_t cell : luma) {
    if (cell > 100 && cell < 150) return std::nullopt;
    bits = (bits << 1) | (cell >= 150 ? 1U : 0U);
  }
  const Marker marker{static_cast<int>((bits >> 28) & 0xFF), static_cast<int>((bits >> 12) & 0xFFFF)};
  if (bits_of(marker) != bits) return std::nullopt;
  return marker;
}

}  // namespace glass
