// What a decode process that was taken over may say: whatever it is, the player sees sound frames or a
// failure.
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <random>
#include <string>

#include "player/decode_process.h"

namespace kepu::player {
namespace {

using Random = std::mt19937;

std::uint32_t below(Random& random, std::uint32_t end) { return static_cast<std::uint32_t>(random()) % end; }

wire::Report good_frame(Random& random, std::int64_t pts_ns) {
  wire::Report r{};
  r.kind = wire::ReportKind::frame;
  r.slot = below(random, wire::kSlotsMax);
  r.format = below(random, 2) == 0 ? wire::Format::i420 : wire::Format::bgra;
  r.width = 1 + below(random, 400);
  r.height = 1 + below(random, 400);
  r.shape_width = r.width;
  r.shape_height = r.height;
  r.rotate = 90 * below(random, 4);
  std::uint64_t at = wire::kPicturesOffset;
  for (std::size_t i = 0; i < r.offset.size(); ++i) {
    const auto shape = wire::plane_shape(r.format, r.width, r.height, i);
    r.stride[i] = shape.row_bytes;
    r.offset[i] = at;
    at += std::uint64_t{shape.row_bytes} * shape.rows;
  }
  r.pts_ns = pts_ns;
  r.duration_ns = 40'000'000;
  return r;
}

// A few bytes changed, or a field at one of the values where arithmetic breaks.
void spoil(Random& random, wire::Report& report) {
  std::array<std::uint8_t, sizeof(wire::Report)> bytes{};
  std::memcpy(bytes.data(), &report, sizeof report);
  if (below(random, 2) == 0) {
    for (std::uint32_t n = 1 + below(random, 4); n > 0; --n) {
      bytes[below(random, sizeof report)] = static_cast<std::uint8_t>(random());
    }
  } else {
    constexpr std::array<std::uint64_t, 8> kEdges{0,          1,          0x7fffffff,  0x80000000,
                                                  0xffffffff, 0xfffffffe, ~0ULL >> 1U, ~0ULL};
    const std::uint64_t edge = kEdges[below(random, kEdges.size())];
    const std::size_t width = below(random, 2) == 0 ? 4 : 8;
    const std::size_t at = below(random, offsetof(wire::Report, damaged) / 8) * 8 + below(random, 2) * 4;
    std::memcpy(bytes.data() + std::min(at, sizeof report - width), &edge, width);
  }
  std::memcpy(static_cast<void*>(&report), bytes.data(), sizeof report);
}

// Counted another way than check() does.
bool lies_inside(const wire::Report& r) {
  using Wide = unsigned __int128;
  const std::size_t planes = r.format == wire::Format::bgra ? 1 : 3;
  for (std::size_t i = 0; i < planes; ++i) {
    const bool chroma = i > 0;
    const Wide width = chroma ? (Wide{r.width} + 1) / 2 : Wide{r.width} * (planes == 1 ? 4 : 1);
    const Wide rows = chroma ? (Wide{r.height} + 1) / 2 : Wide{r.height};
    const Wide last = Wide{r.offset[i]} + (rows - 1) * r.stride[i] + width;
    if (width == 0 || rows == 0 || r.stride[i] < width || r.offset[i] < wire::kPicturesOffset) return false;
    if (last > wire::kMemoryBytes) return false;
  }
  return true;
}

TEST(HostileReports, WhatPassesTheCheckLiesInsideThePictures) {
  Random random(1);
  int passed = 0;
  for (int i = 0; i < 400'000; ++i) {
    wire::Report report = good_frame(random, below(random, 1000));
    spoil(random, report);
    if (!wire::check(report)) continue;
    ++passed;
    ASSERT_TRUE(lies_inside(report)) << i;
    ASSERT_LE(report.width, wire::kSideMax);
    ASSERT_LE(report.height, wire::kSideMax);
    ASSERT_LT(report.slot, wire::kSlotsMax);
    ASSERT_TRUE(report.pts_ns >= 0 && report.duration_ns > 0);
  }
  EXPECT_GT(passed, 1000);
}

// Reads the corners of each plane: a fault here is a crash.
std::uint32_t touch(const Pixels& pixels) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < pixels.plane.size(); ++i) {
    const auto shape = wire::plane_shape(pixels.format, static_cast<std::uint32_t>(pixels.width),
                                         static_cast<std::uint32_t>(pixels.height), i);
    if (shape.rows == 0) continue;
    const std::uint8_t* last = pixels.plane[i] + std::ptrdiff_t{pixels.stride[i]} * (shape.rows - 1);
    sum += *pixels.plane[i] + last[shape.row_bytes - 1];
  }
  return sum;
}

