#include "config/feed.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/config/feed_documents.h"

namespace kepu::config {
namespace {

using namespace std::chrono_literals;

TEST(AssetId, IsSixtyFourLowerCaseDigits) {
  const auto id = AssetId::parse(kHashA);
  ASSERT_TRUE(id);
  EXPECT_EQ(id->bytes[0], 0x9f);
  EXPECT_EQ(id->bytes[31], 0x08);
  EXPECT_EQ(id->hex(), kHashA);
  EXPECT_FALSE(AssetId::parse(""));
  EXPECT_FALSE(AssetId::parse(kHashA.substr(1)));
  EXPECT_FALSE(AssetId::parse(std::string(kHashA) + "0"));
  EXPECT_FALSE(AssetId::parse("9F" + std::string(kHashA.substr(2))));
  EXPECT_FALSE(AssetId::parse("g" + std::string(kHashA.substr(1))));
}

TEST(Feed, TheHeadIsRead) {
  const Feed feed =
      feed_of(document(R"("entries": [], "calendar": {"rest": ["2027-02-06"], "work": ["2027-02-07"]},
    "recalled": [")" + std::string(kHashA) +
                       R"("])"));
  EXPECT_EQ(feed.name, "liuzhou");
  EXPECT_EQ(feed.epoch, 1);
  EXPECT_EQ(feed.version, 1024);
  EXPECT_EQ(feed.issued, Wall(std::chrono::sys_days(std::chrono::year(2026) / 11 / 23)));
  EXPECT_EQ(feed.expires, Wall(std::chrono::sys_days(std::chrono::year(2027) / 2 / 23)));
  EXPECT_EQ(feed.timezone, "Asia/Shanghai");
  EXPECT_EQ(feed.calendar.rest, std::vector<Date>{std::chrono::year(2027) / 2 / 6});
  EXPECT_EQ(feed.calendar.work, std::vector<Date>{std::chrono::year(2027) / 2 / 7});
  EXPECT_EQ(feed.recalled, std::vector<AssetId>{*AssetId::parse(kHashA)});
}

TEST(Feed, ALaterFormatIsOneClearFault) {
  EXPECT_EQ(faults_of(R"({"format": "kepu-feed/2", "whatever": 1})", Reading::playing),
            "feed.json: /format: \"kepu-feed/2\" is not \"kepu-feed/1\", the only format that this version "
            "reads\n");
  EXPECT_EQ(faults_of(R"({"format": 2})"),
            "feed.json: /format: this is not \"kepu-feed/1\", the only format that this version reads\n");
  EXPECT_EQ(faults_of(R"({"feed": "x"})"),
            "feed.json: the field \"format\" is missing: a feed says \"kepu-feed/1\"\n");
  EXPECT_EQ(faults_of("[]"), "feed.json: a feed is an object\n");
}

TEST(Feed, WhatIsMissingIsNamed) {
  EXPECT_EQ(faults_of(R"({"format": "kepu-feed/1"})"),
            "feed.json: the field \"feed\" is missing\n"
            "feed.json: the field \"epoch\" is missing\n"
            "feed.json: the field \"version\" is missing\n"
            "feed.json: the field \"issued\" is missing\n"
            "feed.json: the field \"expires\" is missing\n"
            "feed.json: the field \"timezone\" is missing\n"
            "feed.json: the field \"entries\" is missing\n");
}

TEST(Feed, AllFaultsAreToldAtOnceInDocumentOrder) {
  EXPECT_EQ(
      faults_of(R"({"format": "kepu-feed/1", "feed": "", "epoch": -1, "version": 18446744073709551616,
    "issued": "yesterday", "expires": 1, "timezone": "../etc", "entires": [], "recalled": ["x"],
    "entries": [{"id": "a", "playlist": "all", "hours": ["25:00-26:00"]}, {"id": "b", "mode": "loops"}],
    "playlists": {"al": {"items": []}}, "notice_assets": ["map"]})"),
      "feed.json: /feed: \"\" is not a text of 1 to 200 bytes without control characters\n"
      "feed.json: /epoch: -1 is not an integer from 0 to 9007199254740992\n"
      "feed.json: /version: 18446744073709551616 is not an integer from 0 to 9007199254740992\n"
      "feed.json: /issued: \"yesterday\" is not a time like 2026-11-23T08:00:00+08:00 (from 1970 to 9999)\n"
      "feed.json: /expires: 1 is not a time like 2026-11-23T08:00:00+08:00 (from 1970 to 9999)\n"
      "feed.json: /timezone: \"../etc\" is not the name of a time zone like Asia/Shanghai\n"
      "feed.json: /entires: unknown field \"entires\"; did you mean \"entries\"?\n"
      "feed.json: /recalled/0: \"x\" is not 64 lower-case hexadecimal digits\n"
      "feed.json: /entries/0/playlist: there is no playlist \"all\"; did you mean \"al\"?\n"
      "feed.json: /entries/0/hours/0: \"25:00-26:00\" is not a time range HH:MM-HH:MM\n"
      "feed.json: /entries/1/mode: \"loops\" is not one of \"loop\", \"spot\", \"takeover\", \"dark\"; did "
      "you "
      "mean \"loop\"?\n"
      "feed.json: /playlists/al/items: is empty\n"
      "feed.json: /notice_assets/0: there is no asset \"map\"\n");
}

TEST(Feed, ExpiresAfterItWasIssued) {
  const std::string text = document(R"("entries": [])");
  const std::string later = "2027-02-23T08:00:00+08:00";
  std::string equal = text;
  equal.replace(equal.find(later), later.size(), "2026-11-23T00:00:00Z");
  EXPECT_EQ(faults_of(equal), "feed.json: /expires: is not later than \"issued\"\n");
}

TEST(Feed, ADayIsNotBothRestAndWork) {
  EXPECT_EQ(
      faults_of(document(R"("entries": [], "calendar": {"rest": ["2027-02-06"], "work": ["2027-02-06"]})")),
      "feed.json: /calendar/work: 2027-02-06 is in \"rest\" too: a day is one or the other\n");
}

TEST(Feed, APlayerPassesOverUnknownFieldsEverywhereAndReportsThem) {
  const std::string text =
      document(R"("tomorrow": {"deep": [1]}, "assets": {"clip": )" + video(R"(, "codec": "h266")") +
               R"(}, "playlists": {"all": {"items": [{"asset": "clip", "mood": 1}]}},
"entries": [{"id": "a", "playlist": "all", "hour": 1, "screens": {"most": []}}])");
  const FeedReading reading = read_feed(text, Reading::playing);
  ASSERT_TRUE(reading.feed);
  EXPECT_EQ(describe("feed.json", reading.ignored),
            "feed.json: /tomorrow: unknown field \"tomorrow\"\n"
            "feed.json: /assets/clip/codec: unknown field \"codec\" of a video\n"
            "feed.json: /playlists/all/items/0/mood: unknown field \"mood\" of an item with an asset\n"
            "feed.json: /entries/0/hour: unknown field \"hour\"; did you mean \"hours\"?\n"
            "feed.json: /entries/0/screens/most: unknown field \"most\"\n");
  EXPECT_EQ(read_feed(text, Reading::publishing).faults, reading.ignored);
}

TEST(Feed, APlayerDoesNotPassOverUnknownValues) {
  EXPECT_EQ(faults_of(with_entries(R"({"id": "a", "playlist": "all", "align": "wall"})"), Reading::playing),
            "feed.json: /entries/0/align: \"wall\" is not one of \"free\", \"clock\"\n");
}

TEST(Feed, ADraftLeavesTheIssueToThePublisher) {
  const std::string text =
      R"({"format": "kepu-feed/1", "feed": "liuzhou", "timezone": "UTC", "entries": []})";
  const Feed feed = feed_of(text, Reading::draft);
  EXPECT_EQ(feed.epoch, 0);
  EXPECT_EQ(feed.issued, Wall{});
  EXPECT_EQ(feed.expires, Wall{});
  EXPECT_EQ(faults_of(R"({"format": "kepu-feed/1", "entries": [], "epoch": -1})", Reading::draft),
            "feed.json: the field \"feed\" is missing\n"
            "feed.json: the field \"timezone\" is missing\n"
            "feed.json: /epoch: -1 is not an integer from 0 to 9007199254740992\n");
}

TEST(Feed, HostileTextsAreRefusedAndNothingElseHappens) {
  const std::string deep(100'000, '[');
  EXPECT_EQ(faults_of(deep), "feed.json: /0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0: is nested more than 16 deep\n");
  EXPECT_EQ(faults_of(document(R"("entries": [], "x": )" + deep)),
            "feed.json: /x/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0: is nested more than 16 deep\n");
  EXPECT_EQ(faults_of("\xEF\xBB\xBF" + document(R"("entries": [])")),
            "feed.json: begins with a byte order mark: save it as UTF-8 without one\n");
  EXPECT_EQ(faults_of(document(R"("entries": [], "x": NaN)")),
            "feed.json: line 3, column 21: syntax error while parsing value - invalid literal\n");
  EXPECT_EQ(faults_of(document(R"("entries": [], "feed": "nanning")")),
            "feed.json: has the field \"feed\" more than once\n");
  EXPECT_EQ(faults_of(std::string((64U << 20U) + 1, ' ')),
            "feed.json: is 67108865 bytes long; at most 67108864 are allowed\n");
  EXPECT_EQ(faults_of(document("\"entries\": [], \"x\": \"\xff\"")),
            "feed.json: line 3, column 22: syntax error while parsing value - invalid string: ill-formed "
            "UTF-8 byte\n");
}

TEST(Feed, AThousandFaultsAreListedAndTheRestCounted) {
  std::string entries = "0";
  for (int i = 1; i < 5000; ++i) entries += ",0";
  const FeedReading reading = read_feed(with_entries(entries), Reading::publishing);
  ASSERT_EQ(reading.faults.size(), kFaultsMax + 1);
  EXPECT_EQ(reading.faults[999], (Fault{"/entries/999", "0 is not an object"}));
  EXPECT_EQ(reading.faults.back(), (Fault{"", "and 4000 more, not listed"}));
}

// One of everything.
Feed full() {
  Feed feed;
  feed.name = "柳州/\"1\"";
  feed.epoch = 3;
  feed.version = 9007199254740992;
  feed.issued = Wall(std::chrono::sys_days(std::chrono::year(2026) / 11 / 23) + 7ms);
  feed.expires = feed.issued + 24h;
  feed.timezone = "Asia/Shanghai";
  feed.calendar = {{std::chrono::year(2027) / 2 / 6}, {std::chrono::year(2027) / 2 / 7}};
  const AssetId id = *AssetId::parse(kHashA);
  feed.assets = {
      {"clip",
       AssetType::video,
       id,
       1ULL << 40U,
       "media/a.mp4",
       "",
       30s,
       1920,
       1080,
       -3.2,
       {},
       {{"en", "A\nB"}},
       {{"zh-CN", "zh"}}},
      {"live", AssetType::stream, {}, 0, "rtsp://cam/1", "", {}, 0, 0, {}, std::chrono::seconds(5), {}, {}},
      {"poster", AssetType::image, id, 5, "p.jpg", "", 8s, 0, 0, {}, {}, {}, {}},
      {"zh", AssetType::captions, id, 9, "zh.srt", "", {}, 0, 0, {}, {}, {}, {}}};
  feed.playlists = {{"all",
                     Order::shuffle,
                     {AssetItem{0, 30s}, AssetItem{1, 600s}, AssetItem{2, 8s}, AssetItem{2, 9s},
                      TakeItem{1, 2}, TakeItem{1, {}}, TextItem{{{"zh-CN", "台风"}}, 15s}}},
                    {"core", Order::sequential, {AssetItem{0, 30s}}}};
  Entry entry;
  entry.id.name = "bus-am";
  entry.playlist = 0;
  entry.priority = -5;
  entry.share = 3;
  entry.screens = {{"bus"}, {"route:10", "route:2"}, {"maintenance"}};
  entry.from = std::chrono::year(2026) / 11 / 1;
  entry.until = std::chrono::year(2026) / 12 / 31;
  entry.days = {DayRule::sat, DayRule::sun, DayRule::workday};
  entry.rrule = "FREQ=MONTHLY;BYDAY=1SA";
  entry.except = {std::chrono::year(2026) / 12 / 25};
  entry.hours = {{420, 540}, {1320, 60}, {0, 1440}};
  entry.near = {Circle{24.326, 109.412, 300, Datum::gcj02}, Stop{"liuzhou-museum"},
                Circle{-0.5, 0, 1, Datum::wgs84}};
  entry.align = Align::clock;
  entry.transition = {TransitionKind::crossfade, 400ms};
  entry.volume = 0.8;
  Entry dark;
  dark.id.name = "night";
  dark.mode = Mode::dark;
  Entry spot;
  spot.id.name = "spot";
  spot.mode = Mode::spot;
  spot.playlist = 1;
  spot.per_hour = 4;
  feed.entries = {entry, dark, spot};
  feed.overlays = {{entry, "ticker", "ticker", {{"zh-CN", "科普长廊欢迎您"}}}};
  feed.recalled = {id};
  feed.notice_assets = {"poster"};
  return feed;
}

TEST(WriteFeed, WhatIsWrittenIsReadBack) {
  const FeedReading reading = read_feed(write_feed(full()), Reading::publishing);
  EXPECT_EQ(describe("feed.json", reading.faults), "");
  EXPECT_EQ(reading.feed, full());
}

TEST(WriteFeed, LeavesOutWhatHasItsDefaultAndWritesTimesInUtc) {
  Feed feed =
      feed_of(with_entries(R"({"id": "day", "playlist": "all", "priority": 0, "volume": 1, "screens": {}})"));
  feed.assets.resize(1);
  EXPECT_EQ(write_feed(feed), R"({
  "format": "kepu-feed/1",
  "feed": "liuzhou",
  "epoch": 1,
  "version": 1024,
  "issued": "2026-11-23T00:00:00Z",
  "expires": "2027-02-23T00:00:00Z",
  "timezone": "Asia/Shanghai",
  "assets": {
    "clip": {
      "type": "video",
      "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      "bytes": 7340032,
      "url": "media/9f/clip.mp4",
      "duration_ms": 30000
    }
  },
  "playlists": {
    "all": {
      "items": [
        {"asset": "clip"}
      ]
    }
  },
  "entries": [
    {
      "id": "day",
      "playlist": "all"
    }
  ]
}
)");
}

TEST(WriteFeed, ADraftSurvivesToo) {
  Feed feed;
  feed.name = "liuzhou";
  feed.timezone = "UTC";
  feed.assets.resize(2);
  feed.assets[0].name = "clip";
  feed.assets[0].file = "clips/光.mp4";
  feed.assets[1].name = "poster";
  feed.assets[1].type = AssetType::image;
  feed.assets[1].file = "poster.png";
  feed.playlists = {{"all", Order::sequential, {AssetItem{0, {}}, AssetItem{1, {}}}}};
  EXPECT_EQ(feed_of(write_feed(feed), Reading::draft), feed);
  feed.expires = Wall(1s);
  EXPECT_EQ(feed_of(write_feed(feed), Reading::draft), feed);
}

TEST(WriteFeedDeathTest, AnIndexBeyondTheAssetsIsABrokenInvariant) {
  Feed feed;
  feed.playlists = {{"all", Order::sequential, {AssetItem{0, 1s}}}};
  EXPECT_DEATH(write_feed(feed), "broken invariant: item.asset < feed_->assets.size\\(\\)");
}

}  // namespace
}  // namespace kepu::config
