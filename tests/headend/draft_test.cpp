#include "headend/draft.h"

#include <gtest/gtest.h>

#include "content/posix_files.h"
#include "tests/headend/media.h"

namespace kepu::headend {
namespace {

using config::AssetItem;
using config::AssetType;
using testing::MediaFolder;
using testing::write_all;

DraftReading of_folder(const MediaFolder& folder, const FolderOptions& options = {}) {
  return draft_of_folder(folder.path(), options);
}

DraftReading by_hand(const MediaFolder& folder, const std::string& json) {
  write_all(folder / "draft.json", json);
  content::PosixFiles files;
  return draft_by_hand(folder / "draft.json", files);
}

std::vector<std::string> files_in_order(const config::Feed& feed) {
  std::vector<std::string> files;
  for (const config::Item& item : feed.playlists.at(0).items) {
    files.push_back(feed.assets.at(std::get<AssetItem>(item).asset).file);
  }
  return files;
}

TEST(DraftOfFolder, ShowsEveryClipAndPosterInALoopSortedByPath) {
  const MediaFolder folder;
  for (const char* name : {"b.mp4", "海报.PNG", "a/z.webm", "a.jpg", "B.mov"}) write_all(folder / name, "x");
  const auto reading = of_folder(folder, {"liuzhou", "Asia/Urumqi", {}});
  ASSERT_TRUE(reading.draft);
  const config::Feed& feed = reading.draft->feed;
  EXPECT_EQ(feed.name, "liuzhou");
  EXPECT_EQ(feed.timezone, "Asia/Urumqi");
  EXPECT_EQ(files_in_order(feed),
            (std::vector<std::string>{"B.mov", "a.jpg", "a/z.webm", "b.mp4", "海报.PNG"}));
  ASSERT_EQ(feed.entries.size(), 1U);
  EXPECT_EQ(feed.entries[0].id.name, "loop");
  EXPECT_EQ(feed.entries[0].mode, config::Mode::loop);
  EXPECT_EQ(feed.entries[0].playlist, 0U);
  EXPECT_EQ(feed.entries[0].screens, config::TagRule{});
  EXPECT_EQ(feed.playlists[0].name, "all");
  EXPECT_TRUE(std::is_sorted(feed.assets.begin(), feed.assets.end(),
                             [](const auto& x, const auto& y) { return x.name < y.name; }));
}

TEST(DraftOfFolder, AFileThatIsNeitherClipNorPosterIsNamedAndSkipped) {
  const MediaFolder folder;
  write_all(folder / "a.mp4", "x");
  write_all(folder / "sub/notes.txt", "x");
  write_all(folder / ".DS_Store", "x");
  write_all(folder / ".thumbs/a.jpg", "x");
  const auto reading = of_folder(folder);
  ASSERT_TRUE(reading.draft);
  EXPECT_EQ(files_in_order(reading.draft->feed), std::vector<std::string>{"a.mp4"});
  EXPECT_EQ(reading.skipped,
            std::vector<std::string>{"sub/notes.txt: neither a clip nor a poster by its name, skipped"});
}

TEST(DraftOfFolder, TheSiteIsNotPublishedIntoItself) {
  const MediaFolder folder;
  write_all(folder / "a.mp4", "x");
  write_all(folder / "site/media/ab/b.mp4", "x");
  write_all(folder / "site.pending/feed.json", "{}");
  const auto reading = of_folder(folder, {"", "Asia/Shanghai", folder / "site"});
  ASSERT_TRUE(reading.draft);
  EXPECT_EQ(files_in_order(reading.draft->feed), std::vector<std::string>{"a.mp4"});
  EXPECT_EQ(reading.skipped, std::vector<std::string>{});
  const auto itself = of_folder(folder, {"", "Asia/Shanghai", folder.path()});
  EXPECT_EQ(itself.faults, std::vector<std::string>{folder.path().string() +
                                                    ": is the site itself: publish into another folder"});
}

TEST(DraftOfFolder, ANameThatIsNotUtf8IsAFaultWithItsRemedy) {
  const MediaFolder folder;
  write_all(folder / "\xB9\xE2.mp4", "x");
  const auto reading = of_folder(folder);
  EXPECT_FALSE(reading.draft);
  EXPECT_EQ(reading.faults,
            std::vector<std::string>{"\\xb9\\xe2.mp4: its name is not UTF-8: rename it (convmv -f gbk "
                                     "-t utf8 --notest)"});
}

TEST(DraftOfFolder, AnEmptyFolderAndAMissingOneAreFaults) {
  const MediaFolder folder;
  EXPECT_EQ(of_folder(folder).faults,
            std::vector<std::string>{folder.path().string() + ": holds no clip and no poster"});
  EXPECT_EQ(draft_of_folder(folder / "none", {}).faults,
            std::vector<std::string>{(folder / "none").string() + ": is not a folder"});
}

TEST(DraftOfFolder, TheFeedIsNamedAfterTheFolderWithOrWithoutASlash) {
  const MediaFolder folder;
  write_all(folder / "City Core/a.mp4", "x");
  EXPECT_EQ(draft_of_folder(folder / "City Core", {}).draft->feed.name, "city-core");
  EXPECT_EQ(draft_of_folder(folder / "City Core/", {}).draft->feed.name, "city-core");
}

constexpr const char* kDraft = R"({
  "format": "kepu-feed/1", "feed": "liuzhou", "timezone": "Asia/Shanghai",
  "assets": {"mars": {"type": "video", "file": "火星.mp4"}, "poster": {"type": "image", "file": "p.png"}},
  "playlists": {"all": {"items": [{"asset": "mars"}, {"asset": "poster", "duration_ms": 5000}]}},
  "entries": [{"id": "loop", "playlist": "all", "mode": "loop"}]
})";

