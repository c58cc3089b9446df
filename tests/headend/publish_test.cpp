#include "headend/publish.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>

#include "content/posix_files.h"
#include "headend/words.h"
#include "tests/headend/media.h"

namespace kepu::headend {
namespace {

using namespace std::chrono_literals;
using config::AssetType;
using testing::everything;
using testing::MediaFolder;
using testing::write_all;

constexpr Wall kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23) + 8h;
using Lines = std::vector<std::string>;

struct World {
  MediaFolder folder;
  content::PosixFiles files;
  std::string said;

  Publication publish(DraftReading reading, Wall now = kNow) {
    if (!reading.draft) return {{}, reading.faults};
    const PublishOptions options{folder / "site", 10s, {KEPU_INGEST}};
    return headend::publish(std::move(*reading.draft), options, files, now,
                            [this](const std::string& s) { said += s; });
  }
  Publication folder_of_media(Wall now = kNow, const std::string& name = "liuzhou") {
    return publish(draft_of_folder(folder / "media", {name, "Asia/Shanghai", folder / "site"}), now);
  }
  Publication by_hand(const std::string& json, Wall now = kNow) {
    write_all(folder / "draft.json", json);
    return publish(draft_by_hand(folder / "draft.json", files), now);
  }
  config::Feed served() {
    return config::read_feed(testing::read_all(folder / "site/feed.json"), config::Reading::publishing)
        .feed.value_or(config::Feed{});
  }
};

const config::Asset* asset(const config::Feed& feed, const std::string& name) {
  const auto found = std::find_if(feed.assets.begin(), feed.assets.end(),
                                  [&](const config::Asset& a) { return a.name == name; });
  return found == feed.assets.end() ? nullptr : &*found;
}

std::string draft(const std::string& assets, const std::string& items, const std::string& more = "") {
  return R"({"format": "kepu-feed/1", "feed": "liuzhou", "timezone": "Asia/Shanghai", )" + more +
         R"("assets": {)" + assets + R"(}, "playlists": {"all": {"items": [)" + items +
         R"(]}}, "entries": [{"id": "loop", "playlist": "all", "mode": "loop"}]})";
}

TEST(Publish, AFolderBecomesAFeedThatAScreenCanRead) {
  World world;
  world.folder.clip("media/光合作用.mp4", 30);
  world.folder.poster("media/b/海报.png");
  const auto done = world.folder_of_media();
  ASSERT_EQ(done.faults, Lines{});
  EXPECT_EQ(done.outcome->did, Did::published);
  EXPECT_EQ(done.outcome->copied, 2U);
  const config::Feed feed = world.served();
  EXPECT_EQ(feed, done.outcome->feed);
  EXPECT_EQ(feed.name, "liuzhou");
  EXPECT_EQ(feed.epoch, 1);
  EXPECT_EQ(feed.version, 1);
  EXPECT_EQ(feed.issued, kNow);
  EXPECT_EQ(feed.expires, kNow + std::chrono::hours(24 * 90));
  const config::Asset* clip = asset(feed, "光合作用");
  ASSERT_NE(clip, nullptr);
  EXPECT_EQ(clip->type, AssetType::video);
  EXPECT_EQ(clip->duration, 1200ms);
  EXPECT_EQ(clip->width, 64);
  EXPECT_EQ(clip->height, 48);
  EXPECT_EQ(clip->title, (config::Text{{"zh-CN", "光合作用"}}));
  const config::Asset* poster = asset(feed, "b-海报");
  ASSERT_NE(poster, nullptr);
  EXPECT_EQ(poster->type, AssetType::image);
  EXPECT_EQ(poster->duration, 10s);
  for (const config::Asset& a : feed.assets) {
    EXPECT_EQ(std::filesystem::file_size(world.folder / "site" / a.url), a.bytes);
  }
  const auto& items = feed.playlists.at(0).items;
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(std::get<config::AssetItem>(items[0]).duration, 10s);
  EXPECT_EQ(std::get<config::AssetItem>(items[1]).duration, 1200ms);
}

TEST(Publish, LoudnessIsEvenedOutUnlessTheEditorSaidHowMuch) {
  World w;
  const std::string tone =
      "-f lavfi -i testsrc=s=64x48:r=25:d=5 -f lavfi -i "
      "\"aevalsrc=0.05*sin(2*PI*1000*t)|0.05*sin(2*PI*1000*t):d=5\" "
      "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a flac";
  w.folder.make("tone.mkv", tone);
  const std::string assets = R"("even": {"type": "video", "file": "tone.mkv"},
                                "mine": {"type": "video", "file": "tone.mkv", "gain_db": -4})";
  const auto made = w.by_hand(draft(assets, R"({"asset": "even"}, {"asset": "mine"})"));
  ASSERT_EQ(made.faults.size(), 0U);
  const config::Feed feed = w.served();
  ASSERT_NE(asset(feed, "even"), nullptr);
  EXPECT_NEAR(asset(feed, "even")->gain_db.value_or(99), 6.02, 0.1);  // 0.05 in both channels is -26.02 LUFS
  EXPECT_EQ(asset(feed, "mine")->gain_db, -4);
}

