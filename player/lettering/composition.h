// player/lettering/composition.h: the words of a card, as large as they fit into a box, with their places.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/result.h"
#include "player/lettering/paragraph.h"
#include "player/text_card.h"

namespace kepu::player::lettering {

struct Placed {
  enum class Part { headline, words, second } part = Part::words;
  Paragraph paragraph;
  double x = 0, y = 0;  // of its origin, in pixels of the card
};

struct Rule {
  double x = 0, y = 0, length = 0;  // its left end
};

struct Composition {
  std::vector<Placed> parts;      // from top to bottom
  Paragraph::Box ink;             // around all of them
  std::optional<Rule> rule;       // sets the second language off
  double font_size = 0;           // pixels, of the words
  std::vector<gunichar> missing;  // characters that no font has: left out
};

// Lays `card` out in `box`. A text whose first line is followed by others has it as its headline. The fewest
// lines that can be read from afar, else the largest letters that fit. `map` must outlive what it gives.
// unavailable: no font has the letters of any of its languages.
Result<Composition> compose(PangoFontMap* map, const TextCard& card, const Paragraph::Box& box);

// "U+1F327, U+0645", the first few of them.
std::string list_of(const std::vector<gunichar>& characters);
inline constexpr const char* kRemedy = " (remedy: install fonts, e.g. fonts-noto-cjk, fonts-noto-core)";

}  // namespace kepu::player::lettering
