#include "headend/signing_key.h"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <utility>

#include "config/log.h"

namespace kepu::headend {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kSignatureBytes = 64;

struct Release {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(BIO* memory) const { BIO_free(memory); }
};

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

void SigningKey::Free::operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }

SigningKey::SigningKey(Key key) : key_(std::move(key)) {
  std::size_t size = kKeyBytes;
  public_.alg = "ed25519";
  public_.bytes.resize(size);
  KEPU_CHECK(EVP_PKEY_get_raw_public_key(key_.get(), bytes_of(public_.bytes), &size) == 1 &&
             size == kKeyBytes);
}

SigningKey SigningKey::generate() {
  Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  KEPU_CHECK(key != nullptr);
  return SigningKey(std::move(key));
}

Result<SigningKey> SigningKey::read(std::string_view pem) {
  const std::unique_ptr<BIO, Release> memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  // No question for a passphrase: that of OpenSSL would wait at the terminal.
  const auto nobody = [](char*, int, int, void*) { return -1; };
  Key key(memory ? PEM_read_bio_PrivateKey(memory.get(), nullptr, nobody, nullptr) : nullptr);
  if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519)
    return Error{Kind::invalid, "is no private key of ed25519 (kepu keygen makes one)"};
  return SigningKey(std::move(key));
}

std::string SigningKey::pem() const {
  const std::unique_ptr<BIO, Release> memory(BIO_new(BIO_s_mem()));
  KEPU_CHECK(memory && PEM_write_bio_PKCS8PrivateKey(memory.get(), key_.get(), nullptr, nullptr, 0, nullptr,
                                                     nullptr) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string SigningKey::sign(std::string_view message) const {
  const std::unique_ptr<EVP_MD_CTX, Release> context(EVP_MD_CTX_new());
  std::string signature(kSignatureBytes, '\0');
  std::size_t size = signature.size();
  KEPU_CHECK(context != nullptr &&
             EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
             EVP_DigestSign(context.get(), bytes_of(signature), &size,
                            reinterpret_cast<const unsigned char*>(message.data()), message.size()) == 1);
  return signature;
}

}  // namespace kepu::headend
