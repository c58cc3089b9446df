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

// `rgb`: 0xRRGGBB.
void fill(const Canvas& canvas, const Rect& area, std::uint32_t rgb);

// Makes `canvas` a mixture with `over`, of the same size: `share` (0..1, in steps of 1/256) of `over`.
void mix_in(const Canvas& canvas, const Canvas& over, double share);

// Thread: one. Keeps its scratch memory between pictures.
class Painter {
 public:
  Painter(config::Fit fit, int rotate, std::optional<config::WallPart> wall = {})
      : fit_(fit), rotate_(rotate), wall_(wall) {}

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
  Placement placed(const Pixels& pixels, const Canvas& canvas) const;
  void paint_planes(const Pixels& pixels, const Placement& placement, const Canvas& target);
  void paint_bgra(const std::uint8_t* from, int stride, const Placement& placement, const Canvas& target);

  config::Fit fit_;
  int rotate_;
  std::optional<config::WallPart> wall_;
  std::optional<Painted> painted_;
  std::vector<std::uint8_t> scaled_, turned_, converted_;
};

}  // namespace kepu::player
