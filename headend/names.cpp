#include "headend/names.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace kepu::headend {
namespace {

constexpr std::array<std::string_view, 17> kVideo{"mp4", "m4v",  "mov", "mkv",  "webm", "avi",
                                                  "mpg", "mpeg", "ts",  "m2ts", "mts",  "wmv",
                                                  "flv", "3gp",  "ogv", "ogg",  "vob"};
constexpr std::array<std::string_view, 8> kImage{"jpg", "jpeg", "png", "webp", "bmp", "gif", "tif", "tiff"};
constexpr std::size_t kNameBytesMax = 100;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view base_name(std::string_view file) { return file.substr(file.rfind('/') + 1); }

// The dot of the extension, or the end. A leading dot hides a file, it begins no extension.
std::size_t stem_end(std::string_view file) {
  const auto dot = file.rfind('.');
  const auto begin = file.rfind('/') + 1;
  return dot == std::string_view::npos || dot <= begin ? file.size() : dot;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// The length of the character that begins with `first`, 0 if none does.
std::size_t utf8_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

// One character at the start of `text`, of `length` bytes; nothing if it is not well-formed.
std::optional<std::uint32_t> decode(std::string_view text, std::size_t length) {
  if (length == 0 || text.size() < length) return std::nullopt;
  const auto first = static_cast<unsigned char>(text[0]);
  if (length == 1) return first;
  std::uint32_t code = first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0U) != 0x80U) return std::nullopt;
    code = code << 6U | (next & 0x3FU);
  }
  constexpr std::array<std::uint32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  if (code < kLeast[length] || surrogate || code > 0x10FFFF) return std::nullopt;
  return code;
}

std::string cut_at_character(std::string text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
  return text.substr(0, bytes);
}

bool is_chinese(std::uint32_t code) {
  return (code >= 0x3400 && code <= 0x9FFF) || (code >= 0xF900 && code <= 0xFAFF) ||
         (code >= 0x20000 && code <= 0x3FFFF);
}

bool has_chinese(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = std::max<std::size_t>(utf8_length(static_cast<unsigned char>(text[0])), 1);
    if (is_chinese(decode(text, length).value_or(0))) return true;
    text.remove_prefix(std::min(length, text.size()));
  }
  return false;
}

}  // namespace

std::string extension(std::string_view file) {
  std::string text(file.substr(std::min(stem_end(file) + 1, file.size())));
  std::transform(text.begin(), text.end(), text.begin(), lower);
  return text;
}

std::optional<config::AssetType> type_by_extension(std::string_view file) {
  const std::string ending = extension(file);
  if (std::find(kVideo.begin(), kVideo.end(), ending) != kVideo.end()) return config::AssetType::video;
  if (std::find(kImage.begin(), kImage.end(), ending) != kImage.end()) return config::AssetType::image;
  return std::nullopt;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(static_cast<unsigned char>(text[0]));
    if (!decode(text, length)) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string printable(std::string_view text) {
  const bool readable = is_utf8(text);
  std::string clean;
  for (const char c : text) {
    if (!is_control(c) && (readable || static_cast<unsigned char>(c) < 0x80)) {
      clean += c;
      continue;
    }
    constexpr std::string_view kDigits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    clean.append("\\x").append(1, kDigits[byte >> 4U]).append(1, kDigits[byte & 15U]);
  }
  return clean;
}

std::string feed_name(std::string_view folder) {
  std::string name;
  for (const char c : folder) {
    const char l = lower(c);
    const bool keep = (l >= 'a' && l <= 'z') || (l >= '0' && l <= '9') || l == '_';
    if (keep) {
      name += l;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  while (name.ends_with('-')) name.pop_back();
  return name.empty() ? "feed" : name.substr(0, kNameBytesMax);
}

std::string asset_name(std::string_view file, std::set<std::string>& taken) {
  std::string stem(file.substr(0, stem_end(file)));
  std::replace_if(
      stem.begin(), stem.end(), [](char c) { return c == '/' || is_control(c); }, '-');
  stem = cut_at_character(std::move(stem), kNameBytesMax);
  std::string name = stem;
  for (int n = 2; !taken.insert(name).second; ++n) name = stem + "-" + std::to_string(n);
  return name;
}

config::Text title(std::string_view file) {
  const std::string_view base = base_name(file);
  std::string text(base.substr(0, stem_end(base)));
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '_' || is_control(c); }, ' ');
  return {{has_chinese(text) ? "zh-CN" : "und", text}};
}

}  // namespace kepu::headend
