#include "content/base64.h"

#include <openssl/evp.h>

#include <algorithm>

namespace kepu::content {
namespace {

// OpenSSL counts in int.
constexpr std::size_t kPiece = std::size_t{3} << 20U;  // of three bytes each: nothing is padded but the last

unsigned char* bytes_of(char* text) { return reinterpret_cast<unsigned char*>(text); }
const unsigned char* bytes_of(const char* text) { return reinterpret_cast<const unsigned char*>(text); }

}  // namespace

std::string to_base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // and a NUL behind it
  std::size_t written = 0;
  for (std::size_t at = 0; at < bytes.size(); at += kPiece) {
    const std::size_t piece = std::min(kPiece, bytes.size() - at);
    written += static_cast<std::size_t>(EVP_EncodeBlock(
        bytes_of(text.data() + written), bytes_of(bytes.data() + at), static_cast<int>(piece)));
  }
  text.resize(written);
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  std::size_t written = 0;
  constexpr std::size_t kTextPiece = kPiece / 3 * 4;
  for (std::size_t at = 0; at < text.size(); at += kTextPiece) {
    const std::size_t piece = std::min(kTextPiece, text.size() - at);
    const int count = EVP_DecodeBlock(bytes_of(bytes.data() + written), bytes_of(text.data() + at),
                                      static_cast<int>(piece));
    if (count < 0) return std::nullopt;
    written += static_cast<std::size_t>(count);
  }
  const std::size_t padding = text.empty() ? 0 : text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  bytes.resize(written - padding);
  return to_base64(bytes) == text ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace kepu::content
