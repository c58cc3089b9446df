#include "player/in_force.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace kepu::player {
namespace {

using namespace std::chrono_literals;

const Wall kNoon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 28) + 4h;  // in Shanghai

config::AssetId id_of(char digit) { return *config::AssetId::parse(std::string(64, digit)); }

class InForceTest : public testing::Test {
 protected:
  InForceTest() {
    config::Feed feed;
    feed.name = "liuzhou";
    feed.timezone = "Asia/Shanghai";
    feed.issued = kNoon - 24h;
    feed.expires = kNoon + 24h * 90;
    feed.assets.resize(2);
    feed.assets[0].name = "mars";
    feed.assets[1].name = "typhoon-map";
    feed.assets[1].type = config::AssetType::image;
    feed.playlists = {{"all", config::Order::sequential, {config::AssetItem{0, 30s}}}};
    config::Entry loop, storm;
    loop.id.name = "loop";
    storm.id.name = "storm";
    storm.mode = config::Mode::takeover;
    loop.playlist = storm.playlist = 0;
    feed.entries = {loop, storm};
    feed.notice_assets = {"typhoon-map"};
    feeds_ = {std::make_shared<const config::Feed>(feed)};
    notices_.feed = "liuzhou";
    notices_.issued = kNoon;
    notices_.expires = kNoon + 24h;
  }

  config::Notice& notice(const std::string& id, milliseconds from, milliseconds until) {
    notices_.notices.push_back({id, {{"en", "Storm"}}, {}, {}, kNoon + from, kNoon + until});
    return notices_.notices.back();
  }

  // Ids of the entries that rule at a time after noon.
  std::string ruling(milliseconds after, std::optional<milliseconds> earliest = {}) {
    if (!given_ || *given_ != notices_) given_ = std::make_shared<const config::Notices>(notices_);
    in_force_.update(feeds_, given_, limits_, {kNoon + after, kNoon + earliest.value_or(-1h)});
    std::string ids;
    for (const auto& entry : in_force_.feeds().front()->entries)
      ids += (ids.empty() ? "" : " ") + entry.id.name;
    return ids;
  }

  Feeds feeds_;
  config::Notices notices_;
  config::NoticeLimits limits_;
  std::shared_ptr<const config::Notices> given_;
  InForce in_force_{""};
};

TEST_F(InForceTest, AFeedWithoutNoticesRulesAsItIs) {
  in_force_.update(feeds_, nullptr, {}, {kNoon, kNoon});
  EXPECT_EQ(in_force_.feeds(), feeds_);
}

TEST_F(InForceTest, ANoticeIsATakeoverFromItsBeginToItsEnd) {
  notice("typhoon", 1min, 10min);
  EXPECT_EQ(ruling(0s), "loop storm");
  EXPECT_EQ(in_force_.holds_for(), 1min);
  EXPECT_EQ(ruling(1min), "loop storm notice:typhoon");
  EXPECT_EQ(in_force_.holds_for(), 9min);
  EXPECT_EQ(in_force_.on(), (std::vector<std::string>{"typhoon"}));
  EXPECT_EQ(ruling(10min), "loop storm");
}

TEST_F(InForceTest, WhatRulesIsTheSameObjectUntilSomethingChanges) {
  notice("typhoon", 0s, 10min);
  ruling(0s);
  const auto before = in_force_.feeds().front();
  ruling(5min);
  EXPECT_EQ(in_force_.feeds().front(), before);
  ruling(10min);
  EXPECT_NE(in_force_.feeds().front(), before);
}

TEST_F(InForceTest, TheFirstNoticeOutranksTheOthersAndEveryEntryOfTheFeed) {
  notice("a", 0s, 1h);
  notice("b", 0s, 1h);
  ruling(0s);
  const auto& entries = in_force_.feeds().front()->entries;
  EXPECT_GT(entries[2].priority, entries[3].priority);
  EXPECT_GT(entries[3].priority, 1000);
}

TEST_F(InForceTest, ItShowsItsCardAndTheAssetsThatTheFeedOffersForNotices) {
  notice("typhoon", 0s, 1h).assets = {"typhoon-map", "mars", "unknown"};
  ruling(0s);
  const config::Feed& feed = *in_force_.feeds().front();
  const auto& items = feed.playlists[*feed.entries.back().playlist].items;
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(std::get<config::TextItem>(items[0]).text, (config::Text{{"en", "Storm"}}));
  EXPECT_EQ(std::get<config::AssetItem>(items[1]).asset, 1U);
}

TEST_F(InForceTest, ANoticeWithNothingLeftToShowIsNone) {
  config::Notice& one = notice("typhoon", 0s, 1h);
  one.text.clear();
  one.assets = {"mars"};
  EXPECT_EQ(ruling(0s), "loop storm");
}

TEST_F(InForceTest, NoneIsShownInQuietHoursOfTheScreensZone) {
  limits_.quiet = {{13 * 60, 14 * 60}};
  notice("typhoon", 0s, 6h);
  EXPECT_EQ(ruling(59min), "loop storm notice:typhoon");
  EXPECT_EQ(in_force_.holds_for(), 1min);
  EXPECT_EQ(ruling(1h), "loop storm");
  EXPECT_EQ(in_force_.holds_for(), 1h);
  EXPECT_EQ(ruling(2h), "loop storm notice:typhoon");
}

TEST_F(InForceTest, RecallsComeOnTopOfTheFeedsOwn) {
  notices_.recalled = {id_of('a')};
  ruling(0s);
  EXPECT_EQ(in_force_.feeds().front()->recalled, (std::vector<config::AssetId>{id_of('a')}));
}

TEST_F(InForceTest, RecallsOutliveTheNoticesTheyCameWith) {
  notices_.recalled = {id_of('a')};
  notice("typhoon", 0s, 100h);
  EXPECT_EQ(ruling(30h, 25h), "loop storm");
  EXPECT_EQ(in_force_.feeds().front()->recalled.size(), 1U);
}

TEST_F(InForceTest, AClockThatIsBehindTheLowerBoundDoesNotHideANotice) {
  notice("typhoon", 0s, 1h);
  EXPECT_EQ(ruling(-24h * 20'000, 1min), "loop storm notice:typhoon");
  EXPECT_EQ(ruling(-24h * 20'000, 61min), "loop storm");
}

TEST_F(InForceTest, NoClockMakesAFeedExpire) {
  EXPECT_EQ(ruling(24h * 1000), "loop storm");
  EXPECT_FALSE(in_force_.is_expired());
}

TEST_F(InForceTest, AnExpiredFeedPlaysOnWithoutItsTakeovers) {
  EXPECT_EQ(ruling(0s, 24h * 90 - 1min), "loop storm");
  EXPECT_EQ(in_force_.holds_for(), 1min);
  testing::internal::CaptureStderr();
  EXPECT_EQ(ruling(0s, 24h * 90), "loop");
  EXPECT_NE(testing::internal::GetCapturedStderr().find("has expired"), std::string::npos);
  EXPECT_TRUE(in_force_.is_expired());
}

TEST_F(InForceTest, TheNewestFeedAndTheOneBeforeAreAmendedAlike) {
  feeds_.push_back(std::make_shared<const config::Feed>(*feeds_.front()));
  notice("typhoon", 0s, 1h);
  ruling(0s);
  EXPECT_EQ(in_force_.feeds()[1]->entries.back().id.name, "notice:typhoon");
}

}  // namespace
}  // namespace kepu::player
