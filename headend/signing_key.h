// headend/signing_key.h: a person's private key (Ed25519, by OpenSSL's libcrypto). It stays on that person's
// machine.
#pragma once

#include <openssl/types.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "config/result.h"
#include "content/public_key.h"

namespace kepu::headend {

class SigningKey {
 public:
  static SigningKey generate();

  // Asked for where a key has one; none: nobody answers.
  using Passphrase = std::function<std::optional<std::string>()>;

  // PEM (PKCS #8), as pem() and openssl genpkey -algorithm ed25519 write it. invalid: anything else. refused:
  // it has another passphrase, or nobody gave one.
  static Result<SigningKey> read(std::string_view pem, const Passphrase& passphrase);

  // Encrypted (AES-256 under a key of scrypt's) unless `passphrase` is empty.
  std::string pem(const std::string& passphrase) const;

  const content::PublicKey& public_key() const { return public_; }
  std::string sign(std::string_view message) const;  // 64 bytes

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const;
  };
  using Key = std::unique_ptr<EVP_PKEY, Free>;
  explicit SigningKey(Key key);

  Key key_;
  content::PublicKey public_;
};

}  // namespace kepu::headend
