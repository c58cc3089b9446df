#include "player/mask.h"

#include <algorithm>

namespace kepu::player {

Mask::Mask(std::span<const std::uint16_t> runs, int width, int height)
    : width_(width), height_(height), sums_(index(0, height + 1)) {
  std::size_t run = 0;
  int left = runs[0];
  bool on = false;
  for (int y = 0; y < height; ++y) {
    int row = 0;
    for (int x = 0; x < width; ++x) {
      while (left == 0 && run + 1 < runs.size()) {
        left = runs[++run];
        on = !on;
      }
      --left;
      row += on ? 1 : 0;
      at(x + 1, y + 1) = at(x + 1, y) + row;
    }
  }
}

float Mask::part(int x0, int y0, int x1, int y1) const {
  x0 = std::clamp(x0, 0, width_);
  x1 = std::clamp(x1, 0, width_);
  y0 = std::clamp(y0, 0, height_);
  y1 = std::clamp(y1, 0, height_);
  if (x0 >= x1 || y0 >= y1) return 0;
  const int sum = at(x1, y1) - at(x0, y1) - at(x1, y0) + at(x0, y0);
  return static_cast<float>(sum) / static_cast<float>((x1 - x0) * (y1 - y0));
}

}  // namespace kepu::player
