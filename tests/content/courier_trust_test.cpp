// A screen with a pinned root, and servers that want it to believe something else (after the attacks that TUF
// names, https://theupdateframework.github.io/specification/v1.0.33, section 1.5.2).
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "content/courier.h"
#include "tests/content/trusting_courier.h"

namespace kepu::content {
namespace {

class CourierTrustTest : public TrustingCourier {};

// --- as it should be ---

TEST_F(CourierTrustTest, AFeedThatEnoughPersonsSignedIsBelievedAndKept) {
  serve(sample_feed(7));
  EXPECT_EQ(believed(), "1.7");
  http_.stop_serving(kFeedUrl);
  http_.stop_serving(root_url(1));
  restart();
  ASSERT_EQ(courier_->feeds().size(), 1U);  // without any network
  EXPECT_EQ(courier_->root()->version, 1);
}

TEST_F(CourierTrustTest, ARootThatTheSettingsCarryNeedsNoNetwork) {
  http_.stop_serving(root_url(1));
  options_.root_envelope = signed_root(sample_root());
  options_.root = *pin_of_carried(options_.root_envelope, "root.json");
  EXPECT_EQ(*options_.root, pin_of(sample_root()));
  restart();
  EXPECT_EQ(courier_->root()->version, 1);
  serve(sample_feed(7));
  EXPECT_EQ(believed(), "1.7");
  EXPECT_FALSE(pin_of_carried(signed_feed(sample_feed(7)), "root.json"));
}

TEST_F(CourierTrustTest, ASteadyPollAsksForNoRoot) {
  serve(sample_feed(7));
  EXPECT_EQ(believed(), "1.7");
  const long asked = count(root_url(2));
  run_for(600s);
  EXPECT_EQ(count(root_url(2)), asked);
  serve(sample_feed(8));
  EXPECT_EQ(believed(), "1.8");
  EXPECT_EQ(count(root_url(2)), asked + 1);
}

TEST_F(CourierTrustTest, NothingIsBelievedBeforeTheRootHasCome) {
  http_.stop_serving(root_url(1));
  serve(sample_feed(7));
  EXPECT_EQ(believed(), "");
  EXPECT_EQ(count(kFeedUrl), 0);
  serve_root(1, signed_root(sample_root()));
  run_for(300s);
  EXPECT_EQ(believed(), "1.7");
}

TEST_F(CourierTrustTest, RootsFollowEachOther) {
  serve(sample_feed(7));
  EXPECT_EQ(believed(), "1.7");
  for (const std::int64_t version : {2, 3, 4}) serve_root(version, signed_root(sample_root(version)));
  serve(sample_feed(8));
  EXPECT_EQ(believed(), "1.8");
  EXPECT_EQ(courier_->root()->version, 4);
  http_.stop_serving(kFeedUrl);
  restart();
  EXPECT_EQ(courier_->root()->version, 4);
  EXPECT_EQ(courier_->feeds().size(), 2U);
}

TEST_F(CourierTrustTest, AFeedThatComesBeforeItsRootIsBelievedWhenTheRootComes) {
  serve(sample_feed(7));
  EXPECT_EQ(believed(), "1.7");
  Root next = sample_root(2);
  next.epoch = 2;
  serve(sample_feed(8, 2));
  EXPECT_EQ(believed(), "1.7");
  const long fetched = count(kFeedUrl);
  run_for(600s);
  EXPECT_EQ(count(kFeedUrl), fetched + 10);
  EXPECT_GE(count(root_url(2)), 10);  // is there a root by now?
  serve_root(2, signed_root(next));
  EXPECT_EQ(believed(), "2.8");
}

TEST_F(CourierTrustTest, WithoutAPinAnEnvelopeIsReadWhoeverSignedIt) {
  options_.root.reset();
  restart();
  serve(sample_feed(7), {"eve"});
  EXPECT_EQ(believed(), "1.7");
  EXPECT_EQ(count(root_url(1)), 0);
}

TEST_F(CourierTrustTest, WhatIsSignedSaysHowLateItIsAtLeast) {
  serve(sample_feed(7));
  EXPECT_EQ(believed(), "1.7");
  EXPECT_EQ(http_.plausible().from, issue_day());
  EXPECT_EQ(http_.plausible().until, issue_day() + 24h * 366);
  options_.root.reset();
  config::Feed future = sample_feed(8);
  future.issued += std::chrono::hours(24 * 36'500);
  future.expires = future.issued + 24h;
  serve(future);
  restart();
  EXPECT_EQ(believed(), "1.8");
  EXPECT_LT(courier_->earliest(), issue_day() + 24h);  // nobody vouches for it
}

// --- attacks ---

// Whatever bit of the document is turned on its way: it is refused, or (white space, say) as it was.
TEST_F(CourierTrustTest, AThousandFlippedBitsShowNothingElse) {
  config::Feed feed = sample_feed(7);
  feed.overlays.push_back({{}, "ticker", "ticker", {{"en", "Welcome"}}});
  const std::string bytes = signed_feed(feed);
  RootChain chain(pin_of(sample_root()));
  ASSERT_TRUE(chain.extend(signed_root(sample_root())));
  std::mt19937 dice(1);
  testing::internal::CaptureStderr();
  for (int i = 0; i < 1000; ++i) {
    std::string flipped = bytes;
    flipped[dice() % flipped.size()] ^= static_cast<char>(1U << (dice() % 8));
    const auto read = verify(flipped, {"", 0, 0}, chain);
    if (read) {
      EXPECT_EQ(**read, feed);
    }
  }
  testing::internal::GetCapturedStderr();
}

TEST_F(CourierTrustTest, ArbitraryContentIsRefused) {
  serve(sample_feed(7));
  EXPECT_EQ(believed(), "1.7");
  const std::vector<std::string> attempts{
      config::write_feed(sample_feed(8)),
      signed_feed(sample_feed(8), {}),
      signed_feed(sample_feed(8), {"eve"}),
      signed_feed(sample_feed(8), {"eve", "zhao"}),
      signed_feed(sample_feed(8), {"li"}),
      signed_feed(sample_feed(8), {"li", "li"}),
      signed_by({"li", "wang"}, "application/x", config::write_feed(sample_feed(8))),
      signed_by({"li", "wang"}, kRootType, config::write_feed(sample_feed(8))),
      signed_by({"li", "wang"}, kFeedType, "{}"),
      "<html>",
      ""};
  for (const std::string& attempt : attempts) {
    serve(attempt);
    EXPECT_EQ(believed(), "1.7") << attempt.substr(0, 100);
  }
  serve(sample_feed(8));
  EXPECT_EQ(believed(), "1.8");
}

TEST_F(CourierTrustTest, APayloadThatWasChangedAfterSigningIsRefused) {
  auto envelope = *read_envelope(signed_feed(sample_feed(7)), "x");
  envelope.payload = config::write_feed(sample_feed(8));
  serve(write_envelope(envelope));
  EXPECT_EQ(believed(), "");
}

TEST_F(CourierTrustTest, ARollbackIsRefusedAlsoAfterARestart) {
  serve(sample_feed(7));
  EXPECT_EQ(believed(), "1.7");
  serve(sample_feed(6));
  EXPECT_EQ(believed(), "1.7");
  restart();
  EXPECT_EQ(believed(), "1.7");
}

TEST_F(CourierTrustTest, TwoFeedsOfOneVersionAreNamed) {
  serve(sample_feed(7));
  EXPECT_EQ(believed(), "1.7");
  config::Feed other = sample_feed(7);
  other.timezone = "Asia/Urumqi";
  serve(other);
  EXPECT_NE(log_of_a_poll().find("has changed without a new version"), std::string::npos);
  EXPECT_EQ(courier_->feeds().front()->timezone, "Asia/Shanghai");
}

TEST_F(CourierTrustTest, AVersionThatRanAwayIsTakenBackByAnEpoch) {
  serve(sample_feed(7));
  EXPECT_EQ(believed(), "1.7");
  serve(sample_feed(7 + 1'000'001));
  EXPECT_EQ(believed(), "1.7");
  serve(sample_feed(1'000'000));  // a stolen pair of keys
  EXPECT_EQ(believed(), "1.1000000");
  Root next = sample_root(2);
  next.epoch = 2;
  serve_root(2, signed_root(next));
  serve(sample_feed(8, 2));
  EXPECT_EQ(believed(), "2.8");
  serve(sample_feed(1'000'001));
  EXPECT_EQ(believed(), "2.8");
}

TEST_F(CourierTrustTest, AnEpochThatTheRootDoesNotNameIsRefused) {
  serve(sample_feed(7, 2));
  EXPECT_EQ(believed(), "");
}

TEST_F(CourierTrustTest, AnotherFleetsFeedIsRefused) {
  serve(sample_feed(7, 1, "nanning"));
  EXPECT_EQ(believed(), "");
}

TEST_F(CourierTrustTest, ARevokedKeySignsNothingAnyMore) {
  serve(sample_feed(7), {"li", "chen"});
  EXPECT_EQ(believed(), "1.7");
  Root next = sample_root(2);
  next.persons.erase("chen");
  next.root = next.feeds = {2, {"li", "wang"}};
  serve_root(2, signed_root(next));
  serve(sample_feed(8), {"li", "chen"});
  EXPECT_EQ(believed(), "");  // what Chen signed before is not believed any more, either
  serve(sample_feed(8), {"li", "wang"});
  EXPECT_EQ(believed(), "1.8");
}

TEST_F(CourierTrustTest, ARevokedKeyIsRevokedAfterARestart) {
  serve(sample_feed(7), {"li", "chen"});
  EXPECT_EQ(believed(), "1.7");
  Root next = sample_root(2);
  next.persons.erase("chen");
  next.root = next.feeds = {2, {"li", "wang"}};
  ASSERT_TRUE(store_.keep_root(2, signed_root(next)));
  restart();
  EXPECT_TRUE(courier_->feeds().empty());
}

TEST_F(CourierTrustTest, AForgedRootStopsNothingButIsNotBelieved) {
  serve(sample_feed(7));
  EXPECT_EQ(believed(), "1.7");
  Root forged = sample_root(2);
  forged.persons["eve"] = {people().at("eve").key()};
  forged.feeds = {1, {"eve"}};
  serve_root(2, signed_root(forged, {"eve"}));
  serve(sample_feed(8), {"eve"});
  EXPECT_EQ(believed(), "1.7");
  EXPECT_EQ(courier_->root()->version, 1);
}

// Mix and match: a root of before with feeds of now, and the other way round.
TEST_F(CourierTrustTest, AnOlderRootNeverComesBack) {
  Root next = sample_root(2);
  next.persons.erase("chen");
  next.root = next.feeds = {2, {"li", "wang"}};
  serve_root(2, signed_root(next));
  serve(sample_feed(7));
  EXPECT_EQ(believed(), "1.7");
  serve_root(3, signed_root(sample_root(1)));
  serve(sample_feed(8), {"li", "chen"});
  EXPECT_EQ(believed(), "1.7");
  EXPECT_EQ(courier_->root()->version, 2);
}

TEST_F(CourierTrustTest, AServerThatDoesNotAnswerForRootsDelaysTheFeed) {
  serve(sample_feed(7));
  http_.serve(root_url(2), {.status = 500});
  EXPECT_EQ(believed(), "");
  http_.serve(root_url(2), {.status = 404});
  run_for(300s);
  EXPECT_EQ(believed(), "1.7");
}

TEST_F(CourierTrustTest, AnEndlessRootOrFeedIsCutOff) {
  serve(sample_feed(7));
  http_.serve(root_url(2), {.body = std::string(1000, ' '), .endless = true});
  EXPECT_EQ(believed(), "");
  http_.serve(root_url(2), {.status = 404});
  http_.serve(kFeedUrl, {.body = std::string(1U << 20U, ' '), .endless = true});
  run_for(300s);
  EXPECT_EQ(believed(), "");
}

TEST_F(CourierTrustTest, EndlessRootsAreTakenAHandfulAPoll) {
  serve(sample_feed(7));
  for (std::int64_t version = 2; version <= 300; ++version)
    http_.serve(root_url(version), {.body = signed_root(sample_root(version))});
  http_.serve(root_url(301), {.status = 404});
  testing::internal::CaptureStderr();
  run_for(1s);
  testing::internal::GetCapturedStderr();
  EXPECT_EQ(courier_->root()->version, 300);
  EXPECT_EQ(believed(), "1.7");
}

TEST_F(CourierTrustTest, ADiskThatKeepsNoRootDoesNotStopIt) {
  serve(sample_feed(7));
  files_.set_free(10);
  EXPECT_EQ(believed(), "1.7");
  EXPECT_TRUE(store_.roots().empty());
}

}  // namespace
}  // namespace kepu::content
