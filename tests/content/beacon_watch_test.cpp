// A screen that asks a live headend what the newest feed is, and servers that hold feeds back.
#include "content/beacon_watch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/content/trusting_courier.h"

namespace kepu::content {
namespace {

constexpr const char* kBeaconUrl = "https://headend/beacon";
constexpr const char* kMirrorUrl = "http://depot/feed.json";

class BeaconWatchTest : public TrustingCourier {
 protected:
  BeaconWatchTest() {
    options_.root = pin_of(root_with_beacon());
    options_.beacon_url = kBeaconUrl;
    options_.nonce = [this] {
      std::string digits = std::to_string(++questions_);
      return std::string(32 - digits.size(), '0') + digits;
    };
    serve_root(1, signed_root(root_with_beacon()));
    said_.feed = "liuzhou";
    said_.newest = {1, 7};
    said_.time = issue_day() + 1h;
    http_.serve_live(kBeaconUrl, [this](const std::string& url) { return answer(url); });
    serve(sample_feed(7));
    restart();
  }

  fakes::Answer answer(const std::string& url) const {
    if (is_down_) return {.status = 503, .retry_after = retry_after_};
    Beacon beacon = said_;
    if (beacon.nonce.empty()) beacon.nonce = url.substr(url.find('=') + 1);
    return {.body = signed_by(signers_, kBeaconType, write_beacon(beacon))};
  }
  std::size_t times_asked() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(asked(), [](const std::string& url) { return url.starts_with(kBeaconUrl); }));
  }
  const std::string& alarm() const { return courier_->beacon_alarm(); }

  int questions_ = 0;
  Beacon said_;  // no nonce: the one that is asked with
  Names signers_{"eve"};
  bool is_down_ = false;
  int retry_after_ = 0;
};

// --- as it should be ---

TEST_F(BeaconWatchTest, ANewerFeedIsLookedForAtOnce) {
  options_.poll = 24h;
  restart();
  run_for(1s);
  said_.newest = {1, 8};
  serve(sample_feed(8));
  run_for(kBeaconEvery);
  EXPECT_EQ(courier_->feeds().front()->version, 8);
  EXPECT_EQ(count(kFeedUrl), 2);
  EXPECT_EQ(alarm(), "");
}

TEST_F(BeaconWatchTest, EachQuestionHasANonceOfItsOwnAndPassesCachesBy) {
  run_for(1h);
  std::vector<std::string> questions;
  for (const Request& request : http_.requests()) {
    if (!request.url.starts_with(kBeaconUrl)) continue;
    questions.push_back(request.url);
    EXPECT_TRUE(request.past_caches);
  }
  EXPECT_EQ(questions.size(), 5U);
  EXPECT_EQ(questions.front(), std::string(kBeaconUrl) + "?nonce=00000000000000000000000000000001");
  std::ranges::sort(questions);
  EXPECT_EQ(std::ranges::adjacent_find(questions), questions.end());
  run_for(20s);
  EXPECT_EQ(courier_->beacon_words(), "epoch 1 version 7, 20 s ago");
}

TEST_F(BeaconWatchTest, AUrlWithAQueryKeepsIt) {
  options_.beacon_url = std::string(kBeaconUrl) + "?feed=liuzhou";
  restart();
  run_for(1s);
  EXPECT_EQ(count(std::string(kBeaconUrl) + "?feed=liuzhou&nonce=00000000000000000000000000000001"), 1);
}

TEST_F(BeaconWatchTest, WithoutARootNobodyIsAsked) {
  options_.root.reset();
  restart();
  run_for(1h);
  EXPECT_EQ(times_asked(), 0U);
  EXPECT_EQ(courier_->beacon_words(), "");
}

TEST_F(BeaconWatchTest, BeforeTheRootHasComeNobodyIsAsked) {
  http_.stop_serving(root_url(1));
  run_for(60s);
  EXPECT_EQ(times_asked(), 0U);
  serve_root(1, signed_root(root_with_beacon()));
  run_for(300s);
  EXPECT_EQ(times_asked(), 1U);
}

