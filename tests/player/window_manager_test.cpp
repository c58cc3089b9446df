#include "player/window_manager.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "player/sdl.h"

namespace kepu::player {
namespace {

// On X11 without one, the end-to-end tests see the window fill the screen.
TEST(WindowManager, WhereThereIsNoX11TheWishForFullScreenIsAlwaysSaid) {
  setenv("SDL_VIDEODRIVER", "dummy", 1);
  const auto video = SdlSubsystem::start(SDL_INIT_VIDEO);
  ASSERT_TRUE(video);
  const SdlWindow window(SDL_CreateWindow("test", 0, 0, 64, 64, 0));
  ASSERT_TRUE(window);
  EXPECT_TRUE(window_manager_runs(window.get()));
}

}  // namespace
}  // namespace kepu::player
