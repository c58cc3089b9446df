// A courier to which somebody has carried a stick; the stick answers as StickHttp does.
#include <gtest/gtest.h>

#include "tests/content/trusting_courier.h"

namespace kepu::content {
namespace {

std::string on_stick(const std::string& name) { return "http://stick.invalid/" + name; }

class CourierStick : public Couriered {
 protected:
  config::Feed feed_of(std::int64_t version, const std::vector<std::string>& assets) {
    config::Feed feed = *config::read_feed(feed_bytes(version), config::Reading::playing).feed;
    for (const std::string& name : assets) {
      feed.assets.push_back(asset_of(name));
      feed.assets.back().type = config::AssetType::image;
    }
    return feed;
  }
  void put(const std::string& name) { http_.serve(on_stick("media/" + name), {.body = bytes_of(name)}); }
  void put_feed(std::int64_t version, const std::vector<std::string>& assets = {}) {
    http_.serve(on_stick("feed.json"), {.body = config::write_feed(feed_of(version, assets))});
    http_.serve(on_stick("notices.json"), {.status = 404});
  }
  void insert() {
    courier_->look_at_stick();
    EXPECT_TRUE(courier_->looks_at_stick());
    for (int i = 0; i < 20 && courier_->looks_at_stick(); ++i) run_for(1ms);
    EXPECT_FALSE(courier_->looks_at_stick());
  }
  void draw() {
    courier_->draw_from_stick();
    for (int i = 0; i < 50 && courier_->drawn().files_left > 0; ++i) run_for(1ms);
    EXPECT_EQ(courier_->drawn().files_left, 0U);
  }
};

TEST_F(CourierStick, WhatItBringsIsTakenWithoutAServer) {
  put_feed(7, {"a", "b"});
  put("a");
  put("b");
  insert();
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{7}));
  courier_->need({asset_of("a")});
  draw();
  EXPECT_TRUE(is_playable("a"));
  EXPECT_TRUE(is_playable("b"));  // needed another day
  EXPECT_EQ(courier_->drawn(), (Downloads::Drawn{0, 2, 0, 0, false}));
  EXPECT_EQ(courier_->stick_complaint(), "");
  restart();
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{7}));
}

TEST_F(CourierStick, AScreenThatHasNoServerTakesItToo) {
  options_.feed_url.clear();
  restart();
  put_feed(7, {"a"});
  put("a");
  insert();
  courier_->need({asset_of("a")});
  draw();
  EXPECT_TRUE(is_playable("a"));
}

TEST_F(CourierStick, AnOlderFeedIsRefusedAndItsMediaAreTakenAllTheSame) {
  serve_feed(9);
  run_for(1s);
  put_feed(7);
  put("a");
  insert();
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{9}));
  EXPECT_NE(courier_->stick_complaint(), "");
  EXPECT_EQ(courier_->feed_alarm(), "");
  courier_->need({asset_of("a")});
  draw();
  EXPECT_TRUE(is_playable("a"));
}

TEST_F(CourierStick, TheServersEtagHoldsAfterwards) {
  serve_feed(9);
  run_for(1s);
  put_feed(9);
  insert();
  run_for(61s);
  EXPECT_EQ(http_.requests().back().url, kFeedUrl);
  EXPECT_EQ(http_.requests().back().if_none_match, "\"9\"");
}

TEST_F(CourierStick, APollThatItInterruptsIsMadeUpFor) {
  http_.serve(kFeedUrl, {.body = feed_bytes(3), .stall_after = 0});
  run_for(1s);
  put_feed(2);
  serve_feed(3);
  insert();
  run_for(1s);
  EXPECT_EQ(versions().front(), 3);
}

TEST_F(CourierStick, WhatTheStickLacksComesFromTheServerLater) {
  serve_feed(1);
  serve("a");
  put_feed(2, {"a", "b"});
  put("b");
  insert();
  courier_->need({asset_of("a"), asset_of("b")});
  courier_->leave_stick();
  courier_->draw_from_stick();
  for (int i = 0; i < 50 && courier_->drawn().files_left > 0; ++i) run_for(1ms);
  EXPECT_EQ(courier_->drawn().lacking, 1U);
  courier_->leave_stick();
  run_for(1s);
  EXPECT_TRUE(is_playable("a"));
}

TEST_F(CourierStick, WhileItIsReadNothingComesOverADearNetwork) {
  courier_->allow({.downloads = false});
  put_feed(2, {"a", "b"});
  put("a");
  serve("b");
  insert();
  courier_->need({asset_of("a"), asset_of("b")});
  draw();
  EXPECT_TRUE(is_playable("a"));
  EXPECT_EQ(count(url_of("b")), 0);
  courier_->leave_stick();
  run_for(5s);
  EXPECT_FALSE(is_playable("b"));
  EXPECT_EQ(count(url_of("b")), 0);
}

TEST_F(CourierStick, OtherBytesThanTheFeedSaysAreNotTaken) {
  put_feed(2, {"a"});
  std::string wrong = bytes_of("a");
  wrong[17] ^= 1;
  http_.serve(on_stick("media/a"), {.body = wrong});
  insert();
  draw();
  EXPECT_FALSE(is_playable("a"));
  EXPECT_EQ(courier_->drawn().lacking, 1U);
}

TEST_F(CourierStick, WhatIsNotNeededYetDrivesNothingOut) {
  serve("a");
  serve("b");
  courier_->need({asset_of("a"), asset_of("b")});
  run_for(1s);
  options_.store_bytes_max = 7000;  // two assets of 3000 bytes
  restart();
  put_feed(2, {"a", "b", "c"});
  put("c");
  insert();
  courier_->need({asset_of("a")});
  draw();
  EXPECT_TRUE(is_playable("b"));
  EXPECT_FALSE(is_playable("c"));
  EXPECT_TRUE(courier_->drawn().full);
  EXPECT_EQ(courier_->disk_alarm(), "");
}

TEST_F(CourierStick, AStickWithoutAFeedSaysSo) {
  http_.serve(on_stick("feed.json"), {.status = 404});
  insert();
  EXPECT_NE(courier_->stick_complaint().find("feed.json"), std::string::npos);
}

class TrustingCourierStick : public TrustingCourier {
 protected:
  void insert() {
    courier_->look_at_stick();
    for (int i = 0; i < 50 && courier_->looks_at_stick(); ++i) run_for(1ms);
    EXPECT_FALSE(courier_->looks_at_stick());
  }
};

TEST_F(TrustingCourierStick, OnlyWhatEnoughPersonsSignedIsTaken) {
  http_.stop_serving(root_url(1));
  http_.serve(on_stick("roots/1.json"), {.body = signed_root(sample_root())});
  http_.serve(on_stick("roots/2.json"), {.status = 404});
  http_.serve(on_stick("feed.json"), {.body = signed_feed(sample_feed(1), {"li"})});
  insert();
  EXPECT_TRUE(courier_->feeds().empty());
  EXPECT_NE(courier_->stick_complaint(), "");
  http_.serve(on_stick("feed.json"), {.body = signed_feed(sample_feed(1), {"li", "wang"})});
  insert();
  EXPECT_EQ(courier_->feeds().size(), 1U);
  EXPECT_EQ(courier_->stick_complaint(), "");
}

}  // namespace
}  // namespace kepu::content
