#include "player/sound.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/fakes/scripted_clip.h"

namespace kepu::player {
namespace {

using fakes::ScriptedClip;
constexpr nanoseconds kTick = milliseconds(10);
constexpr std::size_t kTickFrames = wire::kSoundRate / 100;

// A device that takes 480 sample frames each 10 ms, and remembers the left channel.
class SoundTest : public ::testing::Test {
 protected:
  void play(const Sounding& sounding, int ticks) {
    for (int i = 0; i < ticks; ++i) {
      line_.feed(now_, sounding, ring_, nanoseconds{});
      std::vector<float> out(kTickFrames * 2);
      ring_.pull(out);
      for (std::size_t s = 0; s < out.size(); s += 2) heard_.push_back(out[s]);
      now_ += kTick;
    }
  }
  Steady now_{std::chrono::hours(1)};
  int alive_ = 0;
  ScriptedClip a_{{.frames = 1, .sound_frames = 48'000}, now_, alive_};
  ScriptedClip b_{{.frames = 1, .sound_frames = 48'000}, now_, alive_};
  SoundRing ring_{1U << 15U};
  SoundLine line_{1.0};
  std::vector<float> heard_;
};

TEST_F(SoundTest, ASampleIsHeardWhenItsPictureIsDue) {
  play({&a_, now_, std::nullopt, nullptr}, 20);
  for (std::size_t i = 0; i < heard_.size(); ++i) ASSERT_EQ(heard_[i], static_cast<float>(i));
}

TEST_F(SoundTest, SoundBeginsWithTheFirstPictureNotBefore) {
  const Steady start = now_ + milliseconds(30);
  play({&a_, start, std::nullopt, nullptr}, 20);
  EXPECT_EQ(heard_[3 * kTickFrames - 1], 0.0F);
  EXPECT_EQ(heard_[3 * kTickFrames + 5], 5.0F);
}

TEST_F(SoundTest, AtABoundaryTheNextClipFollowsToTheSample) {
  const Steady end = now_ + milliseconds(100);
  play({&a_, now_, end, &b_, end}, 10);
  play({&b_, end, std::nullopt, nullptr}, 10);
  EXPECT_EQ(heard_[4799], 4799.0F);
  for (std::size_t i = 4800; i < heard_.size(); ++i) ASSERT_EQ(heard_[i], static_cast<float>(i - 4800));
}

TEST_F(SoundTest, ASilentClipIsFollowedBySoundOnTime) {
  ScriptedClip silent({.frames = 1}, now_, alive_);
  const Steady end = now_ + milliseconds(100);
  play({&silent, now_, end, &b_, end}, 10);
  play({&b_, end, std::nullopt, nullptr}, 10);
  EXPECT_EQ(heard_[4799], 0.0F);
  EXPECT_EQ(heard_[4801], 1.0F);
}

TEST_F(SoundTest, AfterAStallSoundIsLaidAgainstThePicturesAgain) {
  const Steady start = now_;
  play({&a_, start, std::nullopt, nullptr}, 5);
  now_ += milliseconds(300);  // the device ran dry meanwhile
  std::vector<float> lost(2 * 4096);
  ring_.pull(lost);
  ring_.pull(lost);
  heard_.clear();
  play({&a_, start, std::nullopt, nullptr}, 5);
  EXPECT_EQ(heard_[10], static_cast<float>(350 * 48 + 10));
}

TEST_F(SoundTest, VolumeScalesEverySample) {
  line_ = SoundLine(0.5);
  play({&a_, now_, std::nullopt, nullptr}, 2);
  EXPECT_EQ(heard_[100], 50.0F);
}

}  // namespace
}  // namespace kepu::player
