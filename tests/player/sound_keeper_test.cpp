#include "player/sound_keeper.h"

#include <gtest/gtest.h>

namespace kepu::player {
namespace {

using std::chrono::seconds;

// A device that behaves: it is asked for sound as long as it is there and open.
class FakeSoundDevice final : public SoundDevice {
 public:
  Result<void> open() override {
    ++opened;
    is_open = there;
    if (!there) return Error{Kind::unavailable, "no audio device: none"};
    return {};
  }
  void close() override { is_open = false; }
  bool gone() override { return std::exchange(gone_, false); }
  bool arrived() override { return std::exchange(arrived_, false); }
  std::uint64_t calls() const override { return calls_; }

  void pass() { calls_ += is_open && there && !hangs ? 1 : 0; }
  void unplug() {
    there = false;
    gone_ = true;
  }
  void plug() {
    there = true;
    arrived_ = true;
  }
  bool there = true, hangs = false, is_open = false;
  int opened = 0;

 private:
  bool gone_ = false, arrived_ = false;
  std::uint64_t calls_ = 0;
};

class SoundKeeperTest : public ::testing::Test {
 protected:
  // Lets the loop turn as the keeper wishes, the device being asked for sound meanwhile.
  void run(nanoseconds time) {
    for (const Steady end = now_ + time; now_ < end;) {
      const Steady at = keeper_.tick(now_);
      ASSERT_GT(at, now_);
      now_ = std::min(at, end);
      device_.pass();
      ++ticks_;
    }
  }
  FakeSoundDevice device_;
  SoundKeeper keeper_{device_};
  Steady now_{std::chrono::hours(1)};
  int ticks_ = 0;
};

TEST_F(SoundKeeperTest, ADeviceIsOpenedOnceAndStaysOpen) {
  run(seconds(3600));
  EXPECT_TRUE(device_.is_open);
  EXPECT_EQ(device_.opened, 1);
  EXPECT_LE(ticks_, 3601);
}

TEST_F(SoundKeeperTest, OneThatIsUnpluggedIsClosedAndAnotherIsLookedForAtOnce) {
  run(seconds(5));
  device_.unplug();
  run(milliseconds(10));
  EXPECT_FALSE(device_.is_open);
  EXPECT_EQ(device_.opened, 2);
}

TEST_F(SoundKeeperTest, OneThatIsPluggedInAgainIsOpenAtOnce) {
  device_.there = false;
  run(seconds(600));
  device_.plug();
  run(milliseconds(1));
  EXPECT_TRUE(device_.is_open);
}

TEST_F(SoundKeeperTest, WithoutAnyTheTriesBecomeRare) {
  device_.there = false;
  run(seconds(3600));
  EXPECT_GT(device_.opened, 55);
  EXPECT_LT(device_.opened, 70);
}

TEST_F(SoundKeeperTest, OneThatNobodySaidAnythingOfIsFoundWithinAMinute) {
  device_.there = false;
  run(seconds(3600));
  device_.there = true;
  run(seconds(61));
  EXPECT_TRUE(device_.is_open);
}

TEST_F(SoundKeeperTest, OneThatHangsIsOpenedAnew) {
  run(seconds(5));
  device_.hangs = true;
  run(seconds(3));
  EXPECT_EQ(device_.opened, 2);
  device_.hangs = false;
  run(seconds(3600));
  EXPECT_EQ(device_.opened, 2);
}

TEST_F(SoundKeeperTest, AMachineThatStoodStillIsNoFaultOfTheDevice) {
  run(seconds(5));
  keeper_.tick(now_);
  now_ += seconds(2);  // stopped and continued: this loop turns before the device's
  const Steady again = keeper_.tick(now_);
  EXPECT_LT(again - now_, milliseconds(500));
  device_.pass();
  run(seconds(5));
  EXPECT_EQ(device_.opened, 1);
}

}  // namespace
}  // namespace kepu::player
