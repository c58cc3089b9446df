#include "player/last_words.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

#include "tests/fakes/temp_folder.h"

namespace kepu::player {
namespace {

void die_of(int signal, const std::filesystem::path& file) {
  const LastWords words(file);
  std::raise(signal);
}

TEST(LastWordsDeathTest, ACrashIsKnownToTheNextPlayerAndToNoLaterOne) {
  for (const int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT}) {
    const fakes::TempFolder folder;
    EXPECT_EXIT(die_of(signal, folder / "crash"), ::testing::KilledBySignal(signal), "");
    EXPECT_TRUE(LastWords(folder / "crash").last_player_crashed()) << signal;
    EXPECT_FALSE(LastWords(folder / "crash").last_player_crashed()) << signal;
  }
}

TEST(LastWordsDeathTest, ARealCrashIsNotSurvived) {
  const fakes::TempFolder folder;
  EXPECT_EXIT(
      {
        const LastWords words(folder / "crash");
        std::abort();
      },
      ::testing::KilledBySignal(SIGABRT), "");
  EXPECT_TRUE(LastWords(folder / "crash").last_player_crashed());
}

TEST(LastWordsDeathTest, WhoIsKilledHasNotCrashed) {
  const fakes::TempFolder folder;
  EXPECT_EXIT(die_of(SIGKILL, folder / "crash"), ::testing::KilledBySignal(SIGKILL), "");
  EXPECT_FALSE(LastWords(folder / "crash").last_player_crashed());
}

TEST(LastWords, WithoutAFileNothingIsSaid) {
  EXPECT_FALSE(LastWords("").last_player_crashed());
  EXPECT_FALSE(LastWords("/nowhere/crash").last_player_crashed());
}

}  // namespace
}  // namespace kepu::player
