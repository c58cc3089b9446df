// player/seal.h: encrypts for whoever holds the key of a certificate: CMS with AES-256-GCM (RFC 5652, 5083),
// by libcrypto. "openssl cms -decrypt -inform DER -binary -inkey KEY.pem" opens it.
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>

#include "config/result.h"

namespace kepu::player {

// What `write` puts into the stream goes to `fd`, encrypted, piece by piece: it may be larger than the
// memory. not_found: the certificate (PEM) cannot be read. invalid: it is none, or its key cannot encrypt.
// full, broken: `fd` takes no more. Else what `write` gives. Any thread.
Result<void> seal(const std::filesystem::path& certificate, int fd,
                  const std::function<Result<void>(std::ostream&)>& write);

}  // namespace kepu::player
