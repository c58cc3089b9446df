// headend/signing_key.h: a person's private key (Ed25519, by OpenSSL's libcrypto). It stays on that person's
// machine.
#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>
#include <string_view>

#include "config/result.h"
#include "content/public_key.h"

namespace kepu::headend {

class SigningKey {
 public:
  static SigningKey generate();

  // PEM (PKCS #8), as pem() and openssl genpkey -algorithm ed25519 write it. invalid: anything else.
  static Result<SigningKey> read(std::string_view pem);
  std::string pem() const;

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
