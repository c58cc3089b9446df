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
#include "headend/cli/keys.h"
#include "headend/signing_key.h"

namespace kepu::headend::cli {
namespace {

constexpr std::array<Option, 2> kOptions{{{"--out", true}, {"--no-passphrase"}}};

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

// Typed twice. Empty: none is wanted, or nobody is at a terminal.
Result<std::string> new_passphrase(const std::string& file) {
  const auto first = ask_passphrase("Passphrase for " + file + " (empty: none): ");
  if (!first && isatty(STDIN_FILENO) != 0)
    return Error{Kind::invalid, "no passphrase was given (1000 bytes at most): no key was made"};
  if (!first || first->empty()) return std::string();
  if (ask_passphrase("Once more: ") == first) return *first;
  return Error{Kind::invalid, "the two passphrases differ: no key was made"};
}

}  // namespace

int keygen_command(Words words, World /*world*/) {
  const auto options = read_options(words, kOptions);
  if (!options) return usage("keygen", options.error().message);
  if (options->words.size() != 1 || !config::is_tag(options->words[0]))
    return usage("keygen", "takes one PERSON, a name without spaces and commas");
  const std::string& person = options->words[0];
  const std::string file = options->get("--out", person + ".key");
  const auto passphrase = options->has("--no-passphrase") ? std::string() : new_passphrase(file);
  if (!passphrase) return refuse(passphrase.error().message);
  const SigningKey key = SigningKey::generate();
  if (auto written = write_key(file, key.pem(*passphrase)); !written) return refuse(written.error().message);
  print(file + ": the private key of " + person +
        (passphrase->empty() ? ", without a passphrase: whoever reads the file can sign" : "") +
        ". It stays on this machine; keep a copy in a safe.\nFor \"persons\" of the root:\n  \"" + person +
        "\": [{\"alg\": \"ed25519\", \"key\": \"" + content::to_base64(key.public_key().bytes) + "\"}]\n");
  return kFine;
}

}  // namespace kepu::headend::cli
