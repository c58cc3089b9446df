#include "content/sha256.h"

#include <openssl/evp.h>

#include "config/log.h"

namespace kepu::content {

void Sha256::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  KEPU_CHECK(context_ != nullptr);
  begin();
}

void Sha256::begin() { KEPU_CHECK(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1); }

void Sha256::update(std::string_view bytes) {
  KEPU_CHECK(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
}

config::AssetId Sha256::finish() {
  config::AssetId id;
  unsigned int size = 0;
  KEPU_CHECK(EVP_DigestFinal_ex(context_.get(), id.bytes.data(), &size) == 1 && size == id.bytes.size());
  begin();
  return id;
}

config::AssetId sha256(std::string_view bytes) {
  Sha256 hasher;
  hasher.update(bytes);
  return hasher.finish();
}

}  // namespace kepu::content
