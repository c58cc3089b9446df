#include "content/feed_watch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/content/couriered.h"

namespace kepu::content {
namespace {

class FeedWatchTest : public Couriered {};

TEST_F(FeedWatchTest, AFeedIsFetchedVerifiedAndKept) {
  serve_feed(1);
  run_for(1s);
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{1}));
  EXPECT_EQ(store_.feeds(), (std::vector<std::string>{feed_bytes(1)}));
}

TEST_F(FeedWatchTest, KeptFeedsAreThereBeforeTheFirstTick) {
  serve_feed(1);
  run_for(1s);
  serve_feed(2);
  run_for(60s);
  restart();
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{2, 1}));
}

TEST_F(FeedWatchTest, TheFeedIsPolledAndCostsNothingWhileItIsTheSame) {
  serve_feed(1);
  run_for(1s);
  EXPECT_EQ(http_.requests().back().if_none_match, "");
  const std::size_t steps = files_.journal().size();
  run_for(600s);
  EXPECT_EQ(count(kFeedUrl), 11);
  EXPECT_EQ(http_.requests().back().if_none_match, "\"1\"");
  EXPECT_EQ(files_.journal().size(), steps);
}

TEST_F(FeedWatchTest, ANewFeedIsSeenWithinOnePollAndTheOneBeforeStays) {
  for (int version = 1; version <= 3; ++version) {
    serve_feed(version);
    run_for(61s);
  }
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{3, 2}));
  EXPECT_EQ(store_.feeds(), (std::vector<std::string>{feed_bytes(3), feed_bytes(2)}));
}

TEST_F(FeedWatchTest, TheSameFeedAfterAStartIsNotWrittenAgain) {
  serve_feed(1);
  run_for(1s);
  restart();
  const std::size_t steps = files_.journal().size();
  run_for(1s);
  EXPECT_EQ(count(kFeedUrl), 2);
  EXPECT_EQ(files_.journal().size(), steps);
}

TEST_F(FeedWatchTest, ARolledBackFeedIsRefusedAndSaidOnce) {
  serve_feed(5);
  run_for(1s);
  serve_feed(4);
  const std::string log = log_of(300s);
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{5}));
  EXPECT_EQ(lines(log, "feed.json: epoch 1 version 4 is older than epoch 1 version 5"), 1) << log;
}

TEST_F(FeedWatchTest, AFeedThatChangesWithoutANewVersionIsNotTaken) {
  serve_feed(1);
  run_for(1s);
  std::string changed = feed_bytes(1);
  changed.replace(changed.find("Shanghai"), 8, "Urumqi");
  http_.serve(kFeedUrl, {.body = changed});
  const std::string log = log_of(300s);
  EXPECT_EQ(courier_->feeds().front()->timezone, "Asia/Shanghai");
  EXPECT_EQ(lines(log,
                  "feed \"liuzhou\" epoch 1 version 1 has changed without a new version: publish it with a "
                  "higher one"),
            1)
      << log;
}

TEST_F(FeedWatchTest, NonsenseFromTheServerChangesNothing) {
  serve_feed(1);
  run_for(1s);
  for (const std::string& body : {std::string("<html>"), std::string(), std::string(100'000, '[')}) {
    http_.serve(kFeedUrl, {.body = body});
    run_for(60s);
    EXPECT_EQ(versions(), (std::vector<std::int64_t>{1}));
  }
}

// By a cache between, say, which keeps the ETag.
TEST_F(FeedWatchTest, WhatWasSpoiledOnItsWayIsAskedForAnew) {
  http_.serve(kFeedUrl, {.body = "{", .etag = "\"1\""});
  log_of(1s);
  http_.serve(kFeedUrl, {.body = feed_bytes(1), .etag = "\"1\""});
  run_for(180s);
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{1}));
}

TEST_F(FeedWatchTest, WhatStaysWrongCostsItsBytesLessAndLessOften) {
  http_.serve(kFeedUrl, {.body = "{", .etag = "\"1\""});
  log_of(24h);
  const auto whole = std::ranges::count_if(http_.requests(), [](const Request& request) {
    return request.url == kFeedUrl && request.if_none_match.empty();
  });
  EXPECT_LE(whole, 40);
}

TEST_F(FeedWatchTest, AnEndlessFeedIsCutOff) {
  http_.serve(kFeedUrl, {.body = std::string(1000, ' '), .endless = true});
  const std::string log = log_of(1s);
  EXPECT_TRUE(courier_->feeds().empty());
  EXPECT_EQ(lines(log, "http://h/site/feed.json: too many bytes: what is on disk goes on playing"), 1) << log;
}

TEST_F(FeedWatchTest, AFailedPollIsTriedAgainSoonerThanALongPoll) {
  options_.poll = 3600s;
  restart();
  const std::string log = log_of(29s);
  EXPECT_EQ(count(kFeedUrl), 4);  // at 0, 2, 6 and 14 s
  EXPECT_EQ(lines(log, "Could not resolve host: what is on disk goes on playing"), 1) << log;
  serve_feed(1);
  EXPECT_EQ(lines(log_of(2s), "http://h/site/feed.json: answers again"), 1);
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{1}));
}