TEST(Publish, ProgressNamesEveryFileAndStep) {
  World world;
  world.folder.poster("media/a.png");
  ASSERT_TRUE(world.folder_of_media().outcome);
  const auto bytes = std::filesystem::file_size(world.folder / "media/a.png");
  EXPECT_EQ(world.said, "1/1 a.png: probing hashing copying " + size_words(bytes) + "\n");
}

TEST(Publish, WhatDidNotChangeStaysByteForByte) {
  World world;
  world.folder.poster("media/a.png");
  ASSERT_TRUE(world.folder_of_media().outcome);
  const auto before = everything(world.folder / "site");
  const auto again = world.folder_of_media(kNow + 24h);
  ASSERT_TRUE(again.outcome);
  EXPECT_EQ(again.outcome->did, Did::unchanged);
  EXPECT_EQ(again.outcome->copied, 0U);
  EXPECT_EQ(again.outcome->feed.version, 1);
  EXPECT_EQ(everything(world.folder / "site"), before);
}

TEST(Publish, AFeedThatWouldSoonExpireIsRenewed) {
  World world;
  world.folder.poster("media/a.png");
  ASSERT_TRUE(world.folder_of_media().outcome);
  const auto later = world.folder_of_media(kNow + std::chrono::hours(24 * 61));
  ASSERT_TRUE(later.outcome);
  EXPECT_EQ(later.outcome->did, Did::renewed);
  EXPECT_EQ(later.outcome->copied, 0U);
  EXPECT_EQ(world.served().version, 2);
  EXPECT_EQ(world.served().expires, kNow + std::chrono::hours(24 * 151));
}

TEST(Publish, MediaThatWentMissingArePutBack) {
  World world;
  world.folder.poster("media/a.png");
  const auto first = world.folder_of_media();
  const auto before = everything(world.folder / "site");
  std::filesystem::remove(world.folder / "site" / first.outcome->feed.assets[0].url);
  EXPECT_EQ(world.folder_of_media().outcome->did, Did::repaired);
  EXPECT_EQ(everything(world.folder / "site"), before);
}

TEST(Publish, AChangeRaisesTheVersionAndCopiesOnlyWhatIsNew) {
  World world;
  world.folder.poster("media/a.png");
  const auto first = world.folder_of_media();
  world.folder.clip("media/b.mp4", 5);
  const auto second = world.folder_of_media(kNow + 1h);
  ASSERT_TRUE(second.outcome);
  EXPECT_EQ(second.outcome->copied, 1U);
  EXPECT_EQ(world.served().version, 2);
  EXPECT_EQ(world.served().epoch, 1);
  EXPECT_EQ(world.served().issued, kNow + 1h);
}

TEST(Publish, MediaOfTheFeedBeforeStayAndOlderOnesGo) {
  World world;
  world.folder.poster("media/a.png");
  const std::string old = world.folder_of_media().outcome->feed.assets[0].url;
  std::filesystem::remove(world.folder / "media/a.png");
  world.folder.clip("media/b.mp4", 5);
  EXPECT_EQ(world.folder_of_media().outcome->removed, 0U);
  EXPECT_TRUE(std::filesystem::exists(world.folder / "site" / old));
  world.folder.clip("media/c.mp4", 6);
  EXPECT_EQ(world.folder_of_media().outcome->removed, 1U);
  EXPECT_FALSE(std::filesystem::exists(world.folder / "site" / old));
}

