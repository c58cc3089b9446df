// What every stage promises, asked of the real one (on SDL's "dummy" screen in memory) and of the fake.
#include "player/stage.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "player/sdl_stage.h"
#include "tests/fakes/fake_stage.h"

namespace kepu::player {
namespace {

Steady now{std::chrono::seconds(1)};

std::unique_ptr<Stage> real_stage() {
  setenv("SDL_VIDEODRIVER", "dummy", 1);
  auto stage = SdlStage::open({});
  return stage ? std::move(*stage) : nullptr;
}
std::unique_ptr<Stage> fake_stage() { return std::make_unique<fakes::FakeStage>(now); }

enum class Which { real, fake };

class StageContract : public ::testing::TestWithParam<Which> {
 protected:
  static std::unique_ptr<Stage> open() { return GetParam() == Which::real ? real_stage() : fake_stage(); }
};

TEST_P(StageContract, HasASizeAndNoEventsAtFirst) {
  const auto stage = open();
  ASSERT_NE(stage, nullptr);
  EXPECT_GT(stage->width(), 0);
  EXPECT_GT(stage->height(), 0);
  EXPECT_FALSE(stage->events().quit);
}

TEST_P(StageContract, DoesNotKeepAFrameThatItHasDrawn) {
  const auto stage = open();
  ASSERT_NE(stage, nullptr);
  int given_back = 0;
  {
    std::vector<std::uint8_t> pixels(8 * 8 * 4, 1);
    const Frame frame(Pixels{wire::Format::bgra,
                             wire::Matrix::bt601,
                             true,
                             8,
                             8,
                             8,
                             8,
                             0,
                             {pixels.data(), nullptr, nullptr},
                             {32, 0, 0}},
                      Media{}, milliseconds(40), [&] { ++given_back; });
    stage->draw({&frame});
  }
  EXPECT_EQ(given_back, 1);
  stage->flip();  // what was drawn becomes visible all the same
}

TEST_P(StageContract, AnyOrderOfPicturesIsAllowed) {
  const auto stage = open();
  ASSERT_NE(stage, nullptr);
  stage->draw({Dark{}});
  stage->draw({Card{}});
  stage->flip();
  stage->flip();
  stage->draw({Dark{}});
  stage->flip();
}

INSTANTIATE_TEST_SUITE_P(Each, StageContract, ::testing::Values(Which::real, Which::fake),
                         [](const auto& which) {
                           return std::string(which.param == Which::real ? "Real" : "Fake");
                         });

}  // namespace
}  // namespace kepu::player