TEST_F(FeedWatchTest, AKeptFeedThatIsDamagedMovesToLostAndTheOneBeforeRules) {
  serve_feed(1);
  run_for(1s);
  serve_feed(2);
  run_for(60s);
  files_.plant("/store/feeds/0000000000000000001-0000000000000000002.json", "{\"format\":");
  restart();
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{1}));
  EXPECT_EQ(files_.list("/store/lost")->size(), 1U);
  run_for(1s);
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{2, 1}));
}

TEST_F(FeedWatchTest, AScreenThatFollowsAnotherFeedForgetsTheOldOne) {
  serve_feed(900);
  run_for(1s);
  options_.feed = "nanning";
  restart();
  EXPECT_TRUE(courier_->feeds().empty());
  http_.serve(kFeedUrl, {.body = feed_bytes(2, "nanning")});
  run_for(1s);
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{2}));
  EXPECT_EQ(store_.feeds().size(), 1U);
}

TEST_F(FeedWatchTest, AFeedThatTheDiskDoesNotTakeRulesAndIsKeptLater) {
  serve_feed(1);
  files_.set_free(0);
  const std::string log = log_of(130s);
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{1}));
  EXPECT_TRUE(store_.feeds().empty());
  EXPECT_EQ(lines(log, "rules until the next start only: look after the disk"), 1) << log;
  files_.set_free(1 << 20);
  run_for(60s);
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{1}));
  EXPECT_EQ(store_.feeds().size(), 1U);
}

TEST_F(FeedWatchTest, PollsAndFirstPollsAreSpreadByChance) {
  serve_feed(1);
  run_for(1s);
  options_.chance = [] { return 0.5; };
  restart();
  run_for(14s);
  EXPECT_EQ(count(kFeedUrl), 1);  // it has something to play: half of 30 s
  run_for(2s);
  EXPECT_EQ(count(kFeedUrl), 2);
  run_for(54s);  // then after 54 s: 48 to 60
  EXPECT_EQ(count(kFeedUrl), 3);
}

TEST_F(FeedWatchTest, AScreenWithNothingToPlayAsksAtOnce) {
  options_.chance = [] { return 0.01; };
  restart();
  serve_feed(1);
  run_for(1s);
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{1}));
}

// --- several servers ---

class MirroredFeed : public FeedWatchTest {
 protected:
  MirroredFeed() {
    options_.mirrors = {kMirror};
    restart();
  }
  void mirror(std::int64_t version) {
    http_.serve(kMirror, {.body = feed_bytes(version), .etag = '"' + std::to_string(version) + '"'});
  }
  static constexpr const char* kMirror = "http://depot/site/feed.json";
};

TEST_F(MirroredFeed, AMirrorIsAskedAtOnceWhereTheFeedsOwnServerFails) {
  mirror(1);
  run_for(1s);
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{1}));
}

TEST_F(MirroredFeed, AMirrorIsLeftAloneWhileTheFeedsOwnServerAnswers) {
  serve_feed(1);
  mirror(1);
  run_for(300s);
  EXPECT_EQ(count(kMirror), 0);
}

TEST_F(MirroredFeed, AMirrorThatIsBehindIsNoAlarmAndTheOwnServerIsAskedAgain) {
  serve_feed(2);
  mirror(1);
  run_for(1s);
  http_.stop_serving(kFeedUrl);
  log_of(61s);
  EXPECT_GT(count(kMirror), 0);
  EXPECT_EQ(courier_->feed_alarm(), "");
  serve_feed(3);
  log_of(301s);
  EXPECT_EQ(versions().front(), 3);
}

TEST_F(MirroredFeed, ServersThatAllFailAreAskedLessAndLessOften) {
  log_of(1h);
  EXPECT_LE(count(kFeedUrl) + count(kMirror), 250);
  EXPECT_GE(count(kMirror), 10);
}

}  // namespace
}  // namespace kepu::content
