#include "config/wakeup.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <thread>
#include <vector>

namespace kepu {
namespace {

bool readable(const Wakeup& wakeup) {
  pollfd bell{wakeup.fd(), POLLIN, 0};
  return ::poll(&bell, 1, 0) == 1;
}

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) == 0) {
      from.reset(ends[0]);
      to.reset(ends[1]);
    }
  }
  UniqueFd from, to;
};

TEST(Wakeup, IsQuietUntilItIsRung) {
  const Wakeup wakeup;
  EXPECT_FALSE(readable(wakeup));
  wakeup.ring();
  EXPECT_TRUE(readable(wakeup));
}

TEST(Wakeup, OneClearIsEnoughForManyRings) {
  const Wakeup wakeup;
  for (int i = 0; i < 1000; ++i) wakeup.ring();
  wakeup.clear();
  EXPECT_FALSE(readable(wakeup));
}

TEST(Wakeup, ClearingWhatWasNotRungDoesNotBlock) {
  const Wakeup wakeup;
  wakeup.clear();
  EXPECT_FALSE(readable(wakeup));
}

TEST(Wakeup, RingsOfManyThreadsAreHeard) {
  const Wakeup wakeup;
  std::vector<std::thread> ringers;
  for (int i = 0; i < 8; ++i) ringers.emplace_back([&wakeup] { wakeup.ring(); });
  for (std::thread& ringer : ringers) ringer.join();
  EXPECT_TRUE(readable(wakeup));
}

TEST(Wakeup, IsReadableWhileAWatchedDescriptorIs) {
  const Wakeup wakeup;
  const Pipe pipe;
  wakeup.watch(pipe.from.get());
  EXPECT_FALSE(readable(wakeup));
  ASSERT_EQ(::write(pipe.to.get(), "x", 1), 1);
  EXPECT_TRUE(readable(wakeup));
  wakeup.clear();
  EXPECT_TRUE(readable(wakeup)) << "clear() must not read what is not its own";
}

TEST(Wakeup, IsReadableWhenTheOtherEndOfAWatchedPipeIsClosed) {
  const Wakeup wakeup;
  Pipe pipe;
  wakeup.watch(pipe.from.get());
  pipe.to.reset();
  EXPECT_TRUE(readable(wakeup));
}

TEST(Wakeup, WhatIsNotWatchedAnyMoreWakesNobody) {
  const Wakeup wakeup;
  const Pipe pipe;
  wakeup.watch(pipe.from.get());
  ASSERT_EQ(::write(pipe.to.get(), "x", 1), 1);
  wakeup.unwatch(pipe.from.get());
  EXPECT_FALSE(readable(wakeup));
}

TEST(Wakeup, WatchingTwiceAndUnwatchingTwiceAreNoErrors) {
  const Wakeup wakeup;
  const Pipe pipe;
  wakeup.watch(pipe.from.get());
  wakeup.watch(pipe.from.get());
  wakeup.unwatch(pipe.from.get());
  wakeup.unwatch(pipe.from.get());
  EXPECT_FALSE(readable(wakeup));
}

TEST(Wakeup, ItsDescriptorsDoNotReachOtherPrograms) {
  const Wakeup wakeup;
  EXPECT_NE(::fcntl(wakeup.fd(), F_GETFD) & FD_CLOEXEC, 0);
}

const Wakeup* rung_by_signal = nullptr;

TEST(Wakeup, MayBeRungByASignalHandlerWhichLeavesErrnoAlone) {
  const Wakeup wakeup;
  rung_by_signal = &wakeup;
  struct sigaction action {};
  action.sa_handler = [](int) { rung_by_signal->ring(); };
  struct sigaction before {};
  ASSERT_EQ(::sigaction(SIGUSR1, &action, &before), 0);
  errno = ENOTTY;
  ::raise(SIGUSR1);
  EXPECT_EQ(errno, ENOTTY);
  EXPECT_TRUE(readable(wakeup));
  ::sigaction(SIGUSR1, &before, nullptr);
}

}  // namespace
}  // namespace kepu
