#include "player/runtime.h"

#include <gtest/gtest.h>

namespace kepu::player {
namespace {

TEST(Runtime, TheBootHasAnIdThatStays) {
  EXPECT_EQ(boot_id().size(), 36U);
  EXPECT_EQ(boot_id(), boot_id());
}

TEST(Runtime, PlayersWithStateOfTheirOwnHaveNotesOfTheirOwn) {
  EXPECT_EQ(attempt_note_path("/a"), attempt_note_path("/a"));
  EXPECT_NE(attempt_note_path("/a").filename(), attempt_note_path("/b").filename());
}

}  // namespace
}  // namespace kepu::player
