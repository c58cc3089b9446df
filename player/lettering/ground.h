// player/lettering/ground.h: what lies behind the words of a card: in the colours of the built-in card
// (player/card.h), or as an alert.
#pragma once

#include "player/lettering/paragraph.h"

namespace kepu::player::lettering {

struct Colour {
  double red, green, blue;  // 0..1
};
void set_colour(cairo_t* pen, const Colour& colour, double alpha = 1);

struct Palette {
  Colour headline, words, second, rule;
};
Palette palette(bool alert);

// Fills the whole card.
void paint_ground(cairo_t* pen, int width, int height, bool alert);

// Where words may stand: within the margins, and clear of an alert's bands and its sign.
Paragraph::Box room_for_words(int width, int height, bool alert);

}  // namespace kepu::player::lettering
