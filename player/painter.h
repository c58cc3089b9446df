// player/painter.h: pictures into pixels of the screen. One pass over the picture where nothing is scaled or
// turned: from the decoder's planes into the window's own memory (libyuv, SIMD). Every colour is within 2/255
// of what exact arithmetic gives (4/255 from 10-bit planes).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "config/settings.h"
#include "player/clip.h"
#include "player/placement.h"

namespace kepu::player {

// 32-bit pixels, bytes blue green red x. The memory is its owner's.
struct Canvas {
  std::uint8_t* pixels = nullptr;
  int stride = 0;  // bytes
  int width = 0, height = 0;
  bool operator==(const Canvas&) const = default;
};

void fill_black(const Canvas& canvas, const Rect& area);

// Thread: one. Keeps its scratch memory between pictures.
class Painter {
 public:
  Painter(config::Fit fit, int rotate) : fit_(fit), rotate_(rotate) {}

  // Covers the whole canvas: the picture, and black around it. The black is painted again only when the
  // canvas or the placement has changed, or after forget().
  void paint(const Pixels& pixels, const Canvas& canvas);

  // Something else has painted on the canvas.
  void forget() { painted_.reset(); }

 private:
  struct Painted {
    Canvas canvas;
    Placement placement;
    bool operator==(const Painted&) const = default;
  };
  void paint_planes(const Pixels& pixels, const Placement& placement, const Canvas& target);
  void paint_bgra(const std::uint8_t* from, int stride, const Placement& placement, const Canvas& target);

  config::Fit fit_;
  int rotate_;
  std::optional<Painted> painted_;
  std::vector<std::uint8_t> scaled_, turned_, converted_;
};

}  // namespace kepu::player