TEST_F(BeaconWatchTest, AHundredThousandScreensDoNotAskAtOnce) {
  options_.chance = [] { return 0.1; };
  restart();
  run_for(26s);
  EXPECT_EQ(times_asked(), 0U);
  run_for(2s);
  EXPECT_EQ(times_asked(), 1U);
}

// --- a server that holds feeds back ---

TEST_F(BeaconWatchTest, AFeedThatIsHeldBackRaisesTheAlarmUntilItComes) {
  said_.newest = {1, 8};
  run_for(9min);
  EXPECT_EQ(alarm(), "");
  const std::string log = log_of(2min);
  EXPECT_EQ(
      alarm(),
      "the headend has published epoch 1 version 8, and it does not come: the feed's server, or a cache "
      "before it, is behind or holds it back");
  EXPECT_EQ(lines(log, alarm()), 1);
  EXPECT_EQ(courier_->feeds().front()->version, 7);  // plays on
  serve(sample_feed(8));
  run_for(2min);
  EXPECT_EQ(courier_->feeds().front()->version, 8);
  EXPECT_EQ(alarm(), "");
}

TEST_F(BeaconWatchTest, CachesArePassedByOnceForEachBeaconThatSaysThatAFeedIsMissing) {
  const auto passed_by = [this] {
    return std::ranges::count_if(http_.requests(), [](const Request& request) {
      return request.url == kFeedUrl && request.past_caches;
    });
  };
  run_for(20min);
  EXPECT_EQ(passed_by(), 0);
  said_.newest = {1, 999};  // a lie, perhaps
  run_for(2h);
  EXPECT_EQ(passed_by(), 8);
  said_.newest = {1, 7};
  run_for(1h);
  EXPECT_EQ(passed_by(), 8);
}

TEST_F(BeaconWatchTest, AMirrorMayHaveWhatTheServerHoldsBack) {
  options_.mirrors = {kMirrorUrl};
  restart();
  http_.serve(kMirrorUrl, {.body = signed_feed(sample_feed(8))});
  http_.serve("http://depot/roots/2.json", {.status = 404});
  run_for(5min);
  EXPECT_EQ(courier_->feeds().front()->version, 7);  // its own server answers
  said_.newest = {1, 8};
  run_for(kBeaconEvery + 2min);
  EXPECT_EQ(courier_->feeds().front()->version, 8);
  EXPECT_EQ(count(kMirrorUrl), 1);
}

TEST_F(BeaconWatchTest, AHeadendThatIsBehindChangesNothing) {
  said_.newest = {1, 6};
  run_for(1h);
  EXPECT_EQ(courier_->feeds().front()->version, 7);
  EXPECT_EQ(alarm(), "");
}

TEST_F(BeaconWatchTest, SilenceWhileTheServerAnswersIsNoticedWithinADay) {
  options_.poll = 600s;
  is_down_ = true;
  restart();
  run_for(23h);
  EXPECT_EQ(alarm(), "");
  run_for(70min);
  EXPECT_EQ(alarm(),
            "the headend's beacon has been silent for a day, while the feed's server answers: look after it");
  is_down_ = false;
  run_for(20min);
  EXPECT_EQ(alarm(), "");
}

TEST_F(BeaconWatchTest, ADeadNetworkIsNoAlarm) {
  options_.poll = 600s;
  restart();
  run_for(1h);
  is_down_ = true;
  http_.stop_serving(kFeedUrl);
  run_for(48h);
  EXPECT_EQ(alarm(), "");
}

TEST_F(BeaconWatchTest, AHeadendInTroubleIsLeftAlone) {
  is_down_ = true;
  run_for(1h);
  EXPECT_LE(times_asked(), 20U);  // 2 s, 4 s, ... 5 minutes apart
  retry_after_ = 7200;
  run_for(6min);
  const std::size_t asked = times_asked();
  run_for(110min);
  EXPECT_EQ(times_asked(), asked);
}

