#include "headend/digest.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "content/sha256.h"

namespace kepu::headend {

Result<Digest> digest_of(int fd, const std::function<Result<void>(std::string_view)>& sink) {
  content::Sha256 hash;
  Digest digest;
  std::string buffer(std::size_t{1} << 20U, '\0');
  for (;;) {
    const ssize_t n = pread(fd, buffer.data(), buffer.size(), static_cast<off_t>(digest.bytes));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Error{Kind::broken, std::string("cannot be read: ") + std::strerror(errno)};
    if (n == 0) break;
    const std::string_view piece(buffer.data(), static_cast<std::size_t>(n));
    hash.update(piece);
    digest.bytes += piece.size();
    if (!sink) continue;
    if (auto taken = sink(piece); !taken) return taken.error();
  }
  digest.id = hash.finish();
  return digest;
}

}  // namespace kepu::headend
