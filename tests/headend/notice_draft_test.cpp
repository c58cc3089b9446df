#include "headend/notice_draft.h"

#include <gtest/gtest.h>

#include <string>

namespace kepu::headend {
namespace {

using namespace std::chrono_literals;

const Wall kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 28);

config::AssetId id_of(char digit) { return *config::AssetId::parse(std::string(64, digit)); }

NoticeGround ground() {
  NoticeGround ground;
  ground.feed.emplace();
  ground.feed->name = "liuzhou";
  ground.feed->epoch = 3;
  ground.feed->assets.resize(2);
  ground.feed->assets[0].name = "mars";
  ground.feed->assets[0].id = id_of('a');
  ground.feed->assets[1].name = "typhoon-map";
  ground.feed->assets[1].id = id_of('b');
  ground.feed->notice_assets = {"typhoon-map"};
  return ground;
}

config::Notices draft() {
  config::Notices notices;
  notices.feed = "liuzhou";
  notices.notices.push_back({"storm", {{"en", "Storm"}}, {}, {}, {}, kNow + 2h});
  return notices;
}

TEST(NoticeDraft, WhatItLeavesToThePublisherIsFilledIn) {
  const auto made = next_notices(draft(), ground(), kNow);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->epoch, 3);
  EXPECT_EQ(made->version, 1);
  EXPECT_EQ(made->issued, kNow);
  EXPECT_EQ(made->expires, kNow + 24h);
  EXPECT_EQ(made->notices[0].from, kNow);
}

TEST(NoticeDraft, VersionsGoUpAndRecallsStay) {
  NoticeGround has = ground();
  has.served = *next_notices(draft(), ground(), kNow);
  has.served->recalled = {id_of('a'), id_of('c')};
  has.feed->recalled = {id_of('a')};  // which says so itself by now
  const auto made = next_notices(draft(), has, kNow);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->version, 2);
  EXPECT_EQ(made->recalled, (std::vector<config::AssetId>{id_of('c')}));
}

TEST(NoticeDraft, AnAssetThatTheFeedDoesNotOfferIsNamed) {
  config::Notices notices = draft();
  notices.notices[0].assets = {"typhoon-map"};
  EXPECT_TRUE(next_notices(notices, ground(), kNow));
  notices.notices[0].assets = {"mars"};
  EXPECT_EQ(next_notices(notices, ground(), kNow).error().message,
            "notice storm: mars is none of the feed's notice_assets");
}

TEST(NoticeDraft, NoticesOfAnotherFeedAreRefused) {
  config::Notices notices = draft();
  notices.feed = "nanning";
  EXPECT_FALSE(next_notices(notices, ground(), kNow));
}

TEST(NoticeDraft, ARecallNamesAssetsByNameOrHash) {
  const auto made = recalling({"mars", std::string(64, 'd')}, ground(), kNow);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->recalled, (std::vector<config::AssetId>{id_of('a'), id_of('d')}));
  EXPECT_EQ(recalling({"venus"}, ground(), kNow).error().kind, Kind::not_found);
}

TEST(NoticeDraft, ARecallLeavesTheNoticesThatAreNotOver) {
  NoticeGround has = ground();
  has.served = *next_notices(draft(), ground(), kNow);
  EXPECT_EQ(recalling({"mars"}, has, kNow + 1h)->notices.size(), 1U);
  EXPECT_EQ(recalling({"mars"}, has, kNow + 2h)->notices.size(), 0U);
}

}  // namespace
}  // namespace kepu::headend
