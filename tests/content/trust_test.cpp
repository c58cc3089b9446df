#include "content/trust.h"

#include <gtest/gtest.h>

#include <string>

namespace kepu::content {
namespace {

using namespace std::chrono_literals;

std::string feed_bytes(std::int64_t epoch, std::int64_t version, const std::string& name = "liuzhou") {
  config::Feed feed;
  feed.name = name;
  feed.epoch = epoch;
  feed.version = version;
  feed.issued = Wall(std::chrono::sys_days(std::chrono::year(2026) / 11 / 23));
  feed.expires = feed.issued + 24h * 90;
  feed.timezone = "Asia/Shanghai";
  return config::write_feed(feed);
}

std::string refusal(const std::string& bytes, const Floor& floor) {
  const auto verified = verify(bytes, floor, RootChain());
  if (verified) return "believed";
  EXPECT_EQ(verified.error().kind, Kind::refused);
  return verified.error().message;
}

TEST(Verify, AFeedThatIsNewerIsBelieved) {
  const auto feed = verify(feed_bytes(1, 8), {"liuzhou", 1, 7}, RootChain());
  ASSERT_TRUE(feed);
  EXPECT_EQ((*feed)->version, 8);
  EXPECT_EQ(refusal(feed_bytes(2, 1), {"liuzhou", 1, 7}), "believed");
}

TEST(Verify, TheSameFeedAgainIsBelieved) {
  EXPECT_EQ(refusal(feed_bytes(1, 7), {"liuzhou", 1, 7}), "believed");
}

TEST(Verify, AnOlderFeedIsRefused) {
  EXPECT_EQ(refusal(feed_bytes(1, 6), {"liuzhou", 1, 7}),
            "feed.json: epoch 1 version 6 is older than epoch 1 version 7, which was accepted before: "
            "publish with a "
            "higher version");
  EXPECT_NE(refusal(feed_bytes(1, 9), {"liuzhou", 2, 7}), "believed");
}

TEST(Verify, AJumpOfMoreThanAMillionIsRefused) {
  EXPECT_EQ(refusal(feed_bytes(1, 1'000'007), {"liuzhou", 1, 7}), "believed");
  EXPECT_EQ(refusal(feed_bytes(1, 1'000'008), {"liuzhou", 1, 7}),
            "feed.json: epoch 1 version 1000008 is more than a million ahead of epoch 1 version 7: publish "
            "with the next "
            "version");
  EXPECT_NE(refusal(feed_bytes(1'000'002, 1), {"liuzhou", 1, 7}), "believed");
}

TEST(Verify, TheFirstFeedMayHaveAnyNumber) {
  EXPECT_EQ(refusal(feed_bytes(0, 20'261'123'001), {"liuzhou", 0, 0}), "believed");
}

TEST(Verify, AnotherFeedIsRefused) {
  EXPECT_EQ(refusal(feed_bytes(1, 8, "nanning"), {"liuzhou", 0, 0}),
            "feed.json: /feed: this is \"nanning\", the screen follows \"liuzhou\": correct feed_url or feed "
            "in the "
            "settings");
  EXPECT_EQ(refusal(feed_bytes(1, 8, "nanning"), {"", 0, 0}), "believed");
}

TEST(Verify, WhatIsNotAFeedIsInvalidWithItsFaults) {
  const auto verified = verify("<html>", {}, RootChain());
  ASSERT_FALSE(verified);
  EXPECT_EQ(verified.error().kind, Kind::invalid);
  EXPECT_TRUE(verified.error().message.starts_with("feed.json: ")) << verified.error().message;
}

TEST(Verify, UnknownFieldsAreLoggedAndPassedOver) {
  std::string bytes = feed_bytes(1, 8);
  bytes.insert(bytes.find('{') + 1, "\"hologram\": 1,");
  testing::internal::CaptureStderr();
  const auto feed = verify(bytes, {}, RootChain());
  EXPECT_NE(testing::internal::GetCapturedStderr().find(
                "feed.json: 1 unknown fields passed over, the first at /hologram"),
            std::string::npos);
  EXPECT_TRUE(feed);
}

}  // namespace
}  // namespace kepu::content
