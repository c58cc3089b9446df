#include "content/downloads.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/content/couriered.h"

namespace kepu::content {
namespace {

class DownloadsTest : public Couriered {};

TEST_F(DownloadsTest, WhatIsNeededIsFetchedInThatOrderTwoAtATime) {
  for (const char* name : {"a", "b", "c"})
    http_.serve(url_of(name), {.body = bytes_of(name), .stall_after = 0});
  courier_->need({asset_of("b"), asset_of("c"), asset_of("a")});
  run_for(1s);
  EXPECT_EQ(count(url_of("b")), 1);
  EXPECT_EQ(count(url_of("c")), 1);
  EXPECT_EQ(count(url_of("a")), 0);
  EXPECT_EQ(http_.running(), 2U);
}

TEST_F(DownloadsTest, AllThatIsNeededBecomesPlayable) {
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

TEST_F(DownloadsTest, NothingIsFetchedTwice) {
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

TEST_F(DownloadsTest, AStreamIsNotFetched) {
  config::Asset stream = asset_of("live");
  stream.type = config::AssetType::stream;
  courier_->need({stream});
  run_for(1s);
  EXPECT_EQ(count(url_of("live")), 0);
}

TEST_F(DownloadsTest, WhatIsNotNeededAnyMoreIsStoppedAndGoesOnLater) {
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

TEST_F(DownloadsTest, TheSameNeedAgainStopsNothing) {
  http_.serve(url_of("a"), {.body = bytes_of("a"), .stall_after = 2000});
  courier_->need({asset_of("a")});
  run_for(1s);
  courier_->need({asset_of("a")});
  courier_->need({asset_of("b"), asset_of("a")});
  run_for(1s);
  EXPECT_EQ(count(url_of("a")), 1);
}

TEST_F(DownloadsTest, AFailedAssetWaitsLongerEachTimeWhileOthersGoOn) {
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

TEST_F(DownloadsTest, AFailureIsSaidOnceAndAgainWhenItChanges) {
  serve_feed(1);
  http_.serve(url_of("bad"), {.status = 404});
  courier_->need({asset_of("bad")});
  EXPECT_EQ(lines(log_of(100s), "tried again within"), 1);
  http_.serve(url_of("bad"), {.status = 403});
  EXPECT_EQ(lines(log_of(600s), "tried again within"), 1);
  serve("bad");
  EXPECT_EQ(lines(log_of(600s), "bad: on disk"), 1);
}

TEST_F(DownloadsTest, WrongBytesAreNeverPlayable) {
  http_.serve(url_of("a"), {.body = bytes_of("b")});
  courier_->need({asset_of("a")});
  run_for(600s);
  EXPECT_EQ(store_.playable()->size(), 0U);
  serve("a");
  run_for(300s);
  EXPECT_TRUE(is_playable("a"));
}

TEST_F(DownloadsTest, WithoutAServerAllDownloadsWaitAndOneLineSaysSo) {
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

TEST_F(DownloadsTest, AnAssetThatIsTooLargeIsRefusedOnce) {
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

TEST_F(DownloadsTest, AFullDiskStopsDownloadsForAPoll) {
  serve_feed(1);
  for (const char* name : {"a", "b", "c"}) serve(name);
  run_for(1s);
  files_.set_free(kReserveBytes);
  courier_->need({asset_of("a"), asset_of("b"), asset_of("c")});
  const std::string log = log_of(10s);
  EXPECT_EQ(lines(log, "no downloads for a while"), 1) << log;
  EXPECT_EQ(store_.playable()->size(), 0U);
  files_.set_free(kReserveBytes + 1'000'000);
  run_for(40s);
  EXPECT_EQ(store_.playable()->size(), 0U);
  run_for(11s);
  EXPECT_EQ(store_.playable()->size(), 3U);
}

TEST_F(DownloadsTest, ADamagedObjectIsFetchedAnew) {
  serve("a");
  courier_->need({asset_of("a")});
  run_for(1s);
  ASSERT_TRUE(store_.discard(asset_of("a").id));
  run_for(60s);
  EXPECT_TRUE(is_playable("a"));
  EXPECT_EQ(count(url_of("a")), 2);
}

TEST_F(DownloadsTest, APartThatWasCompleteIsPlayableWithoutARequest) {
  files_.plant(store_.part_path(asset_of("a").id), bytes_of("a"));
  courier_->need({asset_of("a")});
  courier_->tick(clock_.steady());
  EXPECT_TRUE(is_playable("a"));
  EXPECT_EQ(count(url_of("a")), 0);
}

TEST_F(DownloadsTest, AUrlThatIsNoneFailsByItself) {
  config::Asset bad = asset_of("bad");
  bad.url = "file:///etc/passwd";
  serve("a");
  courier_->need({bad, asset_of("a")});
  const std::string log = log_of(1s);
  EXPECT_TRUE(is_playable("a"));
  EXPECT_EQ(lines(log, "bad: \"file:///etc/passwd\" is not a http or https URL"), 1) << log;
}

// --- many at once ---

TEST_F(DownloadsTest, ABusyServerIsLeftAloneForAsLongAsItAsks) {
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

// --- several servers ---

class MirroredDownloads : public DownloadsTest {
 protected:
  MirroredDownloads() {
    options_.mirrors = {"http://depot/site/feed.json"};
    restart();
  }
  void serve_at_depot(const std::string& name, std::string bytes) {
    http_.serve("http://depot/site/media/" + name, {.body = std::move(bytes), .etag = "\"d\""});
  }
};

TEST_F(MirroredDownloads, WhatOneServerHasNotGotComesFromAnotherAtOnce) {
  serve_at_depot("a", bytes_of("a"));
  courier_->need({asset_of("a")});
  run_for(1s);
  EXPECT_TRUE(is_playable("a"));
}

TEST_F(MirroredDownloads, WhatOneServerSpoilsComesFromAnotherAtOnce) {
  std::string wrong = bytes_of("a");
  wrong[5] ^= 1;
  http_.serve(url_of("a"), {.body = wrong, .etag = "\"e\""});
  serve_at_depot("a", bytes_of("a"));
  courier_->need({asset_of("a")});
  run_for(1s);
  EXPECT_TRUE(is_playable("a"));
}

TEST_F(MirroredDownloads, TheOneThatSucceededIsAskedNext) {
  serve_at_depot("a", bytes_of("a"));
  serve_at_depot("b", bytes_of("b"));
  serve("b");
  courier_->need({asset_of("a")});
  run_for(1s);
  courier_->need({asset_of("b")});
  run_for(1s);
  EXPECT_EQ(count(url_of("b")), 0);
  EXPECT_TRUE(is_playable("b"));
}

TEST_F(MirroredDownloads, APartGoesOnAtAnotherServer) {
  http_.serve(url_of("a"), {.body = bytes_of("a"), .etag = "\"e\"", .cut_after = 2000});
  serve_at_depot("a", bytes_of("a"));
  courier_->need({asset_of("a")});
  run_for(1s);
  EXPECT_TRUE(is_playable("a"));
}

TEST_F(MirroredDownloads, WhatNobodyHasWaits) {
  courier_->need({asset_of("a")});
  run_for(600s);
  EXPECT_LE(count(url_of("a")), 12);
  EXPECT_GE(count(url_of("a")), 3);
}

// --- a network that costs money ---

TEST_F(DownloadsTest, WhereDownloadsAreNotAllowedOnlyTheFeedComes) {
  serve_feed(1);
  serve("a");
  courier_->allow({.downloads = false});
  courier_->need({asset_of("a")});
  run_for(61s);
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{1}));
  EXPECT_EQ(count(url_of("a")), 0);
  courier_->allow({});
  run_for(1s);
  EXPECT_TRUE(is_playable("a"));
}

TEST_F(DownloadsTest, WhatIsUrgentAndSmallComesOverAnyNetwork) {
  for (const char* name : {"a", "b", "c"}) serve(name);
  config::Asset large = asset_of("b");
  large.bytes = 30'000;
  courier_->allow({.asset_bytes_max = 3000, .urgent_only = true});
  courier_->need({asset_of("a"), large, asset_of("c")}, 2);
  run_for(61s);
  EXPECT_TRUE(is_playable("a"));
  EXPECT_EQ(count(url_of("b")), 0);
  EXPECT_EQ(count(url_of("c")), 0);
}

TEST_F(DownloadsTest, AllDownloadsTogetherKeepToTheSpeed) {
  for (const char* name : {"a", "b"}) http_.serve(url_of(name), {.body = bytes_of(name), .stall_after = 0});
  courier_->allow({.bytes_per_second = 8000});
  courier_->need({asset_of("a"), asset_of("b")});
  run_for(1s);
  for (const Request& request : http_.requests()) {
    if (request.url != kFeedUrl && request.url.find("media") != std::string::npos) {
      EXPECT_EQ(request.bytes_per_second, 4000U);
    }
  }
}

TEST_F(DownloadsTest, AnotherNetworkStopsWhatIsUnderWayAndGoesOnLater) {
  http_.serve(url_of("a"), {.body = bytes_of("a"), .etag = "\"e\"", .stall_after = 1500});
  courier_->need({asset_of("a")});
  run_for(1s);
  courier_->allow({.downloads = false});
  run_for(1s);
  EXPECT_EQ(files_.disk().files.at(store_.part_path(asset_of("a").id)).size(), 1500U);
  serve("a");
  courier_->allow({});
  run_for(1s);
  EXPECT_TRUE(is_playable("a"));
  const auto asked =
      std::ranges::find_if(http_.requests(), [](const Request& one) { return one.from == 1500; });
  EXPECT_NE(asked, http_.requests().end());
}

// --- a disk that is full ---

class EvictionInDownloads : public DownloadsTest {
 protected:
  void have(const std::string& name) {
    serve(name);
    courier_->need({asset_of(name)});
    run_for(1s);
    EXPECT_TRUE(is_playable(name));
  }
};

TEST_F(EvictionInDownloads, WhatIsNotNeededLeavesForWhatIsLongestUnusedFirst) {
  for (const char* name : {"a", "b", "c"}) have(name);
  store_.note_use(asset_of("a").id, Wall{});
  files_.set_free(kReserveBytes);
  have("d");
  EXPECT_FALSE(is_playable("b"));
  EXPECT_TRUE(is_playable("a") && is_playable("c"));
}

TEST_F(EvictionInDownloads, WhatIsNeededNeverLeaves) {
  have("a");
  files_.set_free(kReserveBytes);
  serve("b");
  courier_->need({asset_of("a"), asset_of("b")});
  const std::string log = log_of(1s);
  EXPECT_NE(log.find("3000 too many for the disk"), std::string::npos) << log;
  EXPECT_NE(courier_->disk_alarm(), "");
  EXPECT_TRUE(is_playable("a"));
  files_.set_free(kReserveBytes + 3000);
  run_for(61s);
  EXPECT_TRUE(is_playable("b"));
  EXPECT_EQ(courier_->disk_alarm(), "");
}

TEST_F(EvictionInDownloads, WhatAFeedNamesLeavesLast) {
  have("a");
  have("b");
  config::Feed feed;
  feed.name = "liuzhou";
  feed.epoch = feed.version = 1;
  feed.issued = Wall(std::chrono::sys_days(std::chrono::year(2026) / 11 / 23));
  feed.expires = feed.issued + 24h * 90;
  feed.timezone = "Asia/Shanghai";
  feed.assets = {asset_of("a")};
  feed.assets[0].duration = 1s;
  http_.serve(kFeedUrl, {.body = config::write_feed(feed)});
  run_for(61s);
  ASSERT_EQ(courier_->feeds().size(), 1U);
  files_.set_free(kReserveBytes);
  have("c");
  EXPECT_TRUE(is_playable("a"));
  EXPECT_FALSE(is_playable("b"));
}

TEST_F(EvictionInDownloads, TheStoreKeepsToItsLimit) {
  options_.store_bytes_max = 6500;
  restart();
  have("a");
  have("b");
  have("c");
  EXPECT_FALSE(is_playable("a"));
  EXPECT_EQ(store_.bytes(), 6000U);
}

TEST_F(EvictionInDownloads, PartsOfWhatIsNotNeededGoBeforeAnythingElse) {
  have("a");
  http_.serve(url_of("b"), {.body = bytes_of("b"), .stall_after = 2000});
  courier_->need({asset_of("b")});
  run_for(1s);
  courier_->need({});
  run_for(1s);
  ASSERT_EQ(files_.list("/store/incoming")->size(), 1U);
  files_.set_free(kReserveBytes + 1000);
  have("c");
  EXPECT_TRUE(is_playable("a"));
}

TEST_F(DownloadsTest, AnObjectOfAWrongLengthIsFetchedAnew) {
  serve("a");
  courier_->need({asset_of("a")});
  run_for(1s);
  files_.plant(store_.playable()->path(asset_of("a").id), "short");
  restart();
  courier_->need({asset_of("a")});
  EXPECT_FALSE(is_playable("a"));
  run_for(1s);
  EXPECT_TRUE(is_playable("a"));
}

TEST_F(DownloadsTest, AnObjectThatHasRottedIsFoundInTheBackgroundAndFetchedAnew) {
  serve("a");
  courier_->need({asset_of("a")});
  run_for(1s);
  std::string rotten = bytes_of("a");
  rotten[7] ^= 1;
  files_.plant(store_.playable()->path(asset_of("a").id), rotten);
  restart();
  courier_->need({asset_of("a")});
  run_for(1s);
  courier_->need({asset_of("a")});
  run_for(1s);
  EXPECT_TRUE(is_playable("a"));
  EXPECT_EQ(*files_.read(store_.playable()->path(asset_of("a").id), 1 << 20), bytes_of("a"));
}

}  // namespace
}  // namespace kepu::content
