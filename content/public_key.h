// content/public_key.h: whose signature is it? Ed25519 (RFC 8032) by OpenSSL's libcrypto. Pure.
#pragma once

#include <string>
#include <string_view>

#include "config/feed.h"

namespace kepu::content {

struct PublicKey {
  std::string alg;    // "ed25519"; of another one no signature verifies
  std::string bytes;  // as the algorithm has them: 32 for ed25519
  bool operator==(const PublicKey&) const = default;
  auto operator<=>(const PublicKey&) const = default;

  // SHA-256 of "alg:bytes", in 64 hexadecimal digits: what a signature names it by.
  std::string id() const;
};

// Whether the owner of `key` signed just these bytes. False, too, for a key or signature of a wrong length.
bool verifies(const PublicKey& key, std::string_view message, std::string_view signature);

}  // namespace kepu::content
