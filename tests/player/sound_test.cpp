#include "player/sound.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "tests/fakes/fake_device.h"
#include "tests/fakes/scripted_clip.h"

namespace kepu::player {
namespace {

using fakes::FakeDevice;
using fakes::ScriptedClip;
using std::chrono::seconds;
constexpr nanoseconds kTurn = milliseconds(10);
constexpr float kLargestStep = 1.1F / 240;  // of a sound of 1 that rises over 5 ms and is resampled

float one(std::uint64_t) { return 1; }

double in_seconds(nanoseconds time) { return std::chrono::duration<double>(time).count(); }

// A line that is fed at each turn of 10 ms, and a device that drains it. Sample n of a clip is n, so that
// what is heard tells where in the clip it is.
class SoundTest : public ::testing::Test {
 protected:
  struct Heard {
    Steady at;
    float left;
  };

  void turn() {
    wake_ = line_.feed(now_, sounding_, outlet_);
    now_ += kTurn;
    device_.run_until(now_);
  }
  void play(nanoseconds time) {
    for (const Steady end = now_ + time; now_ < end;) turn();
  }
  // How much later than its picture what is heard is, at most, from now on.
  double most_late(nanoseconds time) {
    double most = 0;
    watch_ = [&](Steady at, float left) {
      const double late = in_seconds(at - sounding_.start) - static_cast<double>(left) / wire::kSoundRate;
      most = std::abs(late) > std::abs(most) ? late : most;
    };
    play(time);
    watch_ = nullptr;
    return most;
  }
  void hear(Steady at, std::span<const float> buffer, double frame_s) {
    if (watch_) watch_(at, buffer[0]);
    for (std::size_t i = 0; keep_ && i < buffer.size(); i += 2) {
      const auto since = std::chrono::duration<double>(static_cast<double>(i / 2) * frame_s);
      heard_.push_back({at + std::chrono::duration_cast<nanoseconds>(since), buffer[i]});
    }
  }
  float largest_step() const {
    float largest = 0;
    for (std::size_t i = 1; i < heard_.size(); ++i)
      largest = std::max(largest, std::abs(heard_[i].left - heard_[i - 1].left));
    return largest;
  }
  float heard_at(Steady at) const {
    for (const Heard& one : heard_) {
      if (one.at >= at) return one.left;
    }
    return -1;
  }
  void use_rate(double rate) {
    device_ = FakeDevice(outlet_, now_, rate,
                         [this](Steady at, auto buffer, double frame_s) { hear(at, buffer, frame_s); });
  }

