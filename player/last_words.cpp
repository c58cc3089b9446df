#include "player/last_words.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "config/unique_fd.h"

namespace kepu::player {
namespace {

constexpr std::array<int, 5> kCrashes{SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};

// A signal handler is handed nothing: the one global of the player.
volatile std::sig_atomic_t g_file = -1;

// The signal is blocked until this returns, and has its default action again.
void say(int signal) {
  static_cast<void>(::write(g_file, "x", 1) < 0);
  static_cast<void>(::raise(signal));
}

void on_crash(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (const int signal : kCrashes) sigaction(signal, &action, nullptr);
}

}  // namespace

LastWords::LastWords(const std::filesystem::path& file) {
  if (file.empty()) return;
  UniqueFd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  char word = 0;
  crashed_ = ::read(fd.get(), &word, 1) == 1;
  if (!fd || ::ftruncate(fd.get(), 0) != 0) return;
  ::lseek(fd.get(), 0, SEEK_SET);
  g_file = ::fcntl(fd.get(), F_DUPFD_CLOEXEC, 0);
  on_crash(say);
}

LastWords::~LastWords() {
  if (g_file < 0) return;
  on_crash(SIG_DFL);
  UniqueFd(g_file).reset();
  g_file = -1;
}

}  // namespace kepu::player
