// content/base64.h: bytes as text (RFC 4648, section 4), by OpenSSL. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kepu::content {

std::string to_base64(std::string_view bytes);

// Exactly what to_base64() would write: padded, without spaces or line ends, no bit left over. So that one
// text stands for some bytes, and no other.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace kepu::content
