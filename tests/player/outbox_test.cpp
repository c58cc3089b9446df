#include "player/outbox.h"

#include <gtest/gtest.h>

namespace kepu::player {
namespace {

TEST(Outbox, WhatIsPutComesOutOnce) {
  Outbox box;
  box.put(std::vector<Aired>(2));
  box.put(std::vector<config::AssetId>(1));
  const Mailing mailing = box.take();
  EXPECT_EQ(mailing.aired.size(), 2U);
  EXPECT_EQ(mailing.damaged.size(), 1U);
  EXPECT_TRUE(box.take().aired.empty());
}

TEST(Outbox, WhatDoesNotFitIsCountedAsLost) {
  Outbox box;
  box.put(std::vector<Aired>(Outbox::kRowsMax + 3));
  for (std::size_t i = 0; i < Outbox::kShotsMax + 1; ++i) box.put(Shot{});
  const Mailing mailing = box.take();
  EXPECT_EQ(mailing.aired.size(), Outbox::kRowsMax);
  EXPECT_EQ(mailing.shots.size(), Outbox::kShotsMax);
  EXPECT_EQ(mailing.lost, 4U);
}

}  // namespace
}  // namespace kepu::player
