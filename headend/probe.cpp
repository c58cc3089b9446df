#include "headend/probe.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "config/unique_fd.h"

namespace kepu::headend {
namespace {

constexpr std::size_t kLineBytesMax = 1024;
constexpr std::int64_t kDurationMaxMs = std::int64_t{48} * 3600 * 1000;
constexpr std::int64_t kSideMax = 16384;

struct SpawnActions {
  posix_spawn_file_actions_t value{};
  SpawnActions() { posix_spawn_file_actions_init(&value); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  ~SpawnActions() { posix_spawn_file_actions_destroy(&value); }
};

// A child that is killed and waited for, whatever happens.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { end(); }

  int end() {  // its wait status
    if (pid_ < 0) return status_;
    kill(pid_, SIGKILL);
    return wait();
  }
  int wait() {
    while (pid_ >= 0 && waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status_;
  }

 private:
  pid_t pid_;
  int status_ = 0;
};

Error cannot_start(const std::filesystem::path& program, int code) {
  return {Kind::unavailable, program.string() + ": cannot be started: " + std::strerror(code)};
}

Result<pid_t> spawn(const std::filesystem::path& program, int in, int out) {
  SpawnActions actions;
  posix_spawn_file_actions_adddup2(&actions.value, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions.value, out, STDOUT_FILENO);
  std::string name = program.string();
  std::array<char*, 2> argv{name.data(), nullptr};
  pid_t pid = 0;
  const int code = posix_spawn(&pid, name.c_str(), &actions.value, nullptr, argv.data(), environ);
  if (code != 0) return cannot_start(program, code);
  return pid;
}

// A descriptor that becomes readable after `patience`.
UniqueFd alarm_after(milliseconds patience) {
  UniqueFd timer(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
  itimerspec spec{};
  spec.it_value.tv_sec = patience.count() / 1000;
  spec.it_value.tv_nsec = patience.count() % 1000 * 1'000'000;
  timerfd_settime(timer.get(), 0, &spec, nullptr);
  return timer;
}

// All that comes out of `out` up to its end. Nothing: the time was up.
std::optional<std::string> read_all(int out, milliseconds patience) {
  const UniqueFd timer = alarm_after(patience);
  std::string text;
  for (;;) {
    std::array<pollfd, 2> wait{pollfd{out, POLLIN, 0}, pollfd{timer.get(), POLLIN, 0}};
    if (poll(wait.data(), wait.size(), -1) < 0) continue;
    if (wait[0].revents == 0) return std::nullopt;
    std::array<char, kLineBytesMax> buffer{};
    const ssize_t n = ::read(out, buffer.data(), buffer.size());
    if (n <= 0 || text.size() > kLineBytesMax) return text;
    text.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const auto end = std::min(line.find(' '), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return words;
}

std::optional<std::int64_t> number(std::string_view word, std::int64_t most) {
  std::int64_t value = 0;
  const auto [end, code] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (code != std::errc() || end != word.data() + word.size() || value < 1 || value > most)
    return std::nullopt;
  return value;
}

std::optional<double> decibels(std::string_view word) {
  double value = 0;
  const auto [end, code] = std::from_chars(word.data(), word.data() + word.size(), value);
  const bool whole = code == std::errc() && end == word.data() + word.size();
  return whole && value >= -200 && value <= 100 ? std::optional(value) : std::nullopt;
}

std::string printable(std::string_view text) {
  std::string clean(text);
  std::replace_if(
      clean.begin(), clean.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
  return clean;
}

}  // namespace

std::filesystem::path ingest_program() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  auto beside = self / "kepu-ingest";
  if (std::filesystem::exists(beside, error)) return beside;
  return self.parent_path() / "libexec" / "kepu" / "kepu-ingest";
}

Result<Probed> read_probe_line(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  constexpr std::string_view kError = "error ";
  if (line.starts_with(kError)) return Error{Kind::invalid, printable(line.substr(kError.size()))};
  const Error nonsense{Kind::broken, "kepu-ingest answers \"" + printable(line.substr(0, 80)) + "\""};
  const auto words = words_of(line);
  const bool sounds = words.size() == 6;
  const bool video = (words.size() == 4 || sounds) && words[0] == "video";
  const bool image = words.size() == 3 && words[0] == "image";
  if (!video && !image) return nonsense;
  const auto duration = video ? number(words[1], kDurationMaxMs) : std::optional<std::int64_t>(0);
  const auto width = number(words[video ? 2 : 1], kSideMax);
  const auto height = number(words[video ? 3 : 2], kSideMax);
  if (!duration || !width || !height) return nonsense;
  Probed probed{video ? config::AssetType::video : config::AssetType::image, milliseconds(*duration),
                static_cast<int>(*width), static_cast<int>(*height)};
  if (!sounds) return probed;
  const auto lufs = decibels(words[4]);
  const auto peak = decibels(words[5]);
  if (!lufs || !peak) return nonsense;
  probed.loudness = Loudness{*lufs, *peak};
  return probed;
}

Result<Probed> probe(const Prober& prober, int fd) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return cannot_start(prober.program, errno);
  const UniqueFd out(ends[0]);
  UniqueFd in(ends[1]);
  const auto pid = spawn(prober.program, fd, in.get());
  if (!pid) return pid.error();
  Child child(*pid);
  in.reset();  // or the end of the child's output would never be seen
  const auto text = read_all(out.get(), prober.patience);
  if (!text) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(prober.patience).count();
    return Error{Kind::invalid,
                 "takes more than " + std::to_string(seconds) + " s to read: it is damaged or too long"};
  }
  if (!text->empty()) return read_probe_line(*text);
  const int status = child.end();  // a process that is dying already keeps its own reason
  const std::string how = WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "no answer";
  return Error{Kind::invalid, "breaks the program that reads it (" + how + "): it is damaged or hostile"};
}

}  // namespace kepu::headend
