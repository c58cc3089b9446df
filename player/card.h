// player/card.h: the built-in card: what a screen shows when it has nothing else. Needs no font, no file, no
// decoder.
#pragma once

#include "player/painter.h"

namespace kepu::player {

// Fills the canvas; `rotate` (0, 90, 180, 270 clockwise) as for pictures.
void draw_card(const Canvas& canvas, int rotate);

}  // namespace kepu::player
