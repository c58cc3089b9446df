#include "player/helper_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>

namespace kepu::player {
namespace {

struct SpawnActions {
  posix_spawn_file_actions_t value{};
  SpawnActions() { posix_spawn_file_actions_init(&value); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  ~SpawnActions() { posix_spawn_file_actions_destroy(&value); }
};

struct SpawnAttributes {
  posix_spawnattr_t value{};
  SpawnAttributes() {
    posix_spawnattr_init(&value);
    // The player blocks or ignores signals; its children must not inherit that.
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&value, &none);
    sigset_t ignored;
    sigemptyset(&ignored);
    sigaddset(&ignored, SIGPIPE);
    posix_spawnattr_setsigdefault(&value, &ignored);
    // Of its own group: a Ctrl-C at the player's terminal is the player's to act on.
    posix_spawnattr_setpgroup(&value, 0);
    posix_spawnattr_setflags(&value, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;
  ~SpawnAttributes() { posix_spawnattr_destroy(&value); }
};

std::vector<char*> environment_with(std::span<const std::string_view> variables) {
  constexpr std::array<std::string_view, 6> kForAll{"LD_", "LIBVA_", "ASAN_", "UBSAN_", "TSAN_", "KEPU_"};
  std::vector<char*> kept;
  for (char** one = environ; *one != nullptr; ++one) {
    const auto begins = [variable = std::string_view(*one)](std::string_view word) {
      return variable.starts_with(word);
    };
    if (std::ranges::any_of(kForAll, begins) || std::ranges::any_of(variables, begins)) kept.push_back(*one);
  }
  kept.push_back(nullptr);
  return kept;
}

}  // namespace

std::filesystem::path helper_program(const std::string& name) {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  auto beside = self / name;
  if (std::filesystem::exists(beside, error)) return beside;
  return self.parent_path() / "libexec" / "kepu" / name;
}

Result<int> start_helper(const std::filesystem::path& program, std::vector<std::string> words,
                         std::span<const Inherited> descriptors,
                         std::span<const std::string_view> variables) {
  SpawnActions actions;
  // dup2 onto itself would keep CLOEXEC, and one onto another of them would lose it: hence the high numbers.
  for (const auto& [ours, theirs] : descriptors)
    posix_spawn_file_actions_adddup2(&actions.value, ours, theirs);
  const SpawnAttributes attributes;
  words.insert(words.begin(), program.string());
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::vector<char*> environment = environment_with(variables);
  int pid = 0;
  const int code =
      posix_spawn(&pid, program.c_str(), &actions.value, &attributes.value, argv.data(), environment.data());
  if (code != 0)
    return Error{Kind::unavailable, program.string() + ": cannot be started: " + std::strerror(code)};
  return pid;
}

UniqueFd raised(UniqueFd fd, int above) {
  if (fd.get() > above) return fd;
  return UniqueFd(fcntl(fd.get(), F_DUPFD_CLOEXEC, above + 1));
}

Reaper::~Reaper() {
  for (const int pid : pids_) waitpid(pid, nullptr, 0);
}

void Reaper::collect() {
  std::erase_if(pids_, [](int pid) { return waitpid(pid, nullptr, WNOHANG) != 0; });
}

}  // namespace kepu::player
