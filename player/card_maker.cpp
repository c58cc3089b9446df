#include "player/card_maker.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include "config/log.h"
#include "content/sha256.h"
#include "player/helper_process.h"

namespace kepu::player {
namespace {

// Another version of kepu-player may draw it otherwise: its number is part of the name.
std::string name_of(const TextCard& card) {
  std::string words = "1";
  for (const std::string& word : words_of(card)) words += '\0' + word;
  return content::sha256(words).hex() + ".png";
}

constexpr std::size_t kPictureBytesMax = 64U << 20U;

// Whether the process has ended, and well.
std::optional<bool> outcome(int pid) {
  int status = 0;
  if (waitpid(pid, &status, WNOHANG) != pid) return std::nullopt;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

CardMaker::CardMaker(content::Files& files, std::filesystem::path folder, std::filesystem::path program)
    : files_(&files), folder_(std::move(folder)), program_(std::move(program)) {
  const auto there = files_->list(folder_);
  if (!there) return;
  for (const auto& file : *there) {
    if (file.name.ends_with(".png")) made_.insert(file.name);
  }
}

CardMaker::~CardMaker() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

void CardMaker::want(const std::vector<TextCard>& cards) {
  order_.clear();
  wanted_.clear();
  for (const TextCard& card : cards) {
    const std::string name = name_of(card);
    if (wanted_.emplace(name, card).second) order_.push_back(name);
  }
  std::erase_if(made_, [&](const std::string& name) {
    return !wanted_.contains(name) && files_->remove(folder_ / name);
  });
}

std::filesystem::path CardMaker::picture(const TextCard& card) const {
  const std::string name = name_of(card);
  return made_.contains(name) ? folder_ / name : std::filesystem::path{};
}

std::optional<Steady> CardMaker::due() const {
  return pid_ < 0 ? std::nullopt : std::optional(started_ + kTimeLimit);
}

bool CardMaker::tick(Steady now) {
  bool came = false;
  if (pid_ >= 0) {
    if (now - started_ >= kTimeLimit) kill(pid_, SIGKILL);
    if (!receive()) return false;
    const auto ended = outcome(pid_);
    if (!ended) return false;
    came = take_in(*ended);
  }
  start_next(now);
  return came;
}

// Reads what has come. True if all has.
bool CardMaker::receive() {
  std::array<char, 65536> piece{};
  for (;;) {
    const ssize_t n = read(picture_.get(), piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno != EAGAIN;
    if (n == 0) return true;
    bytes_.append(piece.data(), static_cast<std::size_t>(n));
    if (bytes_.size() <= kPictureBytesMax) continue;
    kill(pid_, SIGKILL);
    bytes_.clear();
  }
}

bool CardMaker::take_in(bool made) {
  pid_ = -1;
  picture_.reset();
  const Result<void> kept =
      made ? files_->write_durably(folder_ / at_work_, bytes_)
           : Result<void>(Error{Kind::broken, "a text card could not be made; the lines above say why"});
  bytes_ = {};
  if (kept) {
    made_.insert(at_work_);
    return true;
  }
  log(Level::error, kept.error().message);
  failed_.insert(at_work_);
  return false;
}

void CardMaker::start_next(Steady now) {
  for (const std::string& name : order_) {
    if (made_.contains(name) || failed_.contains(name)) continue;
    const auto started = start(name, wanted_.at(name), now);
    if (started) return;
    log(Level::error, "a text card cannot be made: " + started.error().message);
    failed_.insert(name);
  }
}

Result<void> CardMaker::start(const std::string& name, const TextCard& card, Steady now) {
  std::array<int, 2> ends{-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return Error{Kind::unavailable, "out of descriptors"};
  UniqueFd ours(ends[0]);
  const UniqueFd theirs = raised(UniqueFd(ends[1]), STDERR_FILENO);
  fcntl(ours.get(), F_SETFL, O_NONBLOCK);
  const std::array<Inherited, 1> descriptors{{{theirs.get(), STDOUT_FILENO}}};
  const auto pid = start_helper(program_, words_of(card), descriptors);
  if (!pid) return pid.error();
  pid_ = *pid;
  at_work_ = name;
  started_ = now;
  picture_ = std::move(ours);
  return {};
}

}  // namespace kepu::player