// --- a beacon that lies ---

TEST_F(BeaconWatchTest, WhatIsNotBelievedRaisesTheAlarmAndChangesNothing) {
  const Beacon right = said_;
  const auto lie = [&](const Beacon& beacon, const Names& signers, const std::string& complaint) {
    said_ = beacon;
    signers_ = signers;
    run_for(16min);
    EXPECT_NE(alarm().find(complaint), std::string::npos) << alarm();
    EXPECT_LT(courier_->earliest(), issue_day() + 24h);
    said_ = right;
    signers_ = {"eve"};
    run_for(16min);
    EXPECT_EQ(alarm(), "");
  };
  Beacon newer = right;
  newer.newest = {1, 999};
  newer.time = issue_day() + 24h * 300;
  lie(newer, {"li", "wang", "chen"}, "is signed by nobody who may sign it");
  newer.nonce = "00000000000000000000000000000001";
  lie(newer, {"eve"}, "is not the one that was asked with");
}

TEST_F(BeaconWatchTest, ATimeThatCannotBeIsRefused) {
  run_for(1s);
  said_.newest = {1, 8};
  for (const Wall wrong : {issue_day() - 24h, issue_day() + 24h * 400}) {
    said_.time = wrong;
    run_for(16min);
    EXPECT_NE(alarm().find("set the headend's clock"), std::string::npos) << alarm();
    EXPECT_LT(courier_->earliest(), issue_day() + 24h);
  }
}

// --- time ---

TEST_F(BeaconWatchTest, WhatHasExpiredIsKnownByABeacon) {
  run_for(1s);
  EXPECT_LT(courier_->earliest(), issue_day() + 24h);
  said_.time = issue_day() + 24h * 91;
  run_for(16min);
  EXPECT_GE(courier_->earliest(), said_.time);
  EXPECT_LT(courier_->earliest(), said_.time + 20min);
  run_for(16min);
  EXPECT_GE(courier_->earliest(), said_.time + 16min);  // it runs on
}

TEST_F(BeaconWatchTest, ABeaconsTimeIsNotKept) {
  said_.time = issue_day() + 24h * 91;
  run_for(2h);
  EXPECT_LT(*store_.time(), issue_day() + 24h);
  is_down_ = true;
  restart();
  EXPECT_LT(courier_->earliest(), issue_day() + 24h);
}

TEST_F(BeaconWatchTest, ARootThatTakesTheKeyBackUndoesWhatAThiefSaid) {
  Root root = root_with_beacon();
  root.expires = issue_day() + 24h * 100;
  options_.root = pin_of(root);
  serve_root(1, signed_root(root));
  files_ = fakes::FakeFiles();
  restart();
  run_for(1s);
  said_.time = issue_day() + 24h * 200;
  run_for(16min);
  serve(sample_feed(8));
  EXPECT_EQ(believed(), "1.7") << "under an expired root nothing new is believed";
  Root next = sample_root(2);
  next.expires = issue_day() + 24h * 101;
  serve_root(2, signed_root(next));
  const std::string log = log_of(10min);
  EXPECT_EQ(lines(log, "what it said is forgotten"), 1);
  EXPECT_LT(courier_->earliest(), issue_day() + 24h);
  EXPECT_EQ(believed(), "1.8");
  EXPECT_EQ(courier_->root()->version, 2);
}

TEST_F(BeaconWatchTest, ARootThatNamesNobodyForItIsAnAlarm) {
  options_.root = pin_of(sample_root());
  serve_root(1, signed_root(sample_root()));
  files_ = fakes::FakeFiles();
  restart();
  run_for(1min);
  EXPECT_EQ(alarm(), "beacon: the root names nobody who may sign beacons");
}

}  // namespace
}  // namespace kepu::content
