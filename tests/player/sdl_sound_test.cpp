#include "player/sdl_sound.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <thread>
#include <vector>

#include "tests/fakes/temp_folder.h"

namespace kepu::player {
namespace {

class SdlSoundTest : public ::testing::Test {
 protected:
  ~SdlSoundTest() override { unsetenv("SDL_DISKAUDIOFILE"); }
  static void use(const char* driver) { setenv("SDL_AUDIODRIVER", driver, 1); }
  void drain(std::size_t frames) {
    outlet_.push(std::vector<float>(frames * 2, 0.25F));
    while (outlet_.next_read(outlet_.reading()) < outlet_.next_write()) std::this_thread::yield();
  }
  SystemClock clock_;
  SoundOutlet outlet_{1, -20};
  std::atomic<int> changes_{0};
  SdlSound sound_{clock_, outlet_, [this] { ++changes_; }};
};

TEST_F(SdlSoundTest, TheDeviceDrainsTheRingAndTellsItsPace) {
  use("dummy");
  const Steady before = clock_.steady();
  ASSERT_TRUE(sound_.open());
  drain(2048);
  const DeviceReading reading = outlet_.reading();
  EXPECT_TRUE(reading.open);
  EXPECT_GE(reading.calls, 2U);
  EXPECT_GT(reading.at, before);
  EXPECT_GT(reading.latency, milliseconds(0));
}

TEST_F(SdlSoundTest, WhatIsPushedIsWhatTheDeviceGets) {
  const fakes::TempFolder folder;
  const auto file = folder / "sound.raw";
  setenv("SDL_DISKAUDIOFILE", file.c_str(), 1);
  use("disk");
  ASSERT_TRUE(sound_.open());
  drain(4096);
  sound_.close();
  EXPECT_FALSE(outlet_.reading().open);
  EXPECT_GE(std::filesystem::file_size(file), 4096U * 8);
}

TEST_F(SdlSoundTest, NoDeviceIsAnErrorThatSaysSo) {
  use("none-such");
  const auto open = sound_.open();
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().message.substr(0, 17), "no audio device: ");
  EXPECT_EQ(open.error().kind, Kind::unavailable);
  EXPECT_FALSE(outlet_.reading().open);
}

TEST_F(SdlSoundTest, ADeviceThatIsUnpluggedIsReplaced) {
  use("dummy");
  SoundKeeper keeper(sound_);
  keeper.tick(clock_.steady());
  ASSERT_EQ(outlet_.reading().device, 1U);
  sound_.arrived();
  changes_ = 0;
  SDL_Event unplugged{};
  unplugged.type = SDL_AUDIODEVICEREMOVED;
  unplugged.adevice.which = 2;  // as SDL numbers the first one
  SDL_PushEvent(&unplugged);
  EXPECT_EQ(changes_, 1);
  keeper.tick(clock_.steady());
  EXPECT_EQ(outlet_.reading().device, 2U);
  drain(1024);
}

TEST_F(SdlSoundTest, WhatHappensToMicrophonesAndOtherDevicesDoesNotMatter) {
  use("dummy");
  ASSERT_TRUE(sound_.open());
  sound_.arrived();
  SDL_Event event{};
  event.type = SDL_AUDIODEVICEREMOVED;
  event.adevice.which = 99;
  SDL_PushEvent(&event);
  event.type = SDL_AUDIODEVICEADDED;
  event.adevice.iscapture = 1;
  SDL_PushEvent(&event);
  EXPECT_FALSE(sound_.gone());
  EXPECT_FALSE(sound_.arrived());
  event.adevice.iscapture = 0;
  SDL_PushEvent(&event);
  EXPECT_TRUE(sound_.arrived());
}

}  // namespace
}  // namespace kepu::player
