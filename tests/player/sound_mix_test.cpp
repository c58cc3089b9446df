#include "player/sound_mix.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "player/sound_outlet.h"
#include "tests/fakes/scripted_clip.h"

namespace kepu::player {
namespace {

using fakes::ScriptedClip;

class SoundMixTest : public ::testing::Test {
 protected:
  SoundMixTest() { mix_.lay(start_); }
  // Renders `frames`, in blocks of a size that fits nothing; the left channel goes behind line_.
  void render(const Sounding& sounding, std::size_t frames) {
    std::vector<float> out(2 * 777);
    while (frames > 0) {
      const auto room = std::span(out).first(std::min<std::size_t>(2 * frames, out.size()));
      const std::size_t made = mix_.render(sounding, mix_.at() + std::chrono::seconds(1), room);
      ASSERT_GT(made, 0U);
      for (std::size_t i = 0; i < made; ++i) line_.push_back(room[2 * i]);
      frames -= made;
    }
  }
  Steady start_{std::chrono::hours(1)};
  int alive_ = 0;
  ScriptedClip a_{{.frames = 1, .sound_frames = 48'000}, start_, alive_};
  ScriptedClip b_{{.frames = 1, .sound_frames = 48'000}, start_, alive_};
  ScriptedClip silent_{{.frames = 1}, start_, alive_};
  SoundMix mix_;
  std::vector<float> line_;
};

TEST_F(SoundMixTest, SamplesArePassedOnAsTheyAre) {
  render({&a_, start_, std::nullopt, nullptr}, 4800);
  for (std::size_t i = kRampFrames; i < line_.size(); ++i) ASSERT_EQ(line_[i], static_cast<float>(i));
}

TEST_F(SoundMixTest, AtABoundaryTheNextClipFollowsToTheSample) {
  // 100 ms and a bit: the boundary lies between two samples.
  const Steady end = start_ + milliseconds(100) + nanoseconds(9'000);
  render({&a_, start_, end, &b_}, 9600);
  for (std::size_t i = 240; i < 4800 - 240; ++i) ASSERT_EQ(line_[i], static_cast<float>(i));
  EXPECT_EQ(line_[4799], 0);
  for (std::size_t i = 4800 + 240; i < line_.size(); ++i) ASSERT_EQ(line_[i], static_cast<float>(i - 4800));
  EXPECT_EQ(b_.sound_position(), 4800U);
}

TEST_F(SoundMixTest, EachClipRisesAndFallsOverFiveMilliseconds) {
  const Steady end = start_ + milliseconds(100);
  render({&a_, start_, end, &b_}, 9600);
  for (std::size_t i = 0; i < 240; ++i) {
    const auto part = static_cast<float>(i + 1) / 240;
    ASSERT_NEAR(line_[i], part * static_cast<float>(i), 1e-3);
    ASSERT_NEAR(line_[4800 + i], part * static_cast<float>(i), 1e-3);
    ASSERT_NEAR(line_[4560 + i], static_cast<float>((239 - i) * (4560 + i)) / 240, 1e-2);
  }
}

TEST_F(SoundMixTest, AnEndThatBecomesKnownTooLateDoesNotClickEither) {
  ScriptedClip one({.frames = 1, .sound_frames = 48'000, .sound = [](auto) { return 1.0F; }}, start_, alive_);
  ScriptedClip two({.frames = 1, .sound_frames = 48'000, .sound = [](auto) { return 1.0F; }}, start_, alive_);
  render({&one, start_, std::nullopt, nullptr}, 4700);
  render({&one, start_, start_ + milliseconds(100), &two}, 4900);
  for (std::size_t i = 1; i < line_.size(); ++i) ASSERT_NEAR(line_[i], line_[i - 1], 1.01F / 240) << i;
  EXPECT_EQ(line_.back(), 1);
}

TEST_F(SoundMixTest, EachClipHasItsOwnGain) {
  render({&a_, start_, start_ + milliseconds(100), &b_, 0.5, 2}, 9600);
  EXPECT_EQ(line_[1000], 500);
  EXPECT_EQ(line_[4800 + 1000], 2000);
}

TEST_F(SoundMixTest, ASilentClipIsSilenceUpToTheBoundary) {
  render({&silent_, start_, start_ + milliseconds(100), &b_}, 9600);
  for (std::size_t i = 0; i < 4800; ++i) ASSERT_EQ(line_[i], 0);
  EXPECT_EQ(line_[5800], 1000);
}

TEST_F(SoundMixTest, WhereNothingIsKnownNothingIsSaid) {
  std::vector<float> out(200);
  EXPECT_EQ(mix_.render({}, start_, out), 0U);
  EXPECT_EQ(mix_.render({&silent_, start_, std::nullopt, nullptr}, start_ + std::chrono::seconds(1), out),
            0U);
  const Sounding far{&silent_, start_, start_ + std::chrono::seconds(9), &b_};
  EXPECT_EQ(mix_.render(far, start_ + std::chrono::seconds(1), out), 0U);
}

TEST_F(SoundMixTest, SoundBeginsWithTheFirstPictureNotBefore) {
  render({&a_, start_ + milliseconds(30), std::nullopt, nullptr}, 4800);
  EXPECT_EQ(line_[1439], 0);
  EXPECT_EQ(line_[1440 + 1000], 1000);
}

TEST_F(SoundMixTest, AClipThatBeganEarlierIsEnteredInItsMiddle) {
  render({&a_, start_ - milliseconds(500), std::nullopt, nullptr}, 4800);
  EXPECT_EQ(line_[1000], 25'000);
}

TEST_F(SoundMixTest, SoundThatEndsBeforeItsPicturesFallsSoftly) {
  ScriptedClip brief({.frames = 1, .sound_frames = 1000, .sound = [](auto) { return 1.0F; }}, start_, alive_);
  render({&brief, start_, start_ + milliseconds(100), &b_}, 4800);
  for (std::size_t i = 1; i < line_.size(); ++i) ASSERT_NEAR(line_[i], line_[i - 1], 1.01F / 240) << i;
  EXPECT_EQ(line_[1000 + 240], 0);
}

TEST_F(SoundMixTest, PassingOverReadsUpToTheTimeAndNoFurther) {
  const Sounding sounding{&a_, start_, std::nullopt, nullptr};
  SoundMix::pass_over(sounding, start_ + milliseconds(50));
  EXPECT_EQ(a_.sound_position(), 2400U);
  SoundMix::pass_over(sounding, start_ + milliseconds(20));
  EXPECT_EQ(a_.sound_position(), 2400U);
  SoundMix::pass_over({}, start_);
}

TEST_F(SoundMixTest, InACrossfadeOneFallsAndTheOtherRisesWithEqualPower) {
  const Steady end = start_ + milliseconds(500);
  const Crossing crossing{{config::TransitionKind::crossfade, milliseconds(400)}, end};
  Sounding leaving{&a_, start_, end, &b_};
  leaving.crossing = crossing;
  render(leaving, 24'000);
  Sounding arriving{&b_, end, std::nullopt, nullptr};
  arriving.crossing = crossing;
  render(arriving, 12'000);
  const auto gain = [&](int ms, int first) {
    return line_[static_cast<std::size_t>(48 * ms)] / static_cast<float>(48 * ms - first);
  };
  EXPECT_NEAR(gain(290, 0), 1, 1e-4);
  EXPECT_NEAR(gain(400, 0), std::cos(0.25 * 3.14159265 / 2), 1e-3);
  EXPECT_NEAR(gain(600, 24'000), std::sin(0.75 * 3.14159265 / 2), 1e-3);
  EXPECT_NEAR(gain(710, 24'000), 1, 1e-4);
}

TEST_F(SoundMixTest, ACrossingThatBecomesKnownLateDoesNotClick) {
  ScriptedClip one({.frames = 1, .sound_frames = 48'000, .sound = [](auto) { return 1.0F; }}, start_, alive_);
  Sounding sounding{&one, start_, std::nullopt, nullptr};
  render(sounding, 19'200);
  sounding.end = start_ + milliseconds(500);
  sounding.crossing = Crossing{{config::TransitionKind::fade, milliseconds(400)}, *sounding.end};
  render(sounding, 4'700);
  for (std::size_t i = 1; i < line_.size(); ++i) ASSERT_NEAR(line_[i], line_[i - 1], 1.01F / 240) << i;
  EXPECT_LT(line_.back(), 0.03);
}

TEST_F(SoundMixTest, AClipThatIsNudgedIsNotCut) {
  render({&a_, start_, std::nullopt, nullptr}, 4800);
  for (int ms = 1; ms <= 15; ++ms) render({&a_, start_ + milliseconds(ms), std::nullopt, nullptr}, 480);
  for (std::size_t i = kRampFrames; i < line_.size(); ++i) ASSERT_EQ(line_[i], static_cast<float>(i));
  render({&a_, start_ + milliseconds(16), std::nullopt, nullptr}, 4800);
  EXPECT_EQ(line_.back(), static_cast<float>(line_.size() - 1 - 16 * 48));
}

TEST_F(SoundMixTest, AClipThatIsJoinedAtABoundaryIsHeardFromWhereItIs) {
  const Steady end = start_ + milliseconds(100);
  Sounding both{&a_, start_, end, &b_};
  both.next_start = end - milliseconds(200);
  render(both, 4800);
  render({&b_, end - milliseconds(200), std::nullopt, nullptr}, 4800);
  EXPECT_EQ(line_[9599], static_cast<float>(4799 + 9600));
}

}  // namespace
}  // namespace kepu::player