TEST(Publish, ARefusalNamesEveryFaultAndLeavesTheOldSiteByteForByte) {
  World world;
  world.folder.poster("media/a.png");
  ASSERT_TRUE(world.folder_of_media().outcome);
  const auto before = everything(world.folder / "site");
  world.folder.clip("media/b.mp4", 5);  // fine, and copied before the first fault is met
  write_all(world.folder / "media/c.mp4", "hello, this is no clip at all\n");
  world.folder.song("media/d.mp3");
  std::filesystem::rename(world.folder / "media/d.mp3", world.folder / "media/d.mp4");
  const auto done = world.folder_of_media();
  EXPECT_FALSE(done.outcome);
  EXPECT_EQ(done.faults,
            (Lines{"c.mp4: is not a media file that can be read: Invalid data found when processing input",
                   "d.mp4: has sound but no picture"}));
  EXPECT_EQ(everything(world.folder / "site"), before);
}

TEST(Publish, ARefusalMakesNoNewSite) {
  World world;
  write_all(world.folder / "media/c.mp4", "hello, this is no clip at all\n");
  EXPECT_FALSE(world.folder_of_media().outcome);
  EXPECT_FALSE(std::filesystem::exists(world.folder / "site"));
}

TEST(Publish, AnotherFeedsSiteIsNotOverwritten) {
  World world;
  world.folder.poster("media/a.png");
  ASSERT_TRUE(world.folder_of_media().outcome);
  const auto before = everything(world.folder / "site");
  EXPECT_EQ(world.folder_of_media(kNow, "nanning").faults,
            Lines{(world.folder / "site").string() + ": serves the feed \"liuzhou\", not \"nanning\": "
                                                     "publish into another folder, or give it that name"});
  EXPECT_EQ(everything(world.folder / "site"), before);
}

TEST(Publish, AFullDiskLeavesTheOldSiteByteForByte) {
  World world;
  world.folder.poster("media/a.png");
  ASSERT_TRUE(world.folder_of_media().outcome);
  const auto before = everything(world.folder / "site");
  world.folder.clip("media/b.mp4", 5);
  auto calls = content::linux_calls();
  calls.write = [](int, const void*, size_t) -> ssize_t {
    errno = ENOSPC;
    return -1;
  };
  world.files = content::PosixFiles(calls);
  const auto done = world.folder_of_media();
  ASSERT_EQ(done.faults.size(), 1U);
  EXPECT_TRUE(done.faults[0].starts_with("b.mp4: ")) << done.faults[0];
  EXPECT_TRUE(done.faults[0].ends_with(": No space left on device")) << done.faults[0];
  EXPECT_EQ(everything(world.folder / "site"), before);
}

TEST(PublishByHand, FilesAreRelativeToTheDraftAndItemsKeepTheirOwnTime) {
  World world;
  world.folder.clip("clips/a.mp4", 50);
  world.folder.poster("p.png");
  const auto done = world.by_hand(draft(R"("mars": {"type": "video", "file": "clips/a.mp4"},
      "poster": {"type": "image", "file": "p.png", "duration_ms": 4000}, "plain": {"type": "image", "file": "p.png"})",
                                        R"({"asset": "mars"}, {"asset": "poster"}, {"asset": "plain"},
                                           {"asset": "poster", "duration_ms": 7000})"));
  ASSERT_EQ(done.faults, Lines{});
  const config::Feed feed = world.served();
  std::vector<milliseconds> times;
  for (const auto& item : feed.playlists.at(0).items)
    times.push_back(std::get<config::AssetItem>(item).duration);
  EXPECT_EQ(times, (std::vector<milliseconds>{2000ms, 4000ms, 10000ms, 7000ms}));
  EXPECT_EQ(asset(feed, "mars")->file, "");
  EXPECT_EQ(done.outcome->copied, 2U);
}

