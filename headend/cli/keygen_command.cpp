#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include "config/notation.h"
#include "config/unique_fd.h"
#include "content/base64.h"
#include "headend/cli/commands.h"
#include "headend/signing_key.h"

namespace kepu::headend::cli {
namespace {

constexpr std::array<Option, 1> kOptions{{{"--out", true}}};

// For its owner's eyes alone, and never over another one.
Result<void> write_key(const std::string& file, const std::string& pem) {
  const UniqueFd fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd) {
    return Error{Kind::broken, file + ": " +
                                   (errno == EEXIST ? "is there already: a key is never overwritten"
                                                    : std::strerror(errno))};
  }
  const bool written = ::write(fd.get(), pem.data(), pem.size()) == static_cast<ssize_t>(pem.size());
  if (written && fsync(fd.get()) == 0) return {};
  const std::string why = std::strerror(errno);
  ::unlink(file.c_str());
  return Error{Kind::broken, file + ": cannot be written: " + why};
}

}  // namespace

int keygen_command(Words words, World /*world*/) {
  const auto options = read_options(words, kOptions);
  if (!options) return usage("keygen", options.error().message);
  if (options->words.size() != 1 || !config::is_tag(options->words[0]))
    return usage("keygen", "takes one PERSON, a name without spaces and commas");
  const std::string& person = options->words[0];
  const std::string file = options->get("--out", person + ".key");
  const SigningKey key = SigningKey::generate();
  if (auto written = write_key(file, key.pem()); !written) return refuse(written.error().message);
  print(file + ": the private key of " + person +
        ". It stays on this machine; keep a copy in a safe.\nFor \"persons\" of the root:\n  \"" + person +
        "\": [{\"alg\": \"ed25519\", \"key\": \"" + content::to_base64(key.public_key().bytes) + "\"}]\n");
  return kFine;
}

}  // namespace kepu::headend::cli
