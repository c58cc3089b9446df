#include "player/decode_process.h"

#include <fcntl.h>
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

// A stream's proxy and certificates.
constexpr std::array<std::string_view, 3> kForStreams{"http_proxy=", "no_proxy=", "SSL_CERT_"};

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

Result<std::unique_ptr<DecodeProcess>> DecodeProcess::start(const std::filesystem::path& program,
                                                            const Assignment& assignment, Reaper& reaper) {
  auto memory = SharedMemory::create();
  if (!memory) return memory.error();
  std::array<int, 2> pair{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) != 0) {
    return Error{Kind::unavailable, std::string("socketpair: ") + std::strerror(errno)};
  }
  UniqueFd ours(pair[0]);
  const UniqueFd theirs = raised(UniqueFd(pair[1]), wire::kMemoryFd);
  const UniqueFd shared = raised(UniqueFd(fcntl(memory->fd(), F_DUPFD_CLOEXEC, 0)), wire::kMemoryFd);
  const std::array descriptors{Inherited{theirs.get(), wire::kSocketFd},
                               Inherited{shared.get(), wire::kMemoryFd}};
  const std::span<const std::string_view> variables(
      kForStreams.data(), assignment.purpose == Purpose::stream ? kForStreams.size() : 0);
  const auto pid = start_helper(program, words_of(assignment), descriptors, variables);
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
