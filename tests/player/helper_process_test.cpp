#include "player/helper_process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace kepu::player {
namespace {

// What `script` prints, run by /bin/sh as a helper with its standard output in a pipe.
std::string output_of(const std::string& script, std::span<const std::string_view> variables = {}) {
  std::array<int, 2> ends{};
  EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  const UniqueFd from(ends[0]);
  UniqueFd to = raised(UniqueFd(ends[1]), STDERR_FILENO);
  const std::array descriptors{Inherited{to.get(), STDOUT_FILENO}};
  const auto pid = start_helper("/bin/sh", {"-c", script}, descriptors, variables);
  EXPECT_TRUE(pid) << pid.error().message;
  to.reset();
  std::string text;
  std::array<char, 1024> piece{};
  for (ssize_t n = 0; (n = read(from.get(), piece.data(), piece.size())) > 0;)
    text.append(piece.data(), static_cast<std::size_t>(n));
  waitpid(*pid, nullptr, 0);
  return text;
}

TEST(HelperProcess, HearsItsWordsAndSpeaksThroughWhatItInherits) {
  EXPECT_EQ(output_of("echo hello"), "hello\n");
}

TEST(HelperProcess, SeesOfTheEnvironmentOnlyWhatItIsMeantTo) {
  setenv("SECRET_TOKEN", "x", 1);
  setenv("FONTCONFIG_FILE", "fonts.conf", 1);
  const std::string print = "echo \"$SECRET_TOKEN|$FONTCONFIG_FILE\"";
  EXPECT_EQ(output_of(print), "|\n");
  constexpr std::array<std::string_view, 1> kFonts{"FONTCONFIG_"};
  EXPECT_EQ(output_of(print, kFonts), "|fonts.conf\n");
  unsetenv("SECRET_TOKEN");
  unsetenv("FONTCONFIG_FILE");
}

TEST(HelperProcess, WhatCannotBeStartedIsNamed) {
  const auto pid = start_helper("/nowhere/helper", {}, {});
  ASSERT_FALSE(pid);
  EXPECT_EQ(pid.error().message, "/nowhere/helper: cannot be started: No such file or directory");
}

TEST(HelperProcess, ADescriptorIsRaisedAboveThoseOfTheHelper) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  const UniqueFd from(ends[0]);
  const UniqueFd high = raised(UniqueFd(ends[1]), 40);
  EXPECT_GT(high.get(), 40);
  EXPECT_EQ(fcntl(high.get(), F_GETFD), FD_CLOEXEC);
}

TEST(Reaper, LeavesNoProcessBehind) {
  {
    Reaper reaper;
    const auto pid = start_helper("/bin/sh", {"-c", "read forever"}, {});
    ASSERT_TRUE(pid);
    kill(*pid, SIGKILL);
    reaper.adopt(*pid);
    reaper.collect();
  }
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
}

}  // namespace
}  // namespace kepu::player
