#include "player/hints.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include "config/log.h"
#include "player/helper_process.h"

namespace kepu::player {
namespace {

constexpr std::size_t kWordBytesMax = 512;
constexpr int kWordsAtOnce = 16;
constexpr int kGoodbyeMs = 200;

// What a process says that a stranger may speak through.
std::string printable(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return out;
}

}  // namespace

void HintBudget::refill(Steady now) {
  const auto got = static_cast<int>(std::min<std::int64_t>((now - since_) / kRefill, kMost - left_));
  left_ += got;
  since_ = left_ == kMost ? now : since_ + got * kRefill;
}

bool HintBudget::spend(Steady now) {
  refill(now);
  if (left_ == 0) return false;
  --left_;
  return true;
}

Steady HintBudget::next(Steady now) const { return left_ > 0 ? now : std::max(now, since_ + kRefill); }

Hints::Hints(HintTask task, std::filesystem::path program, const Wakeup& news, std::function<double()> chance)
    : task_(std::move(task)), program_(std::move(program)), news_(&news), chance_(std::move(chance)) {}

Hints::~Hints() { stop(); }

bool Hints::tick(Steady now, const std::string& feed, bool ignores_dates) {
  if (socket_) receive(now);
  if (std::exchange(task_.feed, feed) != feed) stop();
  task_.ignores_dates = ignores_dates;
  if (!socket_ && !feed.empty() && !backoff_.holds(now)) start(now);
  const bool looks = look_ && budget_.spend(now);
  if (looks) look_ = false;
  listen(!look_);  // who shouts is not heard until what was said has been done
  return looks;
}

std::optional<Steady> Hints::due(Steady now) const {
  if (look_) return budget_.next(now);
  if (socket_ || task_.feed.empty()) return std::nullopt;
  return backoff_.until();
}

std::string Hints::state() const {
  return config::describe(task_.broker) + ": " +
         (up_since_ ? "connected" : "not connected" + (reason_.empty() ? "" : ": " + reason_));
}

void Hints::listen(bool on) {
  if (!socket_ || listens_ == on) return;
  listens_ = on;
  on ? news_->watch(socket_.get()) : news_->unwatch(socket_.get());
}

void Hints::start(Steady now) {
  std::array<int, 2> ends{-1, -1};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    reason_ = "out of descriptors";
    return backoff_.fail(now, chance_());
  }
  UniqueFd ours(ends[0]);
  const UniqueFd theirs = raised(UniqueFd(ends[1]), STDERR_FILENO);
  fcntl(ours.get(), F_SETFL, O_NONBLOCK);
  const std::array<Inherited, 1> descriptors{{{theirs.get(), STDIN_FILENO}}};
  const auto pid = start_helper(program_, {}, descriptors);
  const std::string task = print_hint_task(task_);
  if (!pid || ::send(ours.get(), task.data(), task.size(), MSG_NOSIGNAL) < 0) {
    reason_ = pid ? "kepu-hint cannot be told what to do" : pid.error().message;
    if (pid) kill(*pid, SIGKILL), waitpid(*pid, nullptr, 0);
    return backoff_.fail(now, chance_());
  }
  pid_ = *pid;
  socket_ = std::move(ours);
}

void Hints::stop() {
  if (!socket_) return;
  listen(false);
  shutdown(socket_.get(), SHUT_WR);
  pollfd gone{socket_.get(), 0, 0};  // hung up: it has ended
  if (poll(&gone, 1, kGoodbyeMs) != 1) kill(pid_, SIGKILL);
  socket_.reset();
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
  up_since_.reset();
}

void Hints::receive(Steady now) {
  std::array<char, kWordBytesMax> word{};
  for (int i = 0; i < kWordsAtOnce && socket_; ++i) {
    const ssize_t n = ::recv(socket_.get(), word.data(), word.size(), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) return end(now);
    hear({word.data(), static_cast<std::size_t>(n)}, now);
  }
}

void Hints::hear(std::string_view word, Steady now) {
  if (word == "look") {
    look_ = true;
  } else if (word == "up") {
    if (std::exchange(was_up_, true)) look_ = true;
    up_since_ = now;
    reason_.clear();
    if (!std::exchange(said_, "").empty()) log(Level::info, state());
  } else {
    reason_ = printable(word);
  }
}

// The process has ended, whatever it died of.
void Hints::end(Steady now) {
  listen(false);
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
  socket_.reset();
  if (up_since_ && now - *up_since_ >= kSettled) backoff_.succeed();
  up_since_.reset();
  backoff_.fail(now, chance_());
  if (reason_.empty()) reason_ = "kepu-hint has ended";
  if (said_ != reason_) log(Level::notice, state() + "; polls go on as before");
  said_ = reason_;
}

}  // namespace kepu::player
