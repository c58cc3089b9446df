#include "config/log.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

#include "config/unique_fd.h"

namespace kepu {
namespace {

// What `write` sends to standard error.
template <class Write>
std::string captured(Write write) {
  testing::internal::CaptureStderr();
  write();
  return testing::internal::GetCapturedStderr();
}

TEST(Log, ALineCarriesItsSyslogLevel) {
  EXPECT_EQ(captured([] { log(Level::error, "a"); }), "<3>a\n");
  EXPECT_EQ(captured([] { log(Level::warning, "b"); }), "<4>b\n");
  EXPECT_EQ(captured([] { log(Level::notice, "c"); }), "<5>c\n");
  EXPECT_EQ(captured([] { log(Level::info, "科普"); }), "<6>科普\n");
}

TEST(Log, EachLineOfATextCarriesTheLevel) {
  EXPECT_EQ(captured([] { log(Level::warning, "one\ntwo\n"); }), "<4>one\n<4>two\n");
}

TEST(Log, NothingInALineCanActOnATerminal) {
  EXPECT_EQ(captured([] { log(Level::info, "a\x1b[2Jb\rc\x7f"); }), "<6>a?[2Jb?c?\n");
}

TEST(Log, ALongLineIsWhole) {
  const std::string text(1'000'000, 'x');
  EXPECT_EQ(captured([&text] { log(Level::info, text); }), "<6>" + text + "\n");
}

TEST(Log, LeavesErrnoAlone) {
  errno = ENOTTY;
  captured([] { log(Level::info, "a"); });
  log(Level::info, "log_test: a line of the test itself");
  errno = ENOTTY;
  log(Level::info, "log_test: another");
  EXPECT_EQ(errno, ENOTTY);
}

TEST(Check, ABrokenInvariantSaysWhereAndAborts) {
  const auto broken = [] { check_failed("slots > 0", "player/clip.cpp", 42); };
  EXPECT_DEATH(broken(), "<3>player/clip.cpp:42: broken invariant: slots > 0");
  EXPECT_DEATH(KEPU_CHECK(1 + 1 == 3), "log_test.cpp:[0-9]+: broken invariant: 1 \\+ 1 == 3");
}

TEST(Check, WhatHoldsCostsNothing) {
  int asked = 0;
  KEPU_CHECK(++asked == 1);
  EXPECT_EQ(asked, 1);
}

}  // namespace
}  // namespace kepu
