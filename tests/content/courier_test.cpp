#include "content/courier.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "content/sha256.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_files.h"
#include "tests/fakes/fake_http.h"

namespace kepu::content {
namespace {

using namespace std::chrono_literals;
using fakes::Answer;

constexpr const char* kFeedUrl = "http://h/site/feed.json";

std::string feed_bytes(std::int64_t version, const std::string& name = "liuzhou") {
  config::Feed feed;
  feed.name = name;
  feed.epoch = 1;
  feed.version = version;
  feed.issued = Wall(std::chrono::sys_days(std::chrono::year(2026) / 11 / 23));
  feed.expires = feed.issued + 24h * 90;
  feed.timezone = "Asia/Shanghai";
  return config::write_feed(feed);
}

std::string bytes_of(const std::string& name) {
  std::string bytes;
  while (bytes.size() < 3000) bytes += name + " ";
  return bytes;
}

config::Asset asset_of(const std::string& name) {
  config::Asset asset;
  asset.name = name;
  asset.id = sha256(bytes_of(name));
  asset.bytes = bytes_of(name).size();
  asset.url = "media/" + name;
  return asset;
}

std::string url_of(const std::string& name) { return "http://h/site/media/" + name; }

class CourierTest : public testing::Test {
 protected:
  CourierTest() : store_(*Store::open("/store", files_)) {
    options_.feed_url = kFeedUrl;
    options_.poll = 60s;
    restart();
  }

  // As after a power cut that lost nothing.
  void restart() {
    courier_.reset();
    store_ = *Store::open("/store", files_);
    courier_.emplace(options_, store_, http_, files_);
  }

  void serve_feed(std::int64_t version) {
    http_.serve(kFeedUrl, {.body = feed_bytes(version), .etag = '"' + std::to_string(version) + '"'});
  }
  void serve(const std::string& name) {
    http_.serve(url_of(name), {.body = bytes_of(name), .etag = "\"e\""});
  }

  void run_for(nanoseconds time) {
    const Steady end = clock_.steady() + time;
    for (int steps = 0; clock_.steady() < end; ++steps) {
      ASSERT_LT(steps, 10'000) << "the courier is busy for nothing";
      http_.wait(std::min(courier_->tick(clock_.steady()), end));
    }
    courier_->tick(clock_.steady());
  }
  // What was logged meanwhile, a line each.
  std::string log_of(nanoseconds time) {
    testing::internal::CaptureStderr();
    run_for(time);
    return testing::internal::GetCapturedStderr();
  }

  std::vector<std::int64_t> versions() const {
    std::vector<std::int64_t> all;
    for (const auto& feed : courier_->feeds()) all.push_back(feed->version);
    return all;
  }
  std::vector<std::string> asked() const {
    std::vector<std::string> urls;
    for (const Request& request : http_.requests()) urls.push_back(request.url);
    return urls;
  }
  long count(const std::string& url) const { return std::ranges::count(asked(), url); }
  bool is_playable(const std::string& name) const { return store_.playable()->contains(asset_of(name).id); }

  fakes::FakeClock clock_;
  fakes::FakeFiles files_;
  fakes::FakeHttp http_{clock_};
  CourierOptions options_;
  Store store_;
  std::optional<Courier> courier_;
};

long lines(const std::string& log, const std::string& with) {
  long count = 0;
  for (std::size_t at = log.find(with); at != std::string::npos; at = log.find(with, at + 1)) ++count;
  return count;
}

// --- the feed ---

TEST_F(CourierTest, AFeedIsFetchedVerifiedAndKept) {
  serve_feed(1);
  run_for(1s);
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{1}));
  EXPECT_EQ(store_.feeds(), (std::vector<std::string>{feed_bytes(1)}));
}

TEST_F(CourierTest, KeptFeedsAreThereBeforeTheFirstTick) {
  serve_feed(1);
  run_for(1s);
  serve_feed(2);
  run_for(60s);
  restart();
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{2, 1}));
}

TEST_F(CourierTest, TheFeedIsPolledAndCostsNothingWhileItIsTheSame) {
  serve_feed(1);
  run_for(1s);
  EXPECT_EQ(http_.requests().back().if_none_match, "");
  const std::size_t steps = files_.journal().size();
  run_for(600s);
  EXPECT_EQ(count(kFeedUrl), 11);
  EXPECT_EQ(http_.requests().back().if_none_match, "\"1\"");
  EXPECT_EQ(files_.journal().size(), steps);
}

TEST_F(CourierTest, ANewFeedIsSeenWithinOnePollAndTheOneBeforeStays) {
  for (int version = 1; version <= 3; ++version) {
    serve_feed(version);
    run_for(61s);
  }
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{3, 2}));
  EXPECT_EQ(store_.feeds(), (std::vector<std::string>{feed_bytes(3), feed_bytes(2)}));
}

