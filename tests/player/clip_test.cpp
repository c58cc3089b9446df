#include "player/clip.h"

#include <gtest/gtest.h>

#include "tests/fakes/scripted_clip.h"

namespace kepu::player {
namespace {

TEST(Frame, GivesItsSlotBackExactlyOnceWhenItDies) {
  int given = 0;
  {
    Frame a(Pixels{}, Media{}, milliseconds(40), [&] { ++given; });
    Frame b(std::move(a));
    EXPECT_EQ(given, 0);
    Frame c(Pixels{}, Media{}, milliseconds(40), [&] { given += 10; });
    c = std::move(b);
    EXPECT_EQ(given, 10);
  }
  EXPECT_EQ(given, 11);
}

TEST(SkipSound, ReadsAwayWhatLiesBeforeAPlaceAndNoMore) {
  const Steady now{};
  int alive = 0;
  fakes::ScriptedClip clip({.frames = 1, .sound_frames = 10'000}, now, alive);
  EXPECT_EQ(skip_sound(clip, 5'000), 5'000U);
  EXPECT_EQ(clip.sound_position(), 5'000U);
  EXPECT_EQ(skip_sound(clip, 4'000), 0U);
  EXPECT_EQ(skip_sound(clip, 20'000), 5'000U);  // there is no more
  EXPECT_EQ(clip.sound_position(), 10'000U);
}

}  // namespace
}  // namespace kepu::player
