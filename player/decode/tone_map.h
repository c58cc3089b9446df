// player/decode/tone_map.h: HDR and wide-gamut pictures as a BT.709 screen shows them.
//   Y'CbCr -> R'G'B' -> light: BT.2100 PQ, or HLG on a screen of 1000 nits
//   -> ITU-R BT.2390-10, 5.4 (EETF): 203 nits (BT.2408's reference white for HDR) are the screen's brightest
//   -> BT.709's primaries -> BT.1886
// All of it is one table of three dimensions, looked up linearly. Against exact arithmetic greys stay grey
// and within 2/255, colours are off by 0.5/255 on average. At the edge of what BT.709 can show a dark
// component of a colour may be up to 60/255 off, which is three hundredths of its light.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "player/wire.h"

namespace kepu::player::decode {

enum class Transfer { pq, hlg, sdr };  // sdr: BT.1886 with BT.2020's primaries

struct Light {
  Transfer transfer = Transfer::pq;
  wire::Matrix matrix = wire::Matrix::bt2020;
  bool full_range = false;
  int peak_nits = 1000;  // the brightest that a PQ picture may hold
  bool operator==(const Light&) const = default;
};

// Planes Y, U, V of 10 bits in 16.
struct DeepPlanes {
  std::array<const std::uint8_t*, 3> plane;
  std::array<int, 3> stride;  // bytes
  int width, height;
  int chroma_shift_x, chroma_shift_y;
};

class ToneMap {
 public:
  explicit ToneMap(const Light& light);
  const Light& light() const { return light_; }

  // Writes the picture to `bgra`.
  void apply(const DeepPlanes& from, std::uint8_t* bgra, int stride) const;

 private:
  using Pixel = float __attribute__((vector_size(16)));  // blue, green, red, 255
  class Column;
  void apply_row(const std::array<const std::uint16_t*, 3>& rows, int width, int chroma_shift,
                 std::uint8_t* bgra) const;

  Light light_;
  std::vector<Pixel> table_;
};

}  // namespace kepu::player::decode