TEST_F(CourierTest, TheSameFeedAfterAStartIsNotWrittenAgain) {
  serve_feed(1);
  run_for(1s);
  restart();
  const std::size_t steps = files_.journal().size();
  run_for(1s);
  EXPECT_EQ(count(kFeedUrl), 2);
  EXPECT_EQ(files_.journal().size(), steps);
}

TEST_F(CourierTest, PollNowDoesNotWait) {
  serve_feed(1);
  run_for(1s);
  serve_feed(2);
  courier_->poll_now();
  run_for(1s);
  EXPECT_EQ(versions().front(), 2);
}

TEST_F(CourierTest, ARolledBackFeedIsRefusedAndSaidOnce) {
  serve_feed(5);
  run_for(1s);
  serve_feed(4);
  const std::string log = log_of(300s);
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{5}));
  EXPECT_EQ(lines(log, "feed.json: epoch 1 version 4 is older than epoch 1 version 5"), 1) << log;
}

TEST_F(CourierTest, AFeedThatChangesWithoutANewVersionIsNotTaken) {
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

TEST_F(CourierTest, NonsenseFromTheServerChangesNothing) {
  serve_feed(1);
  run_for(1s);
  for (const std::string& body : {std::string("<html>"), std::string(), std::string(100'000, '[')}) {
    http_.serve(kFeedUrl, {.body = body});
    run_for(60s);
    EXPECT_EQ(versions(), (std::vector<std::int64_t>{1}));
  }
}

TEST_F(CourierTest, AnEndlessFeedIsCutOff) {
  http_.serve(kFeedUrl, {.body = std::string(1000, ' '), .endless = true});
  const std::string log = log_of(1s);
  EXPECT_TRUE(courier_->feeds().empty());
  EXPECT_EQ(lines(log, "http://h/site/feed.json: too many bytes: what is on disk goes on playing"), 1) << log;
}

TEST_F(CourierTest, AFailedPollIsTriedAgainSoonerThanALongPoll) {
  options_.poll = 3600s;
  restart();
  const std::string log = log_of(29s);
  EXPECT_EQ(count(kFeedUrl), 4);  // at 0, 2, 6 and 14 s
  EXPECT_EQ(lines(log, "Could not resolve host: what is on disk goes on playing"), 1) << log;
  serve_feed(1);
  EXPECT_EQ(lines(log_of(2s), "http://h/site/feed.json: answers again"), 1);
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{1}));
}

TEST_F(CourierTest, AKeptFeedThatIsDamagedMovesToLostAndTheOneBeforeRules) {
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

TEST_F(CourierTest, AScreenThatFollowsAnotherFeedForgetsTheOldOne) {
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

TEST_F(CourierTest, AFeedThatTheDiskDoesNotTakeRulesAndIsKeptLater) {
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

// --- its media ---

TEST_F(CourierTest, WhatIsNeededIsFetchedInThatOrderTwoAtATime) {
  for (const char* name : {"a", "b", "c"})
    http_.serve(url_of(name), {.body = bytes_of(name), .stall_after = 0});
  courier_->need({asset_of("b"), asset_of("c"), asset_of("a")});
  run_for(1s);
  EXPECT_EQ(asked(), (std::vector<std::string>{kFeedUrl, url_of("b"), url_of("c")}));
  EXPECT_EQ(http_.running(), 2U);
}

TEST_F(CourierTest, AllThatIsNeededBecomesPlayable) {
  Needs needs;
  for (const char* name : {"a", "b", "c", "d", "e"}) {
    serve(name);
    needs.push_back(asset_of(name));
  }
  const auto before = store_.playable();
  courier_->need(needs);
  const std::string log = log_of(1s);
  EXPECT_EQ(store_.playable()->size(), 5U);
  EXPECT_EQ(before->size(), 0U);
  EXPECT_EQ(lines(log, "c: on disk (3000 bytes)"), 1) << log;
}

TEST_F(CourierTest, NothingIsFetchedTwice) {
  serve("a");
  config::Asset twin = asset_of("a");
  twin.name = "twin";
  twin.url = "media/twin";
  courier_->need({asset_of("a"), twin});
  run_for(1s);
  courier_->need({twin});
  run_for(60s);
  restart();
  courier_->need({asset_of("a"), twin});
  run_for(60s);
  EXPECT_EQ(count(url_of("a")), 1);
  EXPECT_EQ(count(url_of("twin")), 0);
}

TEST_F(CourierTest, AStreamIsNotFetched) {
  config::Asset stream = asset_of("live");
  stream.type = config::AssetType::stream;
  courier_->need({stream});
  run_for(1s);
  EXPECT_EQ(count(url_of("live")), 0);
}

TEST_F(CourierTest, WhatIsNotNeededAnyMoreIsStoppedAndGoesOnLater) {
  serve_feed(1);
  http_.serve_once(url_of("a"), {.body = bytes_of("a"), .etag = "\"e\"", .stall_after = 2000});
  courier_->need({asset_of("a")});
  run_for(1s);
  EXPECT_EQ(http_.running(), 1U);
  courier_->need({});
  EXPECT_EQ(http_.running(), 0U);
  serve("a");
  courier_->need({asset_of("a")});
  run_for(1s);
  EXPECT_EQ(http_.requests().back().from, 2000U);
  EXPECT_TRUE(is_playable("a"));
}

TEST_F(CourierTest, TheSameNeedAgainStopsNothing) {
  http_.serve(url_of("a"), {.body = bytes_of("a"), .stall_after = 2000});
  courier_->need({asset_of("a")});
  run_for(1s);
  courier_->need({asset_of("a")});
  courier_->need({asset_of("b"), asset_of("a")});
  run_for(1s);
  EXPECT_EQ(count(url_of("a")), 1);
}

TEST_F(CourierTest, AFailedAssetWaitsLongerEachTimeWhileOthersGoOn) {
  http_.serve(url_of("bad"), {.status = 404});
  for (const char* name : {"a", "b"}) serve(name);
  courier_->need({asset_of("bad"), asset_of("a"), asset_of("b")});
  const std::string log = log_of(1s);
  EXPECT_TRUE(is_playable("a") && is_playable("b"));
  EXPECT_EQ(lines(log, "bad: http://h/site/media/bad: HTTP status 404: tried again within 2 s"), 1) << log;
  EXPECT_EQ(count(url_of("bad")), 1);
  run_for(13s);
  EXPECT_EQ(count(url_of("bad")), 4);  // at 0, 2, 6, 14 s
  run_for(3600s);
  const long in_an_hour = count(url_of("bad"));
  EXPECT_LT(in_an_hour, 4 + 5 + 12);
  EXPECT_GT(in_an_hour, 4 + 5 + 8);
}

TEST_F(CourierTest, AFailureIsSaidOnceAndAgainWhenItChanges) {
  serve_feed(1);
  http_.serve(url_of("bad"), {.status = 404});
  courier_->need({asset_of("bad")});
  EXPECT_EQ(lines(log_of(100s), "tried again within"), 1);
  http_.serve(url_of("bad"), {.status = 403});
  EXPECT_EQ(lines(log_of(600s), "tried again within"), 1);
  serve("bad");
  EXPECT_EQ(lines(log_of(600s), "bad: on disk"), 1);
}

TEST_F(CourierTest, WrongBytesAreNeverPlayable) {
  http_.serve(url_of("a"), {.body = bytes_of("b")});
  courier_->need({asset_of("a")});
  run_for(600s);
  EXPECT_EQ(store_.playable()->size(), 0U);
  serve("a");
  run_for(300s);
  EXPECT_TRUE(is_playable("a"));
}

TEST_F(CourierTest, WithoutAServerAllDownloadsWaitAndOneLineSaysSo) {
  Needs needs;
  for (int i = 0; i < 100; ++i) needs.push_back(asset_of("clip" + std::to_string(i)));
  courier_->need(needs);
  const std::string log = log_of(600s);
  EXPECT_LT(http_.requests().size(), 60U);  // polls and all
  EXPECT_LT(lines(log, "\n"), 10) << log;
  EXPECT_EQ(lines(log, "no server answers: downloads wait, what is on disk goes on playing"), 1) << log;
  for (const config::Asset& asset : needs) serve(asset.name);
  run_for(301s);
  EXPECT_EQ(store_.playable()->size(), 100U);
}

TEST_F(CourierTest, PollNowTriesAtOnceWhatHadFailed) {
  serve_feed(1);
  http_.serve(url_of("a"), {.status = 404});
  courier_->need({asset_of("a")});
  run_for(1000s);
  serve("a");
  courier_->poll_now();
  run_for(1s);
  EXPECT_TRUE(is_playable("a"));
}

TEST_F(CourierTest, AnAssetThatIsTooLargeIsRefusedOnce) {
  options_.asset_bytes_max = 2999;
  restart();
  serve("a");
  testing::internal::CaptureStderr();
  courier_->need({asset_of("a")});
  run_for(60s);
  courier_->need({});
  courier_->need({asset_of("a")});
  run_for(60s);
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(count(url_of("a")), 0);
  EXPECT_EQ(lines(log, "a: 3000 bytes, more than asset_bytes_max (2999): not downloaded"), 1) << log;
}

TEST_F(CourierTest, AFullDiskStopsDownloadsUntilTheNextPoll) {
  serve_feed(1);
  for (const char* name : {"a", "b", "c"}) serve(name);
  run_for(1s);
  files_.set_free(kSpareBytes);
  courier_->need({asset_of("a"), asset_of("b"), asset_of("c")});
  const std::string log = log_of(10s);
  EXPECT_EQ(lines(log, "no downloads until the next poll"), 1) << log;
  EXPECT_EQ(store_.playable()->size(), 0U);
  files_.set_free(kSpareBytes + 1'000'000);
  run_for(40s);
  EXPECT_EQ(store_.playable()->size(), 0U);
  run_for(20s);
  EXPECT_EQ(store_.playable()->size(), 3U);
}

TEST_F(CourierTest, ADamagedObjectIsFetchedAnew) {
  serve("a");
  courier_->need({asset_of("a")});
  run_for(1s);
  ASSERT_TRUE(store_.discard(asset_of("a").id));
  run_for(60s);
  EXPECT_TRUE(is_playable("a"));
  EXPECT_EQ(count(url_of("a")), 2);
}

TEST_F(CourierTest, APartThatWasCompleteIsPlayableWithoutARequest) {
  files_.plant(store_.part_path(asset_of("a").id), bytes_of("a"));
  courier_->need({asset_of("a")});
  courier_->tick(clock_.steady());
  EXPECT_TRUE(is_playable("a"));
  EXPECT_EQ(count(url_of("a")), 0);
}

TEST_F(CourierTest, WithoutAFeedUrlNothingIsFetched) {
  serve_feed(1);
  run_for(1s);
  options_.feed_url.clear();
  restart();
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{1}));
  const std::size_t requests = http_.requests().size();
  courier_->need({asset_of("a")});
  run_for(24h);
  EXPECT_EQ(http_.requests().size(), requests);
}

TEST_F(CourierTest, AUrlThatIsNoneFailsByItself) {
  config::Asset bad = asset_of("bad");
  bad.url = "file:///etc/passwd";
  serve("a");
  courier_->need({bad, asset_of("a")});
  const std::string log = log_of(1s);
  EXPECT_TRUE(is_playable("a"));
  EXPECT_EQ(lines(log, "bad: \"file:///etc/passwd\" is not a http or https URL"), 1) << log;
}

// --- many at once ---

TEST_F(CourierTest, ABusyServerIsLeftAloneForAsLongAsItAsks) {
  http_.serve(kFeedUrl, {.status = 503, .retry_after = 300});
  run_for(299s);
  EXPECT_EQ(count(kFeedUrl), 1);
  serve_feed(1);
  run_for(2s);
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{1}));
  http_.serve(url_of("a"), {.status = 429, .retry_after = 600});
  courier_->need({asset_of("a")});
  run_for(599s);
  EXPECT_EQ(count(url_of("a")), 1);
  serve("a");
  run_for(2s);
  EXPECT_TRUE(is_playable("a"));
}

TEST_F(CourierTest, PollsAndFirstPollsAreSpreadByChance) {
  serve_feed(1);
  run_for(1s);
  options_.chance = [] { return 0.5; };
  restart();
  run_for(14s);
  EXPECT_EQ(count(kFeedUrl), 1);  // it has something to play: half of 30 s
  run_for(2s);
  EXPECT_EQ(count(kFeedUrl), 2);
  run_for(53s);  // then after 54 s: 48 to 60
  EXPECT_EQ(count(kFeedUrl), 3);
}

TEST_F(CourierTest, AScreenWithNothingToPlayAsksAtOnce) {
  options_.chance = [] { return 0.01; };
  restart();
  serve_feed(1);
  run_for(1s);
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{1}));
}

TEST(Backoff, IsSpreadByChanceAndAsLongAsTheServerAsks) {
  Backoff backoff;
  const Steady now{};
  backoff.fail(now, 0.25);
  EXPECT_EQ(backoff.until(), now + 500ms);
  backoff.fail(now, 0.25, 1s);
  EXPECT_EQ(backoff.until(), now + 1s);
  backoff.fail(now, 0.25, 90s);
  EXPECT_EQ(backoff.until(), now + 90s);
}

TEST(Backoff, DoublesFromTwoSecondsToFiveMinutes) {
  Backoff backoff;
  Steady now{};
  EXPECT_FALSE(backoff.holds(now));
  std::vector<long> delays;
  for (int i = 0; i < 10; ++i) {
    backoff.fail(now);
    delays.push_back(backoff.delay().count());
  }
  EXPECT_EQ(delays, (std::vector<long>{2, 4, 8, 16, 32, 64, 128, 256, 300, 300}));
  EXPECT_TRUE(backoff.holds(now + 299s));
  EXPECT_FALSE(backoff.holds(now + 300s));
  backoff.succeed();
  EXPECT_FALSE(backoff.holds(now));
}

}  // namespace
}  // namespace kepu::content
