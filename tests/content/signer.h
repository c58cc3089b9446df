// tests/content/signer.h: people with keys, who sign for real.
#pragma once

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <string>

#include "content/envelope.h"
#include "content/public_key.h"

namespace kepu::content {

// One key, the same for the same number.
class Signer {
 public:
  explicit Signer(std::uint8_t number) {
    std::array<unsigned char, 32> seed{};
    seed[0] = number;
    key_.reset(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
    std::size_t size = 32;
    public_.alg = "ed25519";
    public_.bytes.resize(size);
    EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(public_.bytes.data()), &size);
  }

  const PublicKey& key() const { return public_; }

  std::string sign(const std::string& message) const {
    const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
    EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get());
    std::string signature(64, '\0');
    std::size_t size = signature.size();
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                   reinterpret_cast<const unsigned char*>(message.data()), message.size());
    return signature;
  }

  void sign(Envelope& envelope) const {
    envelope.signatures.push_back({public_.id(), sign(signed_bytes(envelope))});
  }

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_PKEY, Free> key_;
  PublicKey public_;
};

}  // namespace kepu::content
