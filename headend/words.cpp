#include "headend/words.h"

#include <array>
#include <cstdio>

namespace kepu::headend {

std::string size_words(std::uint64_t bytes) {
  constexpr std::array<const char*, 4> kUnits{"kB", "MB", "GB", "TB"};
  if (bytes < 1000) return std::to_string(bytes) + " bytes";
  double size = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  for (; size >= 999.95 && unit + 1 < kUnits.size(); ++unit) size /= 1000;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f %s", size, kUnits[unit]);
  return text.data();
}

std::string time_words(milliseconds time) {
  const auto all = time.count();
  std::array<char, 64> text{};
  if (all >= 3'600'000) {
    std::snprintf(text.data(), text.size(), "%lld:%02lld:%02lld", static_cast<long long>(all / 3'600'000),
                  static_cast<long long>(all / 60'000 % 60), static_cast<long long>(all / 1000 % 60));
  } else {
    std::snprintf(text.data(), text.size(), "%lld:%02lld", static_cast<long long>(all / 60'000),
                  static_cast<long long>(all / 1000 % 60));
  }
  std::string words = text.data();
  if (all % 1000 == 0) return words;
  std::snprintf(text.data(), text.size(), ".%03lld", static_cast<long long>(all % 1000));
  words += text.data();
  while (words.ends_with('0')) words.pop_back();
  return words;
}

std::string count_words(std::size_t n, const std::string& one, const std::string& many) {
  return std::to_string(n) + " " + (n == 1 ? one : many);
}

std::string list_words(const std::vector<std::string>& all, std::size_t most) {
  const std::size_t told = all.size() <= most ? all.size() : most;
  std::string words;
  for (std::size_t i = 0; i < told; ++i) words += (i == 0 ? "" : ", ") + all[i];
  return told == all.size() ? words : words + " and " + std::to_string(all.size() - told) + " more";
}

std::string joined(const std::vector<std::string>& all, const char* comma) {
  std::string words;
  for (const std::string& one : all) words += (words.empty() ? "" : comma) + one;
  return words;
}

std::string joined(const std::set<std::string>& all) {
  return joined(std::vector<std::string>(all.begin(), all.end()));
}

std::string version_words(const config::Feed& feed) {
  return std::to_string(feed.epoch) + '.' + std::to_string(feed.version);
}

std::size_t columns(std::string_view text) {
  // East Asian wide characters begin at U+2E80; in between lie few that names are made of.
  constexpr std::string_view kFirstWide = "\xE2\xBA\x80";
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) == 0x80) continue;  // not the first of a character
    count += byte >= 0xE2 && text.substr(i, 3) >= kFirstWide ? 2 : 1;
  }
  return count;
}

std::string padded(std::string text, std::size_t width) {
  const std::size_t taken = columns(text);
  return text.append(width > taken ? width - taken : 0, ' ');
}

std::string right(const std::string& text, std::size_t width) {
  const std::size_t taken = columns(text);
  return std::string(width > taken ? width - taken : 0, ' ') + text;
}

}  // namespace kepu::headend
