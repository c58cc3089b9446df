#include "player/decode_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstring>
#include <string_view>

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

// What a decode process may know of ours: what its loader, drivers and sanitizers read, and a stream's proxy.
// Passwords and tokens of the player's environment are none of its business.
std::vector<char*> environment_for(Purpose purpose) {
  constexpr std::array<std::string_view, 6> kFor{"LD_", "LIBVA_", "ASAN_", "UBSAN_", "TSAN_", "KEPU_"};
  constexpr std::array<std::string_view, 3> kForStreams{"http_proxy=", "no_proxy=", "SSL_CERT_"};
  std::vector<char*> kept;
  for (char** one = environ; *one != nullptr; ++one) {
    const auto begins = [variable = std::string_view(*one)](std::string_view word) {
      return variable.starts_with(word);
    };
    if (std::ranges::any_of(kFor, begins) ||
        (purpose == Purpose::stream && std::ranges::any_of(kForStreams, begins))) {
      kept.push_back(*one);
    }
  }
  kept.push_back(nullptr);
  return kept;
}

Result<int> spawn(const std::filesystem::path& program, const Assignment& assignment, int socket,
                  int memory) {
  SpawnActions actions;
  // dup2 onto itself would keep CLOEXEC, and one onto the other would lose it: both are high descriptors
  // here.
  posix_spawn_file_actions_adddup2(&actions.value, socket, wire::kSocketFd);
  posix_spawn_file_actions_adddup2(&actions.value, memory, wire::kMemoryFd);
  const SpawnAttributes attributes;
  std::vector<std::string> words = words_of(assignment);
  words.insert(words.begin(), program.string());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::vector<char*> environment = environment_for(assignment.purpose);
  int pid = 0;
  const int code =
      posix_spawn(&pid, program.c_str(), &actions.value, &attributes.value, argv.data(), environment.data());
  if (code != 0)
    return Error{Kind::unavailable, program.string() + ": cannot be started: " + std::strerror(code)};
  return pid;
}

// A descriptor that no dup2 in the child can hit.
UniqueFd raised(UniqueFd fd) {
  if (fd.get() > wire::kMemoryFd) return fd;
  return UniqueFd(fcntl(fd.get(), F_DUPFD_CLOEXEC, wire::kMemoryFd + 1));
}

std::string ending(int pid) {
  siginfo_t info{};
  // The socket closes a moment before the process can be waited for: it is dying already.
  if (waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid != pid) {
    return "the decode process broke off";
  }
  if (info.si_code == CLD_EXITED)
    return "the decode process ended with status " + std::to_string(info.si_status);
  return std::string("the decode process crashed: ") + strsignal(info.si_status);
}

}  // namespace

Reaper::~Reaper() {
  for (const int pid : pids_) waitpid(pid, nullptr, 0);
}

void Reaper::collect() {
  std::erase_if(pids_, [](int pid) { return waitpid(pid, nullptr, WNOHANG) != 0; });
}

std::filesystem::path helper_program(const std::string& name) {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  auto beside = self / name;
  if (std::filesystem::exists(beside, error)) return beside;
  return self.parent_path() / "libexec" / "kepu" / name;
}

Result<std::unique_ptr<DecodeProcess>> DecodeProcess::start(const std::filesystem::path& program,
                                                            const Assignment& assignment, Reaper& reaper) {
  auto memory = SharedMemory::create();
  if (!memory) return memory.error();
  std::array<int, 2> pair{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) != 0) {
    return Error{Kind::unavailable, std::string("socketpair: ") + std::strerror(errno)};
  }
  UniqueFd ours(pair[0]);
  const UniqueFd theirs = raised(UniqueFd(pair[1]));
  const UniqueFd shared = raised(UniqueFd(fcntl(memory->fd(), F_DUPFD_CLOEXEC, 0)));
  const auto pid = spawn(program, assignment, theirs.get(), shared.get());
  if (!pid) return pid.error();
  // A double holds hours in nanoseconds to the sample; an integer product would overflow.
  const double start_s = std::chrono::duration<double>(assignment.start).count();
  const auto sound_start = static_cast<std::uint64_t>(std::llround(start_s * wire::kSoundRate));
  auto process = attach(std::move(*memory), std::move(ours), *pid, reaper);
  process->sound_start_ = sound_start;
  process->vetting_ = assignment.purpose == Purpose::vet;
  return process;
}

