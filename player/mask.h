// player/mask.h: letters as data: a mask of pixels that are on or off, which scales to any size without
// jagged edges.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace kepu::player {

class Mask {
 public:
  // `runs`: row after row, how many pixels are off, then on, then off, ...
  Mask(std::span<const std::uint16_t> runs, int width, int height);

  int width() const { return width_; }  // pixels
  int height() const { return height_; }

  // The part of the rectangle that is on, 0..1; in mask pixels, half-open, clipped.
  float part(int x0, int y0, int x1, int y1) const;

 private:
  std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_ + 1) + static_cast<std::size_t>(x);
  }
  int& at(int x, int y) { return sums_[index(x, y)]; }
  int at(int x, int y) const { return sums_[index(x, y)]; }

  int width_, height_;
  std::vector<int> sums_;  // of all above and to the left (a summed-area table)
};

}  // namespace kepu::player
