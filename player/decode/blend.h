// player/decode/blend.h: transparent pixels over a colour.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace kepu::player::decode {

// What transparent pictures lie on.
struct Background {
  std::uint8_t red = 0, green = 0, blue = 0;
};

// Makes rows of pixels (bytes blue green red alpha, `stride` bytes apart) opaque, in place.
inline void blend_on(Background background, std::uint8_t* pixels, int stride, int width, int height) {
  const std::array<int, 3> below{background.blue, background.green, background.red};
  for (int y = 0; y < height; ++y) {
    std::uint8_t* p = pixels + static_cast<std::ptrdiff_t>(y) * stride;
    for (int x = 0; x < width; ++x, p += 4) {
      const int alpha = p[3];
      for (std::size_t c = 0; c < 3; ++c) {
        p[c] = static_cast<std::uint8_t>((p[c] * alpha + below[c] * (255 - alpha) + 127) / 255);
      }
      p[3] = 255;
    }
  }
}

}  // namespace kepu::player::decode