std::unique_ptr<DecodeProcess> DecodeProcess::attach(SharedMemory memory, UniqueFd socket, int pid,
                                                     Reaper& reaper) {
  return std::unique_ptr<DecodeProcess>(new DecodeProcess(std::move(memory), std::move(socket), pid, reaper));
}

DecodeProcess::~DecodeProcess() {
  frames_.clear();
  hang_up();
}

void DecodeProcess::hang_up() {
  if (pid_ >= 0) {
    kill(pid_, SIGKILL);
    reaper_->adopt(pid_);
  }
  pid_ = -1;
  socket_.reset();
}

void DecodeProcess::pump() {
  while (socket_ && receive()) {
  }
}

// One record. False: there is none at the moment, or there will be none any more.
bool DecodeProcess::receive() {
  wire::Report report{};
  const ssize_t n = recv(socket_.get(), &report, sizeof report, MSG_DONTWAIT);
  if (n < 0) return errno == EINTR;
  if (n == 0) {
    if (std::holds_alternative<Ended>(status_)) {
      hang_up();
    } else {
      fail(ending(pid_));
    }
    return false;
  }
  if (n != sizeof report) {
    fail("the decode process reports in a language of its own");
    return false;
  }
  take(report);
  return true;
}

void DecodeProcess::take(const wire::Report& report) {
  switch (report.kind) {
    case wire::ReportKind::opened:
      if (std::holds_alternative<Ended>(status_))
        return fail("the decode process begins again after its end");
      status_ = Opened{};
      return;
    case wire::ReportKind::frame:
      take_frame(report);
      return;
    case wire::ReportKind::end:
      if ((last_pts_ < Media{} && !vetting_) || report.pts_ns <= last_pts_.time_since_epoch().count()) {
        fail("the decode process reports an impossible end");
      } else {
        status_ = Ended{nanoseconds(report.pts_ns)};
      }
      return;
    case wire::ReportKind::failed:
      fail(wire::reason_text(report), report.damaged == 1, false);
      return;
  }
  fail("the decode process reports in a language of its own");
}

void DecodeProcess::take_frame(const wire::Report& report) {
  if (const auto fine = wire::check(report); !fine) return fail(fine.error().message);
  const Media pts{nanoseconds(report.pts_ns)};
  if (held_.test(report.slot)) return fail("the decode process reports a slot that is in use");
  if (pts <= last_pts_) return fail("the decode process reports times that fall back");
  if (std::holds_alternative<Ended>(status_))
    return fail("the decode process reports pictures after the end");
  status_ = Opened{};
  last_pts_ = pts;
  held_.set(report.slot);
  Pixels pixels{report.format,
                report.matrix,
                report.full_range != 0,
                static_cast<int>(report.width),
                static_cast<int>(report.height),
                static_cast<int>(report.shape_width),
                static_cast<int>(report.shape_height),
                static_cast<int>(report.rotate),
                {},
                {}};
  for (std::size_t i = 0; i < pixels.plane.size(); ++i) {
    if (wire::plane_shape(report.format, report.width, report.height, i).rows == 0) continue;
    pixels.plane[i] = memory_.at(report.offset[i]);
    pixels.stride[i] = static_cast<int>(report.stride[i]);
  }
  frames_.emplace_back(pixels, pts, nanoseconds(report.duration_ns),
                       [this, slot = report.slot] { release(slot); });
}

std::optional<Frame> DecodeProcess::pop() {
  if (frames_.empty()) return std::nullopt;
  std::optional<Frame> frame(std::move(frames_.front()));
  frames_.pop_front();
  return frame;
}

void DecodeProcess::release(std::uint32_t slot) {
  held_.reset(slot);
  if (!socket_) return;
  const wire::Order order{wire::OrderKind::release, slot};
  static_cast<void>(::send(socket_.get(), &order, sizeof order, MSG_NOSIGNAL | MSG_DONTWAIT));
}

void DecodeProcess::fail(std::string reason, bool damaged, bool misbehaved) {
  status_ = Failed{std::move(reason), damaged, misbehaved};
  hang_up();
}

}  // namespace kepu::player
