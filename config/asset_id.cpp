#include "config/feed.h"

namespace kepu::config {
namespace {

std::optional<unsigned> digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  return {};
}

}  // namespace

std::string AssetId::hex() const {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

std::optional<AssetId> AssetId::parse(std::string_view hex) {
  AssetId id;
  if (hex.size() != id.bytes.size() * 2) return {};
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    const auto high = digit(hex[2 * i]);
    const auto low = digit(hex[2 * i + 1]);
    if (!high || !low) return {};
    id.bytes[i] = static_cast<std::uint8_t>(*high << 4U | *low);
  }
  return id;
}

}  // namespace kepu::config
