// Notices, as a courier with a pinned root takes them from a server that may be hostile.
#include <gtest/gtest.h>

#include <string>

#include "tests/content/trusting_courier.h"

namespace kepu::content {
namespace {

class CourierNoticesTest : public TrustingCourier {
 protected:
  CourierNoticesTest() { begin_with(root_with_notices()); }

  void begin_with(const Root& root) {
    options_.root = pin_of(root);
    serve_root(1, signed_root(root));
    restart();
    serve(sample_feed(7));
    EXPECT_EQ(believed(), "1.7");
  }

  // Their ids and the first digits of what is recalled, a poll later: "storm a".
  std::string standing() {
    run_for(61s);
    std::string words;
    const auto notices = courier_->notices();
    if (notices == nullptr) return words;
    for (const auto& notice : notices->notices) words += notice.id + ' ';
    for (const auto& id : notices->recalled) words += id.hex().front();
    return words;
  }

  static config::Notices recalling(std::int64_t version, const std::string& digits) {
    config::Notices notices = sample_notices(version);
    for (const char digit : digits)
      notices.recalled.push_back(*config::AssetId::parse(std::string(64, digit)));
    return notices;
  }
};

TEST_F(CourierNoticesTest, WhatEnoughPersonsSignedStandsAndIsKept) {
  serve_notices(recalling(1, "a"), {"li", "zhao"});
  EXPECT_EQ(standing(), "storm a");
  http_.stop_serving(kNoticesUrl);
  restart();
  EXPECT_EQ(standing(), "storm a");
}

TEST_F(CourierNoticesTest, OnePersonRecallsButShowsNothing) {
  serve_notices(recalling(1, "a"), {"zhao"});
  EXPECT_EQ(standing(), "a");
  restart();
  EXPECT_EQ(standing(), "a");
}

TEST_F(CourierNoticesTest, WhoeverMaySignFeedsMayRecall) {
  serve_notices(recalling(1, "a"), {"chen"});
  EXPECT_EQ(standing(), "a");
}

TEST_F(CourierNoticesTest, AStrangerRecallsNothing) {
  serve_notices(recalling(1, "a"), {"eve"});
  EXPECT_EQ(standing(), "");
}

TEST_F(CourierNoticesTest, TwoKeysOfOnePersonAreOnePerson) {
  Root root = root_with_notices();
  root.persons["zhao"].push_back(people().at("eve").key());
  begin_with(root);
  serve_notices(recalling(1, "a"), {"zhao", "eve"});
  EXPECT_EQ(standing(), "a");
}

TEST_F(CourierNoticesTest, ARollbackIsRefusedAlsoAfterARestart) {
  serve_notices(recalling(5, "a"));
  EXPECT_EQ(standing(), "storm a");
  serve_notices(recalling(4, ""));
  EXPECT_EQ(standing(), "storm a");
  restart();
  EXPECT_EQ(standing(), "storm a");
}

TEST_F(CourierNoticesTest, AFeedIsNoNotices) {
  http_.serve(kNoticesUrl, {.body = signed_feed(sample_feed(9))});
  EXPECT_EQ(standing(), "");
  EXPECT_EQ(believed(), "1.7");
}

TEST_F(CourierNoticesTest, AnotherFleetsNoticesAreRefused) {
  config::Notices other = recalling(1, "a");
  other.feed = "nanning";
  serve_notices(other);
  EXPECT_EQ(standing(), "");
}

TEST_F(CourierNoticesTest, NoticesOfAnotherEpochAreRefused) {
  config::Notices other = recalling(1, "a");
  other.epoch = 2;
  serve_notices(other);
  EXPECT_EQ(standing(), "");
}

TEST_F(CourierNoticesTest, WhatIsOverTheLimitsIsLeftOutAndTheRestStands) {
  config::Notices notices = recalling(1, "a");
  notices.notices.push_back(sample_notices(1, "flood").notices[0]);
  notices.notices[0].until += 1s;
  serve_notices(notices);
  EXPECT_EQ(standing(), "flood a");
}

TEST_F(CourierNoticesTest, ARootThatNamesNobodyForNoticesHasRecallsAlone) {
  begin_with(sample_root());
  serve_notices(recalling(1, "a"), {"li", "wang"});
  EXPECT_EQ(standing(), "a");
}

TEST_F(CourierNoticesTest, WhatARevokedPersonSignedStandsNoLonger) {
  serve_notices(recalling(1, "a"), {"li", "zhao"});
  EXPECT_EQ(standing(), "storm a");
  Root next = sample_root(2);
  next.notices = {1, {"wang"}};
  serve_root(2, signed_root(next));
  serve(sample_feed(8));
  EXPECT_EQ(believed(), "1.8");
  EXPECT_EQ(standing(), "a");  // Li may still recall
}

TEST_F(CourierNoticesTest, ARevocationWaitsForNoFeed) {
  serve_notices(recalling(1, "a"), {"li", "zhao"});
  EXPECT_EQ(standing(), "storm a");
  Root next = sample_root(2);
  next.notices = {2, {"li", "wang"}};
  serve_root(2, signed_root(next));
  serve_notices(recalling(2, "ab"), {"li", "zhao"});
  EXPECT_EQ(standing(), "ab");
  EXPECT_EQ(courier_->root()->version, 2);
}

// A slow disk takes seconds.
TEST_F(CourierNoticesTest, ARecallRulesBeforeItIsWritten) {
  serve_notices(recalling(1, "a"), {"zhao"});
  std::size_t written = 0;
  const Steady end = clock_.steady() + 61s;
  while (clock_.steady() < end && courier_->notices() == nullptr) {
    written = files_.journal().size();
    http_.wait(std::min(courier_->tick(clock_.steady()), end));
  }
  ASSERT_NE(courier_->notices(), nullptr);
  EXPECT_EQ(files_.journal().size(), written);
  courier_->tick(clock_.steady());
  EXPECT_GT(files_.journal().size(), written);
}

TEST_F(CourierNoticesTest, ADiskThatKeepsNothingStopsNoRecall) {
  files_.set_free(10);
  serve_notices(recalling(1, "a"), {"zhao"});
  EXPECT_EQ(standing(), "a");
  files_.set_free(1'000'000);
  run_for(61s);
  restart();
  EXPECT_EQ(standing(), "a");
}

TEST_F(CourierNoticesTest, EndlessNoticesAreCutOffAndTheFeedComesAllTheSame) {
  http_.serve(kNoticesUrl, {.body = std::string(1000, ' '), .endless = true});
  serve(sample_feed(8));
  EXPECT_EQ(believed(), "1.8");
}

TEST_F(CourierNoticesTest, TheSameNoticesCostA304) {
  serve_notices(recalling(1, "a"));
  EXPECT_EQ(standing(), "storm a");
  const std::size_t written = files_.journal().size();
  const auto before = courier_->notices();
  run_for(600s);
  EXPECT_EQ(files_.journal().size(), written);
  EXPECT_EQ(courier_->notices(), before);
}

// --- how late it is ---

TEST_F(CourierNoticesTest, WhatIsSignedAndTheTimeItRunsSayHowLateItIs) {
  const Wall start = courier_->earliest();
  EXPECT_GE(start, issue_day());
  run_for(2h);
  EXPECT_GE(courier_->earliest(), start + 2h);
  config::Notices later = recalling(1, "");
  later.issued = issue_day() + 72h;
  later.expires = issue_day() + 80h;
  serve_notices(later);
  run_for(61s);
  EXPECT_GE(courier_->earliest(), issue_day() + 72h);
}

TEST_F(CourierNoticesTest, ARecallByOnePersonDoesNotMoveTheTime) {
  config::Notices far = recalling(1, "a");
  far.issued = issue_day() + 24h * 3650;
  far.expires = far.issued + 24h;
  serve_notices(far, {"zhao"});
  EXPECT_EQ(standing(), "a");
  EXPECT_LT(courier_->earliest(), issue_day() + 24h);
  restart();
  EXPECT_LT(courier_->earliest(), issue_day() + 24h);
}

TEST_F(CourierNoticesTest, TheTimeItRanCountsAfterARestart) {
  const Wall start = courier_->earliest();
  run_for(150min);
  restart();
  EXPECT_GE(courier_->earliest(), start + 118min);
}

TEST_F(CourierNoticesTest, UnderAnExpiredRootNothingNewIsBelievedAndTheNextRootHeals) {
  clock_.advance(24h * 731);
  EXPECT_EQ(believed(), "1.7");
  serve(sample_feed(8));
  serve_notices(recalling(1, "a"));
  EXPECT_NE(log_of_a_poll().find("root 1 of trust has expired"), std::string::npos);
  EXPECT_EQ(standing(), "");
  EXPECT_EQ(believed(), "1.7");
  Root next = root_with_notices(2);
  next.expires += 24h * 730;
  serve_root(2, signed_root(next));
  run_for(61s);
  EXPECT_EQ(standing(), "storm a");
  EXPECT_EQ(believed(), "1.8");
}

TEST_F(CourierNoticesTest, AnExpiredRootOnTheWayToAValidOneDoesNotMatter) {
  clock_.advance(24h * 731);
  Root second = root_with_notices(2), third = root_with_notices(3);
  third.expires += 24h * 730;
  serve_root(2, signed_root(second));
  serve_root(3, signed_root(third));
  serve(sample_feed(8));
  EXPECT_EQ(believed(), "1.8");
}

}  // namespace
}  // namespace kepu::content
