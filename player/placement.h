// player/placement.h: where on the screen a picture goes. Pure arithmetic.
#pragma once

#include "config/settings.h"

namespace kepu::player {

struct Rect {
  int x = 0, y = 0, width = 0, height = 0;  // pixels
  bool operator==(const Rect&) const = default;
};

struct Shape {
  int width = 0, height = 0;              // pixels stored
  int shape_width = 0, shape_height = 0;  // proportions to be shown in, before rotation
  int rotate = 0;  // 0, 90, 180, 270 clockwise: all that is to be done to it on this screen
};

struct Placement {
  Rect source;     // part of the stored picture; even edges, so that half-resolution colour can be cut there
  Rect target;     // part of the screen, after rotation; the rest is black
  int rotate = 0;  // 0, 90, 180, 270 clockwise
  bool operator==(const Placement&) const = default;
};

Placement place(config::Fit fit, const Shape& picture, int screen_width, int screen_height);

// The part of the picture that a screen shows of a larger canvas; the picture is placed on the whole canvas.
// The screen itself hangs turned by `screen_rotate` (0, 90, 180, 270 clockwise); `picture.rotate` is the
// picture's own. A picture that lies outside of the view has an empty target.
Placement place_on_wall(config::Fit fit, const Shape& picture, const config::WallPart& wall, int screen_width,
                        int screen_height, int screen_rotate);

}  // namespace kepu::player
