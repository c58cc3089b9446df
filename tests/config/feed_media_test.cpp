#include "config/feed_media.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <variant>

#include "tests/config/feed_documents.h"

namespace kepu::config {
namespace {

using namespace std::chrono_literals;

std::string with_asset(std::string_view asset) {
  return document(R"("assets": {"a": )" + std::string(asset) + R"(}, "entries": [])");
}

std::string draft_of(std::string_view asset) {
  return R"({"format": "kepu-feed/1", "feed": "f", "timezone": "UTC", "assets": {"a": )" +
         std::string(asset) + R"(}, "playlists": {"p": {"items": [{"asset": "a"}]}}, "entries": []})";
}

TEST(Assets, AVideoHasAllItsFields) {
  const Feed feed =
      feed_of(document(R"("assets": {"a": )" + video(R"(, "width": 1920, "height": 1080, "gain_db": -3.2,
    "title": {"zh-CN": "光合作用", "en": "Photosynthesis"}, "captions": {"zh-CN": "b"})") +
                       R"(, "b": )" + captions() + R"(}, "entries": [])"));
  ASSERT_EQ(feed.assets.size(), 2U);
  const Asset& asset = feed.assets[0];
  EXPECT_EQ(asset.name, "a");
  EXPECT_EQ(asset.type, AssetType::video);
  EXPECT_EQ(asset.id.hex(), kHashA);
  EXPECT_EQ(asset.bytes, 7340032U);
  EXPECT_EQ(asset.url, "media/9f/clip.mp4");
  EXPECT_EQ(asset.duration, 30s);
  EXPECT_EQ(asset.width, 1920);
  EXPECT_EQ(asset.height, 1080);
  EXPECT_EQ(asset.gain_db, -3.2);
  EXPECT_EQ(asset.title, (Text{{"zh-CN", "光合作用"}, {"en", "Photosynthesis"}}));
  EXPECT_EQ(asset.captions.at("zh-CN"), "b");
  EXPECT_EQ(feed.assets[1].type, AssetType::captions);
}

TEST(Assets, AreSortedByName) {
  const Feed feed =
      feed_of(document(R"("assets": {"b": )" + image() + R"(, "a": )" + video() + R"(, "光": )" + image() +
                       R"(, "B": )" + image() + R"(}, "entries": [])"));
  ASSERT_EQ(feed.assets.size(), 4U);
  EXPECT_EQ(feed.assets[0].name + feed.assets[1].name + feed.assets[2].name + feed.assets[3].name, "Bab光");
}

TEST(Assets, EveryFieldHasItsRange) {
  EXPECT_EQ(
      faults_of(with_asset(R"({"type": "video", "sha256": "ABC", "bytes": 0, "url": "a b", "duration_ms": 19,
    "width": 0, "height": 65537, "gain_db": -61, "title": {"zh_CN": "x", "en": ""}})")),
      "feed.json: /assets/a/sha256: \"ABC\" is not 64 lower-case hexadecimal digits\n"
      "feed.json: /assets/a/bytes: 0 is not an integer from 1 to 1099511627776\n"
      "feed.json: /assets/a/url: \"a b\" is not a URL of 1 to 2048 bytes without spaces\n"
      "feed.json: /assets/a/duration_ms: 19 is not an integer from 20 to 86400000\n"
      "feed.json: /assets/a/width: 0 is not an integer from 1 to 65536\n"
      "feed.json: /assets/a/height: 65537 is not an integer from 1 to 65536\n"
      "feed.json: /assets/a/gain_db: -61 is not a number from -60 to 60\n"
      "feed.json: /assets/a/title/zh_CN: \"zh_CN\" is not a language tag like zh-CN\n"
      "feed.json: /assets/a/title/en: \"\" is not a text of 1 to 65536 bytes without NUL\n");
}

TEST(Assets, EveryTypeHasItsFields) {
  EXPECT_EQ(faults_of(with_asset(R"({"type": "video"})")),
            "feed.json: /assets/a: the field \"url\" is missing\n"
            "feed.json: /assets/a: the field \"sha256\" is missing\n"
            "feed.json: /assets/a: the field \"bytes\" is missing\n"
            "feed.json: /assets/a: the field \"duration_ms\" is missing\n");
  EXPECT_EQ(
      faults_of(with_asset(R"({"type": "stream", "url": "rtsp://cam", "bytes": 1, "duration_ms": 1000})")),
      "feed.json: /assets/a/bytes: unknown field \"bytes\" of a stream\n"
      "feed.json: /assets/a/duration_ms: unknown field \"duration_ms\" of a stream\n");
  EXPECT_EQ(faults_of(with_asset(image(R"(, "gain_db": 1)"))),
            "feed.json: /assets/a/gain_db: unknown field \"gain_db\" of an image\n");
  EXPECT_EQ(
      faults_of(with_asset(R"({"type": "movie", "sha265": 1})")),
      "feed.json: /assets/a/type: \"movie\" is not one of \"video\", \"image\", \"captions\", \"stream\"\n"
      "feed.json: /assets/a/sha265: unknown field \"sha265\"; did you mean \"sha256\"?\n");
  EXPECT_EQ(faults_of(with_asset("{}")), "feed.json: /assets/a: the field \"type\" is missing\n");
  EXPECT_EQ(faults_of(with_asset("\"clip.mp4\"")), "feed.json: /assets/a: \"clip.mp4\" is not an object\n");
  EXPECT_EQ(faults_of(with_asset("[1]")), "feed.json: /assets/a: an array is not an object\n");
}

TEST(Assets, ANameIsALine) {
  EXPECT_EQ(
      faults_of(document(R"("assets": {"": )" + image() + R"(, "a\nb": )" + image() + R"(}, "entries": [])")),
      "feed.json: /assets/: \"\" is not a name of an asset: 1 to 200 bytes without control characters\n"
      "feed.json: /assets/a\\u000ab: \"a\\u000ab\" is not a name of an asset: 1 to 200 bytes without control "
      "characters\n");
}

TEST(Assets, CaptionsAreAssetsOfThatType) {
  const auto with_captions = [](std::string_view name) {
    return document(R"("assets": {"clip": )" +
                    video(R"(, "captions": {"zh-CN": ")" + std::string(name) + R"("})") + R"(, "zh": )" +
                    captions() + R"(, "poster": )" + image() + R"(}, "entries": [])");
  };
  EXPECT_EQ(faults_of(with_captions("zh")), "");
  EXPECT_EQ(faults_of(with_captions("zhh")),
            "feed.json: /assets/clip/captions/zh-CN: there is no asset \"zhh\"; did you mean \"zh\"?\n");
  EXPECT_EQ(faults_of(with_captions("poster")),
            "feed.json: /assets/clip/captions/zh-CN: \"poster\" is not of type \"captions\"\n");
}

TEST(Items, AVideoShowsForItsOwnDuration) {
  const Feed feed = feed_of(with_items(R"({"asset": "clip"})"));
  EXPECT_EQ(feed.playlists[1].items, std::vector<Item>{(AssetItem{0, 30s})});
  EXPECT_EQ(
      faults_of(with_items(R"({"asset": "clip", "duration_ms": 1000})")),
      "feed.json: /playlists/test/items/0/duration_ms: a video shows for its own duration: leave it out\n");
}

TEST(Items, AnImageShowsForTheItemsDurationOrItsOwn) {
  EXPECT_EQ(feed_of(with_items(R"({"asset": "poster", "duration_ms": 1000})")).playlists[1].items,
            std::vector<Item>{(AssetItem{2, 1s})});
  const std::string own =
      document(R"("assets": {"a": )" + image(R"(, "duration_ms": 8000)") +
               R"(}, "playlists": {"p": {"items": [{"asset": "a"}, {"asset": "a", "duration_ms": 20}]}},
"entries": [])");
  EXPECT_EQ(feed_of(own).playlists[0].items, (std::vector<Item>{AssetItem{0, 8s}, AssetItem{0, 20ms}}));
  EXPECT_EQ(faults_of(with_items(R"({"asset": "poster"})")),
            "feed.json: /playlists/test/items/0: the field \"duration_ms\" is missing, and the image "
            "\"poster\" has "
            "none either\n");
}

TEST(Items, AStreamNeedsADuration) {
  EXPECT_EQ(faults_of(with_items(R"({"asset": "live"})")),
            "feed.json: /playlists/test/items/0: the field \"duration_ms\" is missing: a stream has no end "
            "of its own\n");
  EXPECT_EQ(feed_of(with_items(R"({"asset": "live", "duration_ms": 60000})")).playlists[1].items,
            std::vector<Item>{(AssetItem{1, 60s})});
}

TEST(Items, CaptionsCannotBeShown) {
  EXPECT_EQ(
      faults_of(with_items(R"({"asset": "zh"})")),
      "feed.json: /playlists/test/items/0/asset: \"zh\" is of type \"captions\", which cannot be shown by "
      "itself\n");
}

TEST(Items, AreOneOfThreeKinds) {
  EXPECT_EQ(feed_of(with_items(R"({"playlist": "all", "take": 2}, {"playlist": "all"},
                                  {"text": {"en": "hello"}, "duration_ms": 5000})"))
                .playlists[1]
                .items,
            (std::vector<Item>{TakeItem{0, 2}, TakeItem{0, {}}, TextItem{{{"en", "hello"}}, 5s}}));
  EXPECT_EQ(
      faults_of(with_items(R"({}, {"asset": "clip", "text": {}}, 7, {"asset": "clip", "take": 1},
    {"playlist": "all", "take": 0}, {"text": {}}, {"asset": "clipp"}, {"playlist": "al"})")),
      "feed.json: /playlists/test/items/0: needs exactly one of \"asset\", \"playlist\" and \"text\"\n"
      "feed.json: /playlists/test/items/1: needs exactly one of \"asset\", \"playlist\" and \"text\"\n"
      "feed.json: /playlists/test/items/2: 7 is not an object\n"
      "feed.json: /playlists/test/items/3/take: unknown field \"take\" of an item with an asset\n"
      "feed.json: /playlists/test/items/4/take: 0 is not an integer from 1 to 10000\n"
      "feed.json: /playlists/test/items/5: the field \"duration_ms\" is missing\n"
      "feed.json: /playlists/test/items/5/text: is empty\n"
      "feed.json: /playlists/test/items/6/asset: there is no asset \"clipp\"; did you mean \"clip\"?\n"
      "feed.json: /playlists/test/items/7/playlist: there is no playlist \"al\"; did you mean \"all\"?\n");
}

TEST(Items, AFaultyAssetIsNotAFaultOfEveryItem) {
  EXPECT_EQ(faults_of(document(
                R"("assets": {"a": )" + image(R"(, "duration_ms": 1)") +
                R"(}, "playlists": {"p": {"items": [{"asset": "a"}, {"asset": "a"}]}}, "entries": [])")),
            "feed.json: /assets/a/duration_ms: 1 is not an integer from 20 to 86400000\n");
}

TEST(Playlists, AreNotEmptyAndKnowTwoOrders) {
  EXPECT_EQ(faults_of(with_items("")), "feed.json: /playlists/test/items: is empty\n");
  EXPECT_EQ(
      faults_of(document(R"("playlists": {"p": {"order": "shufle"}}, "entries": [])")),
      "feed.json: /playlists/p: the field \"items\" is missing\n"
      "feed.json: /playlists/p/order: \"shufle\" is not one of \"sequential\", \"shuffle\"; did you mean "
      "\"shuffle\"?\n");
}

TEST(Playlists, DoNotContainThemselves) {
  EXPECT_EQ(faults_of(with_items(R"({"playlist": "test"})")),
            "feed.json: /playlists/test: contains itself: \"test\" > \"test\"\n");
  EXPECT_EQ(faults_of(document(
                R"("playlists": {"b": {"items": [{"playlist": "c"}]}, "c": {"items": [{"playlist": "a"}]},
    "a": {"items": [{"playlist": "b"}]}}, "entries": [])")),
            "feed.json: /playlists/a: contains itself: \"a\" > \"b\" > \"c\" > \"a\"\n");
}

TEST(Playlists, NestAtMostEightDeep) {
  const auto chain = [](int depth) {
    std::string lists = R"("p0": {"items": [{"text": {"en": "x"}, "duration_ms": 1000}]})";
    for (int i = 1; i < depth; ++i) {
      const std::string inner = std::to_string(i - 1);
      lists += ", \"p" + std::to_string(i) + R"(": {"items": [{"playlist": "p)" + inner + "\"}]}";
    }
    return document("\"playlists\": {" + lists + "}, \"entries\": []");
  };
  EXPECT_EQ(faults_of(chain(8)), "");
  EXPECT_EQ(faults_of(chain(10)), "feed.json: /playlists/p8: nests playlists more than 8 deep\n");
}

TEST(Drafts, AnAssetMayNameAFileAndLeaveTheRestToThePublisher) {
  const Feed feed =
      feed_of(draft_of(R"({"type": "video", "file": "clips/光.mp4", "gain_db": 2})"), Reading::draft);
  EXPECT_EQ(feed.assets[0].file, "clips/光.mp4");
  EXPECT_EQ(feed.assets[0].id, AssetId{});
  EXPECT_EQ(feed.assets[0].duration, 0ms);
  EXPECT_EQ(feed.playlists[0].items, std::vector<Item>{(AssetItem{0, 0ms})});
  EXPECT_EQ(faults_of(draft_of(R"({"type": "image", "file": "p.png"})"), Reading::draft), "");
}

TEST(Drafts, AFileOrTheRestNotBoth) {
  EXPECT_EQ(faults_of(draft_of(video(R"(, "file": "a.mp4")")), Reading::draft),
            "feed.json: /assets/a/sha256: an asset with a \"file\" has none: the publisher fills it in\n"
            "feed.json: /assets/a/bytes: an asset with a \"file\" has none: the publisher fills it in\n"
            "feed.json: /assets/a/url: an asset with a \"file\" has none: the publisher fills it in\n");
  EXPECT_EQ(faults_of(draft_of(R"({"type": "image"})"), Reading::draft),
            "feed.json: /assets/a: the field \"url\" is missing\n"
            "feed.json: /assets/a: the field \"sha256\" is missing\n"
            "feed.json: /assets/a: the field \"bytes\" is missing\n");
  EXPECT_EQ(faults_of(draft_of(video()), Reading::draft), "");
}

TEST(Drafts, AloneMayNameFiles) {
  EXPECT_EQ(faults_of(with_asset(video(R"(, "file": "a.mp4")"))),
            "feed.json: /assets/a/file: unknown field \"file\" of a video\n");
}

TEST(Media, AreAHundredThousandAtMost) {
  std::string assets = R"("s0": {"type": "stream", "url": "u"})";
  for (std::size_t i = 0; i < kAssetsMax; ++i) {
    assets += ",\"s" + std::to_string(i + 1) + R"(": {"type": "stream", "url": "u"})";
  }
  EXPECT_EQ(faults_of(document("\"assets\": {" + assets + "}, \"entries\": []")),
            "feed.json: /assets: holds 100001; at most 100000 are allowed\n");
}

}  // namespace
}  // namespace kepu::config