TEST(PublishByHand, EveryFaultComesWithItsPlace) {
  World world;
  world.folder.poster("p.png");
  const auto done = world.by_hand(
      draft(R"("a": {"type": "video", "file": "p.png"}, "b/c": {"type": "image", "file": "none.png"})",
            R"({"asset": "a"}, {"asset": "b/c"})"));
  EXPECT_EQ(
      done.faults,
      (Lines{"draft.json: /assets/a/file: \"p.png\" is of type \"image\", not \"video\"",
             "draft.json: /assets/b~1c/file: \"none.png\" cannot be opened: No such file or directory"}));
  EXPECT_FALSE(std::filesystem::exists(world.folder / "site"));
}

TEST(PublishByHand, WhatTheSchedulerCannotBuildYetIsRefused) {
  World world;
  world.folder.poster("p.png");
  std::string json = draft(R"("a": {"type": "image", "file": "p.png"})", R"({"asset": "a"})");
  json.replace(json.find(R"("mode": "loop")"), 14, R"("mode": "loop", "rrule": "each Saturday")");
  const auto done = world.by_hand(json);
  ASSERT_EQ(done.faults.size(), 1U) << ::testing::PrintToString(done.faults);
  EXPECT_TRUE(done.faults[0].starts_with(
      "draft.json: /entries/0/rrule: \"each Saturday\" is not a rule of recurrence"))
      << done.faults[0];
}

TEST(PublishByHand, AnUnknownTimeZoneIsRefused) {
  World world;
  world.folder.poster("p.png");
  std::string json = draft(R"("a": {"type": "image", "file": "p.png"})", R"({"asset": "a"})");
  json.replace(json.find("Asia/Shanghai"), 13, "Asia/Liuzhou");
  const auto done = world.by_hand(json);
  ASSERT_EQ(done.faults.size(), 1U) << ::testing::PrintToString(done.faults);
  EXPECT_TRUE(done.faults[0].starts_with("draft.json: /timezone: ")) << done.faults[0];
  EXPECT_EQ(done.faults[0].find("/timezone", 20), std::string::npos) << done.faults[0];
}

TEST(PublishByHand, APassedExpiryIsRefusedAndALaterOneKept) {
  World world;
  world.folder.poster("p.png");
  const std::string assets = R"("a": {"type": "image", "file": "p.png"})";
  const std::string item = R"({"asset": "a"})";
  EXPECT_EQ(world.by_hand(draft(assets, item, R"("expires": "2026-11-23T08:00:00+08:00", )")).faults,
            Lines{"draft.json: /expires: has passed: leave it out, or give a later time"});
  ASSERT_TRUE(world.by_hand(draft(assets, item, R"("expires": "2027-01-01T00:00:00Z", )")).outcome);
  EXPECT_EQ(world.served().expires, Wall(std::chrono::sys_days(std::chrono::year(2027) / 1 / 1)));
}

TEST(PublishByHand, AHigherEpochOrVersionIsTaken) {
  World world;
  world.folder.poster("p.png");
  const std::string assets = R"("a": {"type": "image", "file": "p.png"})";
  const std::string item = R"({"asset": "a"})";
  ASSERT_TRUE(world.by_hand(draft(assets, item, R"("epoch": 1, "version": 1024, )")).outcome);
  EXPECT_EQ(world.served().version, 1024);
  ASSERT_TRUE(world.by_hand(draft(assets, item, R"("epoch": 2, "version": 1, )")).outcome);
  EXPECT_EQ(world.served().epoch, 2);
  EXPECT_EQ(world.served().version, 1);
}

TEST(PublishByHand, MediaOfThisSiteMayBeNamedByUrlIfTheyAreThere) {
  World world;
  world.folder.poster("p.png");
  const auto first = world.by_hand(draft(R"("a": {"type": "image", "file": "p.png"})", R"({"asset": "a"})"));
  ASSERT_TRUE(first.outcome);
  const std::string published = testing::read_all(world.folder / "site/feed.json");
  EXPECT_EQ(world.by_hand(published).outcome->did, Did::unchanged);
  std::filesystem::remove(world.folder / "site" / first.outcome->feed.assets[0].url);
  const config::Asset& a = first.outcome->feed.assets[0];
  EXPECT_EQ(world.by_hand(published).faults,
            Lines{"draft.json: /assets/a/url: \"" + a.url + "\" is not in the site with " +
                  std::to_string(a.bytes) + " bytes: name its file instead"});
}

