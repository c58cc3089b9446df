#include "player/seal.h"

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <ostream>
#include <streambuf>
#include <vector>

#include "config/free.h"

namespace kepu::player {
namespace {

using Bio = std::unique_ptr<BIO, Free<BIO_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Message = std::unique_ptr<CMS_ContentInfo, Free<CMS_ContentInfo_free>>;
struct FreeStack {
  void operator()(STACK_OF(X509) * p) const { sk_X509_free(p); }
};

// libcrypto's filters in front of the file: all of them but the last, which is the file's own.
struct FreeChain {
  BIO* last = nullptr;
  void operator()(BIO* bio) const {
    while (bio != nullptr && bio != last) {
      BIO* next = BIO_pop(bio);
      BIO_free(bio);
      bio = next;
    }
  }
};
using Chain = std::unique_ptr<BIO, FreeChain>;

constexpr std::size_t kPieceBytes = 65536;

class Filter final : public std::streambuf {
 public:
  explicit Filter(BIO* bio) : bio_(bio), piece_(kPieceBytes) {
    setp(piece_.data(), piece_.data() + piece_.size());
  }
  int sync() override {
    const int size = static_cast<int>(pptr() - pbase());
    const bool written = size == 0 || BIO_write(bio_, pbase(), size) == size;
    setp(piece_.data(), piece_.data() + piece_.size());
    return written ? 0 : -1;
  }
  int_type overflow(int_type c) override {
    if (sync() != 0) return traits_type::eof();
    return traits_type::eq_int_type(c, traits_type::eof()) ? traits_type::not_eof(c)
                                                           : sputc(traits_type::to_char_type(c));
  }

 private:
  BIO* bio_;
  std::vector<char> piece_;
};

Error write_error(int code) {
  const Kind kind = code == ENOSPC || code == EDQUOT ? Kind::full : Kind::broken;
  return {kind, std::string("what is sealed cannot be written: ") + std::strerror(code)};
}

Result<Certificate> read_certificate(const std::filesystem::path& path) {
  ERR_clear_error();
  const Bio file(BIO_new_file(path.c_str(), "r"));
  if (!file) return Error{Kind::not_found, path.string() + ": cannot be read"};
  Certificate certificate(PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr));
  if (!certificate) return Error{Kind::invalid, path.string() + ": is no certificate in PEM"};
  return certificate;
}

}  // namespace

Result<void> seal(const std::filesystem::path& certificate, int fd,
                  const std::function<Result<void>(std::ostream&)>& write) {
  const auto recipient = read_certificate(certificate);
  if (!recipient) return recipient.error();
  const std::unique_ptr<STACK_OF(X509), FreeStack> recipients(sk_X509_new_null());
  sk_X509_push(recipients.get(), recipient->get());
  const Message message(CMS_encrypt(recipients.get(), nullptr, EVP_aes_256_gcm(), CMS_BINARY | CMS_STREAM));
  const Bio file(BIO_new_fd(fd, BIO_NOCLOSE));
  const Chain chain(message ? BIO_new_CMS(file.get(), message.get()) : nullptr, FreeChain{file.get()});
  if (!chain)
    return Error{Kind::invalid, certificate.string() + ": its key cannot encrypt: take RSA or an EC curve"};
  Filter filter(chain.get());
  std::ostream out(&filter);
  errno = 0;
  if (auto written = write(out); !written) return written;
  out.flush();
  if (!out || BIO_flush(chain.get()) != 1) return write_error(errno);
  return {};
}

}  // namespace kepu::player