class Conversation {
 public:
  explicit Conversation(std::uint32_t seed) : random_(seed) {
    auto memory = SharedMemory::create();
    std::array<int, 2> pair{};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()), 0);
    theirs_ = UniqueFd(pair[1]);
    clip_ = DecodeProcess::attach(std::move(*memory), UniqueFd(pair[0]), -1, reaper_);
  }

  // Messages until the player hangs up, at most `most`; how many there were.
  int run(int most) {
    int said = 0;
    while (said < most && say_one()) {
      ++said;
      clip_->pump();
      listen();
    }
    held_.clear();
    return said;
  }
  const ClipStatus& status() const { return clip_->status(); }
  bool rising() const { return rising_; }
  bool hung_up() const { return clip_->fd() < 0; }

 private:
  bool say_one() {
    wire::Report report = good_frame(random_, pts_ns_ += below(random_, 3) == 0 ? 1 : 40'000'000);
    const std::uint32_t dice = below(random_, 100);
    if (dice < 4) report.kind = static_cast<wire::ReportKind>(below(random_, 6));
    if (dice >= 2 && dice < 10) spoil(random_, report);
    const std::size_t size = dice == 99 ? below(random_, sizeof report) : sizeof report;
    return ::send(theirs_.get(), &report, size, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0;
  }

  // Keeps some frames for a while, so that slots are in use.
  void listen() {
    while (auto frame = clip_->pop()) {
      touched_ = touched_ + touch(frame->pixels());
      if (frame->pts() <= last_) rising_ = false;
      last_ = frame->pts();
      if (below(random_, 4) == 0) held_.push_back(std::move(*frame));
    }
    if (held_.size() > 3) held_.pop_front();
    wire::Order order{};
    while (recv(theirs_.get(), &order, sizeof order, MSG_DONTWAIT) > 0) {
      if (order.slot >= wire::kSlotsMax) rising_ = false;
    }
  }

  Random random_;
  Reaper reaper_;
  UniqueFd theirs_;
  std::unique_ptr<DecodeProcess> clip_;
  std::deque<Frame> held_;  // before its clip
  std::int64_t pts_ns_ = 0;
  Media last_{nanoseconds(-1)};
  bool rising_ = true;
  volatile std::uint32_t touched_ = 0;
};

TEST(HostileReports, AConversationGivesSoundFramesOrFailsWithAReason) {
  int messages = 0;
  int failed = 0;
  for (std::uint32_t seed = 0; messages < 100'000; ++seed) {
    Conversation conversation(seed);
    messages += conversation.run(200);
    ASSERT_TRUE(conversation.rising()) << seed;
    const auto* failure = std::get_if<Failed>(&conversation.status());
    if (failure == nullptr) continue;
    ++failed;
    ASSERT_TRUE(conversation.hung_up()) << seed;
    for (const char c : failure->reason) ASSERT_TRUE(c >= 0x20 && c < 0x7f) << seed;
  }
  EXPECT_GT(failed, 100);
}

TEST(HostileReports, AnEndIsNotTakenBack) {
  auto memory = SharedMemory::create();
  std::array<int, 2> pair{};
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()), 0);
  const UniqueFd theirs(pair[1]);
  Reaper reaper;
  const auto clip = DecodeProcess::attach(std::move(*memory), UniqueFd(pair[0]), -1, reaper);
  Random random(1);
  wire::Report report = good_frame(random, 0);
  ASSERT_GT(::send(theirs.get(), &report, sizeof report, 0), 0);
  report.kind = wire::ReportKind::end;
  report.pts_ns = 40'000'000;
  ASSERT_GT(::send(theirs.get(), &report, sizeof report, 0), 0);
  report.kind = wire::ReportKind::opened;
  ASSERT_GT(::send(theirs.get(), &report, sizeof report, 0), 0);
  clip->pump();
  EXPECT_TRUE(std::holds_alternative<Failed>(clip->status()));
  while (clip->pop()) {
  }
}

TEST(HostileReports, AFailureIsTheLastWord) {
  auto memory = SharedMemory::create();
  std::array<int, 2> pair{};
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()), 0);
  const UniqueFd theirs(pair[1]);
  Reaper reaper;
  const auto clip = DecodeProcess::attach(std::move(*memory), UniqueFd(pair[0]), -1, reaper);
  wire::Report report{};
  report.kind = wire::ReportKind::failed;
  report.reason.fill('\xff');  // no end, no UTF-8
  ASSERT_GT(::send(theirs.get(), &report, sizeof report, 0), 0);
  Random random(1);
  const wire::Report frame = good_frame(random, 0);
  ASSERT_GT(::send(theirs.get(), &frame, sizeof frame, 0), 0);
  clip->pump();
  ASSERT_TRUE(std::holds_alternative<Failed>(clip->status()));
  EXPECT_EQ(std::get<Failed>(clip->status()).reason, std::string(200, '?'));
  EXPECT_EQ(clip->peek(), nullptr);
}

}  // namespace
}  // namespace kepu::player