  Steady now_{std::chrono::hours(1)};
  int alive_ = 0;
  ScriptedClip long_{{.frames = 1, .sound_frames = 1U << 30U}, now_, alive_};
  ScriptedClip a_{{.frames = 1, .sound_frames = 480'000, .sound = one}, now_, alive_};
  ScriptedClip b_{{.frames = 1, .sound_frames = 480'000, .sound = one}, now_, alive_};
  ScriptedClip silent_{{.frames = 1}, now_, alive_};
  SoundOutlet outlet_{1, -20};
  SoundLine line_;
  Sounding sounding_;
  std::optional<Steady> wake_;
  std::function<void(Steady, float)> watch_;
  bool keep_ = false;
  std::vector<Heard> heard_;
  FakeDevice device_{outlet_, now_, 48'000,
                     [this](Steady at, auto buffer, double frame_s) { hear(at, buffer, frame_s); }};
};

TEST_F(SoundTest, ASampleIsHeardWhenItsPictureIsDue) {
  sounding_ = {&long_, now_, std::nullopt, nullptr};
  play(seconds(1));
  EXPECT_NEAR(most_late(seconds(2)), 0, 0.0001);
  EXPECT_EQ(line_.laid(), 1U);
}

TEST_F(SoundTest, ADeviceThatIsFasterOrSlowerStaysInStepForAnHour) {
#ifdef KEPU_SANITIZED
  constexpr int kMinutes = 15;  // an hour takes a minute and a half then
#else
  constexpr int kMinutes = 60;
#endif
  for (const double ppm : {300.0, -300.0}) {
    ScriptedClip clip({.frames = 1, .sound_frames = 1U << 30U}, now_, alive_);
    use_rate(48'000 * (1 + ppm * 1e-6));
    sounding_ = {&clip, now_, std::nullopt, nullptr};
    play(milliseconds(200));  // it rises first
    EXPECT_NEAR(most_late(std::chrono::minutes(ppm > 0 ? kMinutes : 10)), 0, 0.005);
    EXPECT_NEAR(line_.speed(), 1 / (1 + ppm * 1e-6), 20e-6);
  }
  EXPECT_EQ(line_.laid(), 2U);
}

TEST_F(SoundTest, ADeviceOfQuiteAnotherRateStaysInStepToo) {
  use_rate(47'900);
  sounding_ = {&long_, now_, std::nullopt, nullptr};
  play(milliseconds(200));
  EXPECT_NEAR(most_late(seconds(60)), 0, 0.01);
  EXPECT_NEAR(most_late(seconds(60)), 0, 0.001);
  EXPECT_EQ(line_.laid(), 1U);
}

TEST_F(SoundTest, CallsThatComeUnevenlyDoNotMoveTheSound) {
  std::mt19937 random(7);
  device_.jitter = [&] { return nanoseconds(std::uniform_int_distribution(0, 8'000'000)(random)); };
  sounding_ = {&long_, now_, std::nullopt, nullptr};
  play(seconds(20));
  EXPECT_NEAR(most_late(seconds(100)), -0.004, 0.001);  // half the unevenness is taken for latency
  EXPECT_EQ(line_.laid(), 1U);
}

TEST_F(SoundTest, ThePitchNeverChangesByMoreThanHalfAPercent) {
  use_rate(47'000);  // more than can be followed
  sounding_ = {&long_, now_, std::nullopt, nullptr};
  for (int i = 0; i < 3000; ++i) {
    turn();
    ASSERT_NEAR(line_.speed(), 1, 0.005 + 1e-9);
  }
  EXPECT_GT(line_.laid(), 1U);  // out by more than 100 ms: laid anew
}

TEST_F(SoundTest, AtABoundaryTheNextClipIsInStepFromItsFirstSampleOn) {
  ScriptedClip next({.frames = 1, .sound_frames = 480'000}, now_, alive_);
  const Steady end = now_ + milliseconds(1003);
  sounding_ = {&long_, now_, end, &next};
  play(milliseconds(950));
  sounding_ = {&next, end, std::nullopt, nullptr};
  keep_ = true;
  play(milliseconds(500));
  EXPECT_NEAR(heard_at(end + milliseconds(100)), 4800, 4);
  EXPECT_NEAR(heard_at(end - milliseconds(10)), 993 * 48, 4);
  EXPECT_EQ(line_.laid(), 1U);
}

TEST_F(SoundTest, NothingClicksNotAtTheStartACutAnEndOrAStop) {
  keep_ = true;
  const Steady cut = now_ + milliseconds(511);
  sounding_ = {&a_, now_ + milliseconds(100), cut, &b_};
  play(milliseconds(470));
  sounding_ = {&b_, cut, std::nullopt, nullptr};
  play(milliseconds(500));
  sounding_ = {&silent_, now_, std::nullopt, nullptr};  // nobody knew of this end
  play(milliseconds(500));
  EXPECT_LT(largest_step(), kLargestStep);
  EXPECT_NEAR(heard_at(cut - milliseconds(20)), 1, 1e-4);
  EXPECT_NEAR(heard_at(cut), 0, 0.02);
  EXPECT_NEAR(heard_at(cut + milliseconds(20)), 1, 1e-4);
  EXPECT_EQ(heard_.back().left, 0);
}

TEST_F(SoundTest, AfterAStallOfTheMachineSoundIsInStepAgainWithinASecond) {
  sounding_ = {&long_, now_, std::nullopt, nullptr};
  play(seconds(2));
  now_ += seconds(2);  // SIGSTOP: neither turns nor calls
  device_.stand_still(seconds(2));
  play(kTurn);
  sounding_.start += seconds(2);  // playout goes on where it was
  keep_ = true;
  play(seconds(1));
  keep_ = false;
  EXPECT_NEAR(most_late(seconds(2)), 0, 0.001);
  EXPECT_EQ(line_.laid(), 2U);
}

TEST_F(SoundTest, AfterAStallThatThePicturesLeaptOverSoundLeapsToo) {
  sounding_ = {&long_, now_, std::nullopt, nullptr};
  play(seconds(2));
  now_ += milliseconds(700);
  device_.stand_still(milliseconds(700));
  play(seconds(1));
  EXPECT_NEAR(most_late(seconds(2)), 0, 0.001);
}

TEST_F(SoundTest, ATurnThatComesTooLateIsNeitherAClickNorALastingError) {
  keep_ = true;
  sounding_ = {&a_, now_, std::nullopt, nullptr};
  play(milliseconds(500));
  now_ += milliseconds(250);  // the device runs dry
  device_.run_until(now_);
  play(milliseconds(300));
  EXPECT_LT(largest_step(), kLargestStep);
  EXPECT_EQ(line_.laid(), 2U);
  EXPECT_NEAR(heard_.back().left, 1, 1e-4);
}

TEST_F(SoundTest, ADeviceThatStandsStillForAMomentIsLaidAnew) {
  sounding_ = {&long_, now_, std::nullopt, nullptr};
  play(seconds(1));
  device_.stand_still(milliseconds(400));
  play(seconds(1));
  EXPECT_NEAR(most_late(seconds(2)), 0, 0.001);
}

TEST_F(SoundTest, ADeviceThatComesBackGoesOnInStep) {
  sounding_ = {&long_, now_, std::nullopt, nullptr};
  play(seconds(1));
  outlet_.closed();
  for (int i = 0; i < 300; ++i) {
    line_.feed(now_, sounding_, outlet_);
    now_ += kTurn;
  }
  device_.plug(now_);
  play(milliseconds(300));
  EXPECT_NEAR(most_late(seconds(1)), 0, 0.001);
}

TEST_F(SoundTest, WithoutADeviceSoundIsReadAwaySoThatItDoesNotPileUp) {
  outlet_.closed();
  sounding_ = {&long_, now_ - seconds(5), std::nullopt, nullptr};
  EXPECT_EQ(line_.feed(now_, sounding_, outlet_), std::nullopt);
  EXPECT_EQ(long_.sound_position(), 5U * 48'000);
}

TEST_F(SoundTest, ASilentClipIsFollowedBySoundFromItsFirstSampleOn) {
  const Steady end = now_ + milliseconds(2000);
  ScriptedClip next({.frames = 1, .sound_frames = 480'000, .sound = one}, now_, alive_);
  sounding_ = {&silent_, now_, end, &next};
  keep_ = true;
  // The main loop sleeps as long as it may: a poster alone does not wake it.
  while (now_ < end - milliseconds(30)) {
    const auto wake = line_.feed(now_, sounding_, outlet_);
    now_ = std::min(wake.value_or(end - milliseconds(30)), end - milliseconds(30));
    device_.run_until(now_);
  }
  sounding_ = {&next, end, std::nullopt, nullptr};
  play(milliseconds(500));
  EXPECT_EQ(heard_at(end - milliseconds(1)), 0);
  EXPECT_NEAR(heard_at(end + milliseconds(6)), 1, 1e-3);
}

TEST_F(SoundTest, ALoopThatSleepsAsLongAsItMayKeepsTheDeviceFed) {
  sounding_ = {&long_, now_, std::nullopt, nullptr};
  int turns = 0;
  for (const Steady end = now_ + seconds(10); now_ < end; ++turns) {
    const auto wake = line_.feed(now_, sounding_, outlet_);
    ASSERT_TRUE(wake);
    ASSERT_GT(*wake, now_);
    now_ = *wake;
    device_.run_until(now_);
  }
  EXPECT_EQ(line_.laid(), 1U);
  EXPECT_LT(turns, 250);  // 25 a second, where pictures do not wake it more often
}

TEST_F(SoundTest, TheDelayOfTheSettingsMovesTheSoundBothWays) {
  for (const auto delay : {milliseconds(500), milliseconds(-100)}) {
    ScriptedClip clip({.frames = 1, .sound_frames = 1U << 30U}, now_, alive_);
    line_ = SoundLine(delay);
    use_rate(48'000);
    sounding_ = {&clip, now_, std::nullopt, nullptr};
    play(seconds(1));
    EXPECT_NEAR(most_late(seconds(1)), in_seconds(delay), 0.001);
  }
}

TEST_F(SoundTest, AnAnnouncementLowersTheSoundAtOnceAndLetsItComeBack) {
  sounding_ = {&a_, now_, std::nullopt, nullptr};
  play(milliseconds(500));
  keep_ = true;
  outlet_.fader().set_duck(true);
  const Steady ducked = now_;
  play(milliseconds(500));
  EXPECT_NEAR(heard_at(ducked + milliseconds(100)), 0.1, 1e-3);  // two buffers, then 50 ms
  outlet_.fader().set_duck(false);
  const Steady freed = now_;
  play(seconds(1));
  EXPECT_NEAR(heard_at(freed + milliseconds(300)), 0.6, 0.05);
  EXPECT_NEAR(heard_at(freed + milliseconds(550)), 1, 1e-3);
  EXPECT_LT(largest_step(), kLargestStep);
}

}  // namespace
}  // namespace kepu::player
