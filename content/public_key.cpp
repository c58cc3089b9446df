#include "content/public_key.h"

#include <openssl/evp.h>

#include <memory>

#include "content/sha256.h"

namespace kepu::content {
namespace {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string PublicKey::id() const { return sha256(alg + ':' + bytes).hex(); }

bool verifies(const PublicKey& key, std::string_view message, std::string_view signature) {
  if (key.alg != "ed25519") return false;
  const std::unique_ptr<EVP_PKEY, Free> loaded(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(key.bytes), key.bytes.size()));
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  return loaded && context &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, loaded.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message),
                          message.size()) == 1;
}

}  // namespace kepu::content
