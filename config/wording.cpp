#include "config/wording.h"

#include <algorithm>
#include <array>

namespace kepu::config {
namespace {

bool same(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view primary(std::string_view tag) { return tag.substr(0, tag.find('-')); }

template <class Fits>
const Text::value_type* first_that(const Text& text, const Fits& fits) {
  const auto found = std::ranges::find_if(text, [&](const auto& one) { return fits(one.first); });
  return found == text.end() ? nullptr : &*found;
}

// Exactly `language`, else a relative of it.
const Text::value_type* in(const Text& text, std::string_view language) {
  if (const auto* exact = first_that(text, [&](const auto& tag) { return same(tag, language); }))
    return exact;
  return first_that(text, [&](const auto& tag) { return same(primary(tag), primary(language)); });
}

}  // namespace

const Text::value_type* wording(const Text& text, std::string_view language) {
  for (const std::string_view wanted : std::array<std::string_view, 3>{language, "zh-CN", "en"}) {
    if (const auto* found = in(text, wanted)) return found;
  }
  return text.empty() ? nullptr : &*text.begin();
}

const Text::value_type* second_wording(const Text& text, const Text::value_type& first) {
  return in(text, same(primary(first.first), "en") ? "zh-CN" : "en");
}

std::string card_words(const Text& text, std::string_view language) {
  constexpr std::size_t kCharacters = 40;
  std::string line = "\"";
  const auto* chosen = wording(text, language);
  if (chosen == nullptr) return line + '"';
  std::size_t characters = 0;
  for (const char c : chosen->second) {
    const bool begins = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    if (begins && characters++ == kCharacters) return line + "…\"";
    line += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return line + '"';
}

}  // namespace kepu::config
