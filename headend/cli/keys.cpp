#include "headend/cli/keys.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include "config/unique_fd.h"

namespace kepu::headend::cli {
namespace {

constexpr std::size_t kKeyFileMax = 64U << 10U;
constexpr std::size_t kPassphraseMax = 1000;

// What is typed is not seen, for as long as this lives.
class Unseen {
 public:
  explicit Unseen(int terminal) : terminal_(terminal), known_(tcgetattr(terminal, &before_) == 0) {
    termios unseen = before_;
    unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (known_) tcsetattr(terminal_, TCSAFLUSH, &unseen);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;
  ~Unseen() {
    if (known_) tcsetattr(terminal_, TCSAFLUSH, &before_);
  }

 private:
  int terminal_;
  termios before_{};
  bool known_;
};

void tell(int terminal, std::string_view text) {
  static_cast<void>(!::write(terminal, text.data(), text.size()));
}

std::optional<std::string> read_line(int terminal) {
  std::string line;
  char c = 0;
  while (line.size() < kPassphraseMax) {
    if (::read(terminal, &c, 1) != 1) return std::nullopt;
    if (c == '\n') return line;
    line += c;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> ask_passphrase(const std::string& question) {
  if (isatty(STDIN_FILENO) == 0) return std::nullopt;  // a script
  const UniqueFd terminal(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!terminal) return std::nullopt;
  const Unseen unseen(terminal.get());
  tell(terminal.get(), question);
  auto line = read_line(terminal.get());
  tell(terminal.get(), "\n");
  return line;
}

Result<SigningKey> key_of(const std::string& file, World world) {
  const auto pem = world.files.read(tidy(file), kKeyFileMax);
  if (!pem) return pem.error();
  auto key = SigningKey::read(*pem, [&] { return ask_passphrase("Passphrase of " + file + ": "); });
  if (!key) return Error(key.error()).with(file);
  return key;
}

}  // namespace kepu::headend::cli