TEST(Publish, WhatStandsAgainstItIsAskedOfTheWholeFeed) {
  World world;
  world.folder.clip("media/火星.mp4", 25);
  const auto publish_if = [&](const Lines& objections) {
    config::Feed seen;
    DraftReading reading = draft_of_folder(world.folder / "media", {"liuzhou", "Asia/Shanghai", {}});
    const PublishOptions options{world.folder / "site", 10s, {KEPU_INGEST}, [&](const config::Feed& feed) {
                                   seen = feed;
                                   return objections;
                                 }};
    auto done = headend::publish(std::move(*reading.draft), options, world.files, kNow, [](const auto&) {});
    EXPECT_EQ(seen.assets.at(0).duration, 1000ms);
    return done;
  };
  EXPECT_EQ(publish_if({"too early"}).faults, Lines{"too early"});
  EXPECT_FALSE(std::filesystem::exists(world.folder / "site/feed.json"));
  EXPECT_TRUE(publish_if({}).outcome);
}

// --- captions ---

std::string captioned(const std::string& file) {
  return draft(R"("mars": {"type": "video", "file": "mars.mp4", "captions": {"zh-CN": "mars-zh"}}, )"
               R"("mars-zh": {"type": "captions", "file": ")" +
                   file + R"("})",
               R"({"asset": "mars"})");
}

TEST(Publish, CaptionsAreTakenWithTheirClip) {
  World world;
  world.folder.clip("mars.mp4", 30);
  write_all(world.folder / "mars.srt", "1\n00:00:00,500 --> 00:00:02,000\n火星\n");
  const auto done = world.by_hand(captioned("mars.srt"));
  ASSERT_EQ(done.faults, Lines{});
  const config::Feed feed = world.served();
  const config::Asset* words = asset(feed, "mars-zh");
  ASSERT_NE(words, nullptr);
  EXPECT_EQ(testing::read_all(world.folder / "site" / words->url),
            testing::read_all(world.folder / "mars.srt"));
  EXPECT_EQ(asset(feed, "mars")->captions, (std::map<std::string, std::string>{{"zh-CN", "mars-zh"}}));
}

TEST(Publish, CaptionsThatAreNoneAreRefusedWithTheirLines) {
  World world;
  world.folder.clip("mars.mp4", 30);
  const auto faults = [&](const std::string& text) {
    write_all(world.folder / "mars.srt", text);
    return world.by_hand(captioned("mars.srt")).faults;
  };
  EXPECT_EQ(
      faults("1\n00:00:02,000 --> 00:00:01,000\n火星\n\nred\n"),
      Lines{"draft.json: /assets/mars-zh/file: \"mars.srt\" line 2: ends before it begins; line 5: has words "
            "without times above them"});
  EXPECT_EQ(faults(""), Lines{"draft.json: /assets/mars-zh/file: \"mars.srt\" has no captions"});
  EXPECT_EQ(faults(std::string(2U << 20U, '\n')),
            Lines{"draft.json: /assets/mars-zh/file: \"mars.srt\" has more than 1.0 MB: captions are short"});
  EXPECT_EQ(
      faults("00:00:00,000 --> 00:00:01,000\na\n\n00:01:05,000 --> 00:01:06,000\nb\n"),
      Lines{"draft.json: /assets/mars/captions/zh-CN: \"mars-zh\" has words at 1:05, after the clip's end at "
            "0:01.2"});
  write_all(world.folder / "mars.mp4", "no clip");
  EXPECT_EQ(faults("00:00:00,000 --> 00:00:01,000\na\n").size(), 1U) << "of the clip alone";
  EXPECT_FALSE(std::filesystem::exists(world.folder / "site/feed.json"));
}

}  // namespace
}  // namespace kepu::headend
