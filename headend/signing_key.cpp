#include "headend/signing_key.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <algorithm>
#include <utility>

#include "config/log.h"

namespace kepu::headend {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kSignatureBytes = 64;

struct Release {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(BIO* memory) const { BIO_free(memory); }
  void operator()(PKCS8_PRIV_KEY_INFO* key) const { PKCS8_PRIV_KEY_INFO_free(key); }
  void operator()(X509_SIG* encrypted) const { X509_SIG_free(encrypted); }
};

// Each guess costs 16 MiB and some 40 ms: OpenSSL reads no more than 32 MiB back.
constexpr std::uint64_t kScryptRounds = 1U << 14U, kScryptBlock = 8, kScryptParallel = 1;

// What OpenSSL asks while it reads.
struct Question {
  const SigningKey::Passphrase* passphrase;
  bool asked = false, answered = false;
};

int answer(char* to, int size, int /*writes*/, void* of) {
  auto& question = *static_cast<Question*>(of);
  question.asked = true;
  const auto words = (*question.passphrase)();
  if (!words || words->size() > static_cast<std::size_t>(size)) return -1;
  question.answered = true;
  std::copy(words->begin(), words->end(), to);
  return static_cast<int>(words->size());
}

// RFC 7914's scrypt in PKCS #5: what OpenSSL writes by itself is 2,048 rounds of PBKDF2.
bool write_encrypted(BIO* to, EVP_PKEY* key, const std::string& passphrase) {
  const std::unique_ptr<PKCS8_PRIV_KEY_INFO, Release> plain(EVP_PKEY2PKCS8(key));
  X509_ALGOR* how = PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), nullptr, 0, nullptr, kScryptRounds, kScryptBlock,
                                          kScryptParallel);
  if (!plain || how == nullptr) return false;
  // Owns `how` from here on.
  const std::unique_ptr<X509_SIG, Release> encrypted(
      PKCS8_set0_pbe(passphrase.data(), static_cast<int>(passphrase.size()), plain.get(), how));
  return encrypted && PEM_write_bio_PKCS8(to, encrypted.get()) == 1;
}

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

Result<SigningKey> SigningKey::read(std::string_view pem, const Passphrase& passphrase) {
  const std::unique_ptr<BIO, Release> memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Question question{&passphrase};
  Key key(memory ? PEM_read_bio_PrivateKey(memory.get(), nullptr, answer, &question) : nullptr);
  if (!key && question.asked)
    return Error{Kind::refused, question.answered ? "has another passphrase"
                                                  : "has a passphrase, and nobody is here to be asked"};
  if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519)
    return Error{Kind::invalid, "is no private key of ed25519 (kepu keygen makes one)"};
  return SigningKey(std::move(key));
}

std::string SigningKey::pem(const std::string& passphrase) const {
  const std::unique_ptr<BIO, Release> memory(BIO_new(BIO_s_mem()));
  KEPU_CHECK(memory != nullptr);
  KEPU_CHECK(passphrase.empty() ? PEM_write_bio_PKCS8PrivateKey(memory.get(), key_.get(), nullptr, nullptr, 0,
                                                                nullptr, nullptr) == 1
                                : write_encrypted(memory.get(), key_.get(), passphrase));
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