TEST(DraftByHand, NamesFilesWhoseLengthIsNotKnownYet) {
  const MediaFolder folder;
  const auto reading = by_hand(folder, kDraft);
  ASSERT_TRUE(reading.draft) << ::testing::PrintToString(reading.faults);
  EXPECT_EQ(reading.draft->document, "draft.json");
  EXPECT_EQ(reading.draft->base, folder.path());
  EXPECT_EQ(files_in_order(reading.draft->feed), (std::vector<std::string>{"火星.mp4", "p.png"}));
  EXPECT_TRUE(lacks_durations(reading.draft->feed));
}

TEST(DraftByHand, EveryFaultIsALineWithItsPlace) {
  const MediaFolder folder;
  const auto reading = by_hand(folder, R"({"format": "kepu-feed/1", "feeed": "x"})");
  EXPECT_FALSE(reading.draft);
  ASSERT_GT(reading.faults.size(), 1U);
  for (const std::string& line : reading.faults) {
    EXPECT_TRUE(line.starts_with("draft.json: ")) << line;
    EXPECT_EQ(line.find('\n'), std::string::npos) << line;
  }
}

TEST(DraftByHand, AFileThatIsMissingIsAFault) {
  const MediaFolder folder;
  content::PosixFiles files;
  const auto reading = draft_by_hand(folder / "none.json", files);
  EXPECT_EQ(reading.faults, std::vector<std::string>{(folder / "none.json").string() +
                                                     ": cannot open: No such file or directory"});
}

TEST(Lines, NameTheDocumentThePlaceAndTheFault) {
  EXPECT_EQ(lines("feed.json", {{"/entries/0", "a"}, {"/feed", "b"}}),
            (std::vector<std::string>{"feed.json: /entries/0: a", "feed.json: /feed: b"}));
}

TEST(Tidy, IsAbsoluteAndWithoutDetours) {
  EXPECT_EQ(tidy("/a/./b/../c/"), "/a/c");
  EXPECT_TRUE(tidy("x").is_absolute());
}

}  // namespace
}  // namespace kepu::headend
