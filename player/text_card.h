// player/text_card.h: one text card that is to be made: what one kepu-card is told, its command line, both
// ways.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/feed.h"
#include "config/result.h"

namespace kepu::player {

struct TextCard {
  std::string text, language;           // the wording that is shown large
  std::string second, second_language;  // another one, smaller below, where there is room; empty: none
  int width = 0, height = 0;            // pixels, as people see it: before the stage turns it
  bool alert = false;                   // of a takeover: it must look like one
  bool operator==(const TextCard&) const = default;
};

// At most so many characters of a text are shown, then "…".
constexpr std::size_t kCardCharactersMax = 2000;
// Pixels on a side.
constexpr int kCardSideMin = 16, kCardSideMax = 7680;

// The card of `text` for readers of `language` (config/wording.h), its words cleaned (clean_words()). The
// size is clamped to what a card may have. `text` names a language at least.
TextCard text_card(const config::Text& text, std::string_view language, int width, int height, bool alert);

// What can be laid out of UTF-8 that a stranger wrote: without control characters and overrides of the
// writing direction, with at most one empty line between two others and none around them, at most
// kCardCharactersMax long.
std::string clean_words(std::string_view text);

// One word for each member that is not at its default: "text=Storm", "size=1920x1080", "alert=yes", ...
std::vector<std::string> words_of(const TextCard& card);

// invalid: a word that words_of() does not write, no text, or a size out of bounds.
Result<TextCard> parse_text_card(const std::vector<std::string>& words);

}  // namespace kepu::player
