#include "player/x11_power.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "player/sdl.h"

namespace kepu::player {
namespace {

// On X11 the end-to-end tests see the monitor go off and on (tests/e2e/dark_test.py).
TEST(X11Power, IsNoneWhereThereIsNoX11) {
  setenv("SDL_VIDEODRIVER", "dummy", 1);
  const auto video = SdlSubsystem::start(SDL_INIT_VIDEO);
  ASSERT_TRUE(video);
  const SdlWindow window(SDL_CreateWindow("test", 0, 0, 64, 64, 0));
  ASSERT_TRUE(window);
  EXPECT_EQ(X11Power::of(window.get()), nullptr);
}

}  // namespace
}  // namespace kepu::player
