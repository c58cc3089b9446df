#include "player/text_card.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "config/wording.h"

namespace kepu::player {
namespace {

bool read_side(std::string_view text, int& to) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), to);
  return error == std::errc() && end == text.data() + text.size() && to >= kCardSideMin && to <= kCardSideMax;
}

bool read_size(std::string_view text, TextCard& to) {
  const std::size_t x = text.find('x');
  return x != std::string_view::npos && read_side(text.substr(0, x), to.width) &&
         read_side(text.substr(x + 1), to.height);
}

bool read_word(std::string_view key, std::string_view value, TextCard& to) {
  if (key == "text") return !(to.text = value).empty();
  if (key == "language") return !(to.language = value).empty();
  if (key == "second") return !(to.second = value).empty();
  if (key == "second_language") return !(to.second_language = value).empty();
  if (key == "size") return read_size(value, to);
  if (key == "alert") return (to.alert = value == "yes");
  return false;
}

// One character of UTF-8, however broken.
struct Character {
  std::string_view bytes;
  std::uint32_t code = 0xFFFD;
};

Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
  };
  const std::uint32_t lead = byte(0);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC0 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF8 ? 4
                                           : 0;
  if (length == 0 || length > text.size()) return {text.substr(0, 1)};
  std::uint32_t code = length == 1 ? lead : lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return {text.substr(0, 1)};
    code = code << 6U | (byte(i) & 0x3FU);
  }
  return {text.substr(0, length), code};
}

bool is_line_end(std::uint32_t code) { return code == '\n' || code == 0x2028 || code == 0x2029; }

// Controls of C0 and C1, overrides of the writing direction, what no character is.
bool is_unprintable(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x202D || code == 0x202E || code == 0xFEFF ||
         code == 0xFFFD || (code >= 0xD800 && code < 0xE000) || code > 0x10FFFF;
}

void drop_spaces_at_end(std::string& text) {
  while (text.ends_with(' ')) text.pop_back();
}

}  // namespace

std::string clean_words(std::string_view text) {
  std::string clean;
  std::size_t characters = 0, line_ends = 0;
  while (!text.empty()) {
    const auto [bytes, code] = first_character(text);
    text.remove_prefix(bytes.size());
    if (is_line_end(code)) {
      ++line_ends;
      continue;
    }
    const bool space = code == ' ' || code == '\t';
    if (!space && is_unprintable(code)) continue;
    if (space && (clean.empty() || line_ends > 0)) continue;  // at the beginning of a line
    if (characters == kCardCharactersMax) return clean + "…";
    if (line_ends > 0) drop_spaces_at_end(clean);
    if (!clean.empty()) clean.append(std::min<std::size_t>(line_ends, 2), '\n');
    line_ends = 0;
    clean.append(space ? " " : bytes);
    ++characters;
  }
  drop_spaces_at_end(clean);
  return clean;
}

TextCard text_card(const config::Text& text, std::string_view language, int width, int height, bool alert) {
  TextCard card;
  card.width = std::clamp(width, kCardSideMin, kCardSideMax);
  card.height = std::clamp(height, kCardSideMin, kCardSideMax);
  card.alert = alert;
  const auto* first = config::wording(text, language);
  if (first == nullptr) return card;
  card.language = first->first;
  card.text = clean_words(first->second);
  const auto* second = config::second_wording(text, *first);
  if (second == nullptr) return card;
  card.second = clean_words(second->second);
  if (!card.second.empty()) card.second_language = second->first;
  return card;
}

std::vector<std::string> words_of(const TextCard& card) {
  std::vector<std::string> words;
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) words.push_back(std::string(key) + "=" + value);
  };
  add("text", card.text);
  add("language", card.language);
  add("second", card.second);
  add("second_language", card.second_language);
  words.push_back("size=" + std::to_string(card.width) + "x" + std::to_string(card.height));
  if (card.alert) words.emplace_back("alert=yes");
  return words;
}

Result<TextCard> parse_text_card(const std::vector<std::string>& words) {
  TextCard card;
  for (const std::string_view word : words) {
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos ||
        !read_word(word.substr(0, equals), word.substr(equals + 1), card)) {
      return Error{Kind::invalid,
                   "\"" + std::string(word.substr(0, 100)) + "\" is not a word of a text card"};
    }
  }
  if (card.text.empty()) return Error{Kind::invalid, "a text card needs text=WORDS"};
  if (card.width == 0) return Error{Kind::invalid, "a text card needs size=WIDTHxHEIGHT"};
  return card;
}

}  // namespace kepu::player
