// On SDL's own "dummy" video driver: a screen in memory. The real screens are the end-to-end tests' (Xvfb).
#include "player/sdl_stage.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <vector>

namespace kepu::player {
namespace {

class SdlStageTest : public ::testing::Test {
 protected:
  SdlStageTest() { setenv("SDL_VIDEODRIVER", "dummy", 1); }
  std::unique_ptr<SdlStage> open() {
    auto stage = SdlStage::open(settings_);
    EXPECT_TRUE(stage) << stage.error().message;
    return stage ? std::move(*stage) : nullptr;
  }
  static int brightness(const Screenshot& shot, int x, int y) {
    const auto at = static_cast<std::size_t>(y * shot.stride + 4 * x);
    return shot.pixels[at] + shot.pixels[at + 1] + shot.pixels[at + 2];
  }
  config::Settings settings_;
};

TEST_F(SdlStageTest, FullScreenMeansTheDisplaysSize) {
  const auto stage = open();
  SDL_Rect bounds{};
  SDL_GetDisplayBounds(0, &bounds);
  EXPECT_EQ(stage->width(), bounds.w);
  EXPECT_EQ(stage->height(), bounds.h);
}

TEST_F(SdlStageTest, WhatWasDrawnIsOnTheScreenshot) {
  const auto stage = open();
  stage->draw({Dark{}});
  stage->flip();
  EXPECT_EQ(brightness(stage->screenshot(), 5, 5), 0);
  stage->draw({Card{}});
  stage->flip();
  EXPECT_GT(brightness(stage->screenshot(), 5, 5), 40);
  const std::vector<std::uint8_t> white(16 * 16 * 4, 255);
  const Frame frame(Pixels{wire::Format::bgra,
                           wire::Matrix::bt601,
                           true,
                           16,
                           16,
                           16,
                           16,
                           0,
                           {white.data(), nullptr, nullptr},
                           {64, 0, 0}},
                    Media{}, milliseconds(40), nullptr);
  stage->draw({&frame});
  stage->flip();
  EXPECT_GT(brightness(stage->screenshot(), stage->width() / 2, stage->height() / 2), 750);  // scaling rounds
}

TEST_F(SdlStageTest, TwoLayersAreMixedByTheirShares) {
  const auto stage = open();
  const auto middle = [&](double share) {
    stage->draw({Plain{0x0000FF}, Plain{0xFF0000}, share});
    stage->flip();
    const Screenshot shot = stage->screenshot();
    return std::vector<int>{shot.pixels[0], shot.pixels[1], shot.pixels[2]};  // blue, green, red
  };
  EXPECT_EQ(middle(0), (std::vector<int>{255, 0, 0}));
  EXPECT_EQ(middle(1), (std::vector<int>{0, 0, 255}));
  EXPECT_NEAR(middle(0.25)[0], 191, 1);
  EXPECT_NEAR(middle(0.25)[2], 64, 1);
  EXPECT_EQ(middle(0.25)[1], 0);
}

TEST_F(SdlStageTest, ThroughARendererItDrawsTheSame) {
  const std::vector<std::uint8_t> grey(64 * 48 * 4, 100);
  const Frame frame(Pixels{wire::Format::bgra,
                           wire::Matrix::bt601,
                           true,
                           64,
                           48,
                           64,
                           48,
                           0,
                           {grey.data(), nullptr, nullptr},
                           {256, 0, 0}},
                    Media{}, milliseconds(40), nullptr);
  const auto drawn = [&](config::Renderer renderer) {
    settings_.renderer = renderer;
    const auto stage = open();
    stage->draw({&frame, Plain{0xFF0000}, 0.5});
    stage->flip();
    return stage->screenshot().pixels;
  };
  EXPECT_EQ(drawn(config::Renderer::surface), drawn(config::Renderer::gpu));
}

TEST_F(SdlStageTest, AClosedWindowOrEscapeEndsThePlayer) {
  const auto stage = open();
  EXPECT_FALSE(stage->events().quit);
  SDL_Event event{};
  event.type = SDL_QUIT;
  SDL_PushEvent(&event);
  EXPECT_TRUE(stage->events().quit);
  event = {};
  event.type = SDL_KEYDOWN;
  event.key.keysym.sym = SDLK_ESCAPE;
  SDL_PushEvent(&event);
  EXPECT_TRUE(stage->events().quit);
}

TEST_F(SdlStageTest, ADisplayThatIsNotThereIsNamed) {
  settings_.display = 9;
  const auto stage = SdlStage::open(settings_);
  ASSERT_FALSE(stage);
  EXPECT_EQ(stage.error().message, "display 9 is not there: SDL finds 1");
}

}  // namespace
}  // namespace kepu::player
