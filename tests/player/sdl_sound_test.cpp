#include "player/sdl_sound.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <thread>

namespace kepu::player {
namespace {

TEST(SdlSound, TheDeviceDrainsTheRing) {
  setenv("SDL_AUDIODRIVER", "dummy", 1);
  SdlSound sound;
  ASSERT_TRUE(sound.open());
  EXPECT_TRUE(sound.is_open());
  EXPECT_GT(sound.latency(), milliseconds(0));
  const std::array<float, 2048> samples{};
  sound.ring().push(samples);
  while (sound.ring().filled() > 0) std::this_thread::yield();
}

TEST(SdlSound, NoDeviceIsAnErrorThatSaysSo) {
  setenv("SDL_AUDIODRIVER", "none-such", 1);
  SdlSound sound;
  const auto open = sound.open();
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().message.substr(0, 17), "no audio device: ");
  EXPECT_FALSE(sound.is_open());
}

}  // namespace
}  // namespace kepu::player
