#include "player/snapper.h"

#include <gtest/gtest.h>

namespace kepu::player {
namespace {

const Steady kStart{std::chrono::hours(1)};

TEST(Snapper, AnItemIsKeptOnceTwoSecondsAfterItBegan) {
  Snapper snapper("/s");
  EXPECT_EQ(snapper.visible(kStart, 1, "a.mp4"), std::nullopt);
  EXPECT_EQ(snapper.due(), kStart + Snapper::kAfter);
  EXPECT_EQ(snapper.visible(kStart + Snapper::kAfter, 1, "a.mp4"), "/s/0001-a.mp4.png");
  EXPECT_EQ(snapper.visible(kStart + std::chrono::seconds(3), 1, "a.mp4"), std::nullopt);
}

TEST(Snapper, AShorterItemIsKeptWithItsLastPicture) {
  Snapper snapper("/s");
  EXPECT_EQ(snapper.visible(kStart, 1, "a/b"), std::nullopt);
  EXPECT_EQ(snapper.before_draw(1), std::nullopt);
  EXPECT_EQ(snapper.before_draw(2), "/s/0001-a_b.png");
  EXPECT_EQ(snapper.before_draw(2), std::nullopt);
}

TEST(Snapper, WithoutAFolderNothingIsKept) {
  Snapper snapper("");
  EXPECT_EQ(snapper.visible(kStart, 1, "a"), std::nullopt);
  EXPECT_EQ(snapper.due(), std::nullopt);
}

}  // namespace
}  // namespace kepu::player
