#include "content/origins.h"

#include <gtest/gtest.h>

namespace kepu::content {
namespace {

using namespace std::chrono_literals;

const Steady kNow{1h};

TEST(Origins, TheFeedIsAskedOfItsOwnServerUnlessThatFailed) {
  Origins origins({"a", "b", "c"});
  EXPECT_EQ(origins.for_feed(kNow), 0U);
  origins.succeed(1, kNow);
  EXPECT_EQ(origins.for_feed(kNow), 0U);
  origins.fail(0, kNow, 1);
  EXPECT_EQ(origins.for_feed(kNow), 1U);
  EXPECT_EQ(origins.for_feed(kNow + 3s), 0U);
}

TEST(Origins, MediaAreAskedOfTheOneThatSucceededLast) {
  Origins origins({"a", "b", "c"});
  EXPECT_EQ(origins.for_media(kNow), 0U);
  origins.succeed(2, kNow);
  EXPECT_EQ(origins.for_media(kNow), 2U);
  origins.succeed(1, kNow + 1s);
  EXPECT_EQ(origins.for_media(kNow + 1s), 1U);
  origins.fail(1, kNow + 1s, 1);
  EXPECT_EQ(origins.for_media(kNow + 1s), 2U);
}

TEST(Origins, WhereAllFailedTheOneWhoseTimeComesFirst) {
  Origins origins({"a", "b"});
  origins.fail(0, kNow, 1, 60s);
  EXPECT_TRUE(origins.any_left(kNow));
  origins.fail(1, kNow, 1);
  EXPECT_FALSE(origins.any_left(kNow));
  EXPECT_EQ(origins.for_feed(kNow), 1U);
  EXPECT_EQ(origins.for_media(kNow), 1U);
}

}  // namespace
}  // namespace kepu::content
