// config/wording.h: which of a text's languages is read, and a text in a line of a table. Pure.
#pragma once

#include <string>
#include <string_view>

#include "config/feed.h"

namespace kepu::config {

// The words for a reader of `language` (a BCP 47 tag; case does not matter): that language; else the same
// without its region or script (zh-TW is content with zh-CN); else zh-CN, else en, else whatever comes first.
// Null exactly when `text` is empty. Points into `text`.
const Text::value_type* wording(const Text& text, std::string_view language);

// A second language for a screen that has the room: English beside anything else, zh-CN beside English. Null
// if `text` has none that is not `first`'s.
const Text::value_type* second_wording(const Text& text, const Text::value_type& first);

// A text card in a line, in quotes: its wording in `language`, the first 40 characters.
std::string card_words(const Text& text, std::string_view language = "zh-CN");

}  // namespace kepu::config
