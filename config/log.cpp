#include "config/log.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

namespace kepu {
namespace {

// What a feed or a server said may end up here: nothing of it may act on a terminal.
char harmless(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7f ? '?' : c;
}

void write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // there is nowhere left to say so
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

void log(Level level, std::string_view line) {
  const int saved = errno;
  while (line.ends_with('\n')) line.remove_suffix(1);
  const std::string prefix = "<" + std::to_string(static_cast<int>(level)) + ">";
  std::string out = prefix;
  out.reserve(line.size() + 16);
  for (const char c : line) {
    if (c == '\n') {
      out += '\n' + prefix;  // the journal takes each line for itself
    } else {
      out += harmless(c);
    }
  }
  out += '\n';
  write_all(out);
  errno = saved;
}

void check_failed(const char* condition, const char* file, int line) {
  log(Level::error, std::string(file) + ":" + std::to_string(line) + ": broken invariant: " + condition);
  std::abort();
}

}  // namespace kepu
