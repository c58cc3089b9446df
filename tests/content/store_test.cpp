#include "content/store.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "content/envelope.h"
#include "content/sha256.h"
#include "tests/content/recorded_files.h"
#include "tests/fakes/fake_files.h"

namespace kepu::content {
namespace {

namespace fs = std::filesystem;

config::Asset asset_of(const std::string& bytes) {
  config::Asset asset;
  asset.name = "clip";
  asset.id = sha256(bytes);
  asset.bytes = bytes.size();
  return asset;
}

std::string object_path(const std::string& bytes) {
  const std::string hex = sha256(bytes).hex();
  return "/store/objects/sha256/" + hex.substr(0, 2) + "/" + hex;
}

Result<void> download(Store& store, Files& files, const std::string& bytes) {
  const config::Asset asset = asset_of(bytes);
  const Part part{store.part_path(asset.id), bytes.size(), sha256(bytes)};
  if (auto written = files.append(part.path, bytes); !written) return written;
  return store.adopt(asset, part);
}

class StoreTest : public testing::Test {
 protected:
  fakes::FakeFiles files_;

  Store open() {
    auto store = Store::open("/store", files_);
    EXPECT_TRUE(store);
    return *std::move(store);
  }
  bool exists(const std::string& path) const { return files_.disk().files.contains(path); }
};

TEST_F(StoreTest, ANewStoreHasItsFoldersAndNothingToPlay) {
  const Store store = open();
  for (const char* folder : {"/store/objects/sha256", "/store/incoming", "/store/feeds", "/store/lost"})
    EXPECT_TRUE(files_.disk().folders.contains(folder)) << folder;
  EXPECT_EQ(store.playable()->size(), 0U);
}

TEST_F(StoreTest, CannotBeOpenedWhereNoFolderCanBe) {
  files_.plant("/store", "a file");
  const auto store = Store::open("/store", files_);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().message, "/store: cannot make: Not a directory");
}

TEST_F(StoreTest, WhatWasAdoptedIsPlayableAtItsPlace) {
  Store store = open();
  const auto before = store.playable();
  ASSERT_TRUE(download(store, files_, "light"));
  EXPECT_TRUE(store.playable()->contains(sha256("light")));
  EXPECT_EQ(store.playable()->path(sha256("light")), object_path("light"));
  EXPECT_EQ(*files_.read(object_path("light"), 10), "light");
  EXPECT_TRUE(files_.list("/store/incoming")->empty());
  EXPECT_EQ(before->size(), 0U);  // what somebody holds does not change
}

TEST_F(StoreTest, WhatWasAdoptedIsPlayableAfterAStart) {
  Store store = open();
  ASSERT_TRUE(download(store, files_, "light"));
  ASSERT_TRUE(download(store, files_, "sound"));
  const Store again = open();
  EXPECT_EQ(again.playable()->size(), 2U);
  EXPECT_TRUE(again.playable()->contains(sha256("sound")));
}

TEST_F(StoreTest, AWrongHashIsRefusedAndItsPartRemoved) {
  Store store = open();
  const config::Asset asset = asset_of("light");
  const Part part{store.part_path(asset.id), 5, sha256("night")};
  ASSERT_TRUE(files_.append(part.path, "night"));
  ASSERT_TRUE(files_.append(store.etag_path(asset.id), "\"1\""));
  const auto adopted = store.adopt(asset, part);
  ASSERT_FALSE(adopted);
  EXPECT_EQ(adopted.error().kind, Kind::refused);
  EXPECT_EQ(adopted.error().message, "SHA-256 " + sha256("night").hex() + " instead of " +
                                         sha256("light").hex() + ": it is not the file that the feed names");
  EXPECT_EQ(store.playable()->size(), 0U);
  EXPECT_TRUE(files_.list("/store/incoming")->empty());
}

TEST_F(StoreTest, AWrongLengthIsRefused) {
  Store store = open();
  config::Asset asset = asset_of("light");
  asset.bytes = 4;
  const auto adopted = store.adopt(asset, {store.part_path(asset.id), 5, asset.id});
  ASSERT_FALSE(adopted);
  EXPECT_EQ(adopted.error().message, "5 bytes instead of 4: it is not the file that the feed names");
}

TEST_F(StoreTest, AFailedFsyncLosesTheDownload) {
  Store store = open();
  ASSERT_TRUE(download(store, files_, "light"));
  const config::Asset asset = asset_of("sound");
  ASSERT_TRUE(files_.append(store.part_path(asset.id), "sound"));
  ASSERT_TRUE(files_.make_folder(fs::path(object_path("sound")).parent_path()));
  files_.fail_fsync(true);
  EXPECT_EQ(store.adopt(asset, {store.part_path(asset.id), 5, asset.id}).error().kind, Kind::broken);
  EXPECT_FALSE(store.playable()->contains(asset.id));
  EXPECT_TRUE(store.playable()->contains(sha256("light")));
  EXPECT_TRUE(files_.list("/store/incoming")->empty());
}

TEST_F(StoreTest, WhatIsNotAnObjectMovesToLost) {
  files_.plant(object_path("empty"), "");
  files_.plant("/store/objects/sha256/ab/notes.txt", "mine");
  files_.plant("/store/objects/sha256/ab/" + std::string(64, 'c'), "in the wrong folder");
  files_.plant("/store/incoming/x.part", "?");
  files_.plant("/store/feeds/feed.json", "{}");
  ASSERT_TRUE(files_.make_folder(fs::path(object_path("empty")).parent_path()));
  ASSERT_TRUE(files_.make_folder("/store/objects/sha256/ab"));
  const Store store = open();
  EXPECT_EQ(store.playable()->size(), 0U);
  for (const std::string& name : {sha256("empty").hex(), std::string("notes.txt"), std::string(64, 'c'),
                                  std::string("x.part"), std::string("feed.json")})
    EXPECT_TRUE(exists("/store/lost/" + name)) << name;
}

TEST_F(StoreTest, AStrangersFolderIsPassedOver) {
  ASSERT_TRUE(files_.make_folder("/store/objects/sha256/holiday"));
  ASSERT_TRUE(files_.make_folder("/store/incoming/holiday"));
  EXPECT_EQ(open().playable()->size(), 0U);
  EXPECT_TRUE(files_.disk().folders.contains("/store/incoming/holiday"));
}

TEST_F(StoreTest, PartsAndTheirETagsOutliveAStart) {
  const Store store = open();
  files_.plant(store.part_path(sha256("light")), "li");
  files_.plant(store.etag_path(sha256("light")), "\"1\"");
  open();
  EXPECT_TRUE(exists(store.part_path(sha256("light"))));
  EXPECT_TRUE(exists(store.etag_path(sha256("light"))));
}

TEST_F(StoreTest, WhatAPowerCutLeftOfAWriteIsRemoved) {
  files_.plant("/store/feeds/0000000000000000001-0000000000000000007.json.tmp", "{");
  open();
  EXPECT_TRUE(files_.list("/store/feeds")->empty());
  EXPECT_TRUE(files_.list("/store/lost")->empty());
}

TEST_F(StoreTest, TheTwoNewestFeedsAreKept) {
  Store store = open();
  ASSERT_TRUE(store.keep_feed(1, 9, "nine"));
  ASSERT_TRUE(store.keep_feed(1, 10, "ten"));
  EXPECT_EQ(store.feeds(), (std::vector<std::string>{"ten", "nine"}));
  ASSERT_TRUE(store.keep_feed(2, 1, "next epoch"));
  EXPECT_EQ(store.feeds(), (std::vector<std::string>{"next epoch", "ten"}));
  EXPECT_EQ(files_.list("/store/feeds")->front().name, "0000000000000000001-0000000000000000010.json");
  EXPECT_EQ(open().feeds(), (std::vector<std::string>{"next epoch", "ten"}));
}

TEST_F(StoreTest, AFeedOfNegativeNumbersIsInvalid) {
  Store store = open();
  EXPECT_EQ(store.keep_feed(-1, 1, "x").error().message,
            "store: a feed's epoch and version cannot be negative");
}

TEST_F(StoreTest, RootsAreAllKeptAndComeOldestFirst) {
  Store store = open();
  for (const std::int64_t version : {9, 10, 11})
    ASSERT_TRUE(store.keep_root(version, "r" + std::to_string(version)));
  ASSERT_TRUE(store.keep_feed(1, 1, "feed"));
  Store again = open();
  EXPECT_EQ(again.roots(), (std::vector<std::string>{"r9", "r10", "r11"}));
  EXPECT_EQ(again.feeds(), (std::vector<std::string>{"feed"}));
  EXPECT_TRUE(exists("/store/feeds/root-0000000000000000009.json"));
}

TEST_F(StoreTest, AFeedThatTheDiskDoesNotTakeLeavesTheOldOnes) {
  Store store = open();
  ASSERT_TRUE(store.keep_feed(1, 1, "one"));
  ASSERT_TRUE(store.keep_feed(1, 2, "two"));
  files_.set_free(3);
  EXPECT_EQ(store.keep_feed(1, 3, "three").error().kind, Kind::full);
  EXPECT_EQ(store.feeds(), (std::vector<std::string>{"two", "one"}));
}

TEST_F(StoreTest, AFeedThatCannotBeReadMovesToLost) {
  Store store = open();
  ASSERT_TRUE(store.keep_feed(1, 1, "one"));
  const std::string name = "0000000000000000001-0000000000000000002.json";
  files_.plant("/store/feeds/" + name, std::string(kEnvelopeBytesMax + 1, 'x'));
  EXPECT_EQ(store.feeds(), (std::vector<std::string>{"one"}));
  EXPECT_TRUE(exists("/store/lost/" + name));
}

TEST_F(StoreTest, AFeedThatIsNotBelievedMovesToLost) {
  Store store = open();
  ASSERT_TRUE(store.keep_feed(1, 1, "one"));
  ASSERT_TRUE(store.keep_feed(1, 2, "two"));
  ASSERT_TRUE(store.discard_document("two"));
  EXPECT_EQ(store.feeds(), (std::vector<std::string>{"one"}));
  EXPECT_TRUE(exists("/store/lost/0000000000000000001-0000000000000000002.json"));
}

TEST_F(StoreTest, ADamagedObjectIsNotPlayableAnyMore) {
  Store store = open();
  ASSERT_TRUE(download(store, files_, "light"));
  ASSERT_TRUE(store.discard(sha256("light")));
  EXPECT_EQ(store.playable()->size(), 0U);
  EXPECT_TRUE(exists("/store/lost/" + sha256("light").hex()));
  EXPECT_EQ(open().playable()->size(), 0U);
  EXPECT_EQ(store.discard(sha256("light")).error().kind, Kind::not_found);
}

TEST(Playable, FindsWhatItHoldsInAnyOrder) {
  const Playable playable("/store", {sha256("c"), sha256("a"), sha256("b")});
  EXPECT_TRUE(playable.contains(sha256("a")) && playable.contains(sha256("b")) &&
              playable.contains(sha256("c")));
  EXPECT_FALSE(playable.contains(sha256("d")));
}

// --- power cuts ---

// A store's life; notes how many steps of the disk were behind it when each call had returned.
struct Life {
  std::size_t light_adopted = 0, sound_adopted = 0, first_kept = 0, second_kept = 0, third_kept = 0;
};

Life live(Files& files, const fs::path& root, const fakes::Journal& journal) {
  Life life;
  auto store = Store::open(root / "store", files);
  EXPECT_TRUE(store);
  EXPECT_TRUE(download(*store, files, "light"));
  life.light_adopted = journal.size();
  EXPECT_TRUE(store->keep_feed(1, 1, "first"));
  life.first_kept = journal.size();
  EXPECT_TRUE(download(*store, files, "sound"));
  life.sound_adopted = journal.size();
  EXPECT_TRUE(store->keep_feed(1, 2, "second"));
  life.second_kept = journal.size();
  EXPECT_TRUE(store->keep_feed(1, 3, "third"));
  life.third_kept = journal.size();
  return life;
}

// What is wrong with a store that was found after a power cut; empty: nothing.
std::string fault_of(const fakes::Disk& disk, std::size_t steps, const Life& life) {
  fakes::FakeFiles files(disk);
  auto store = Store::open("/store", files);
  if (!store) return "does not open: " + store.error().message;
  const auto playable = store->playable();
  for (const config::AssetId& id : playable->ids()) {
    const auto bytes = files.read(playable->path(id), 1 << 20);
    if (!bytes || sha256(*bytes) != id) return "wrong bytes are playable";
  }
  if (steps >= life.light_adopted && !playable->contains(sha256("light"))) return "light was lost";
  if (steps >= life.sound_adopted && !playable->contains(sha256("sound"))) return "sound was lost";
  const auto feeds = store->feeds();
  for (const std::string& feed : feeds)
    if (feed != "first" && feed != "second" && feed != "third") return "a torn feed";
  const auto has = [&](const std::string& feed) { return std::ranges::find(feeds, feed) != feeds.end(); };
  if (steps >= life.first_kept && feeds.empty()) return "all feeds were lost";
  if (steps >= life.second_kept && !has("second")) return "the second feed was lost";
  if (steps >= life.third_kept && !has("third")) return "the third feed was lost";
  return {};
}

struct Verdict {
  std::size_t states = 0;
  std::set<std::string> faults;
};

// Goes through every state, or until all of `enough` were found.
Verdict judge(const fakes::Journal& journal, const Life& life,
              const std::set<std::string>& enough = {"never"}) {
  Verdict verdict;
  testing::internal::CaptureStderr();  // thousands of stores say what they have lost
  for (std::size_t steps = 0; steps <= journal.size(); ++steps) {
    for (const fakes::Disk& disk : fakes::after_power_cut(journal, steps)) {
      if (std::ranges::includes(verdict.faults, enough)) break;
      ++verdict.states;
      if (const std::string fault = fault_of(disk, steps, life); !fault.empty()) verdict.faults.insert(fault);
    }
  }
  testing::internal::GetCapturedStderr();
  return verdict;
}

TEST(StorePowerCut, EveryStateOfTheFakeDiskIsTheOldOrTheNewStore) {
  fakes::FakeFiles files;
  const Life life = live(files, "/", files.journal());
  const Verdict verdict = judge(files.journal(), life);
  EXPECT_EQ(verdict.faults, std::set<std::string>());
  EXPECT_GT(verdict.states, 100U);
}

TEST(StorePowerCut, EveryStateAfterTheRealSystemCallsIsTheOldOrTheNewStore) {
  RecordedFiles recorded;
  const Life life = live(recorded.files(), recorded.root(), recorded.journal());
  const Verdict verdict = judge(recorded.journal(), life);
  EXPECT_EQ(verdict.faults, std::set<std::string>());
  EXPECT_GT(verdict.states, 100U);
}

// A store's life whose writer makes no fsync of `what` in `folder`, and what is found to be wrong with it.
// Steps keep their numbers: each such fsync becomes one of a folder that has nothing to settle.
std::set<std::string> faults_without(fakes::DiskStep::What what, const fs::path& folder,
                                     const std::set<std::string>& expected) {
  fakes::FakeFiles files;
  const Life life = live(files, "/", files.journal());
  fakes::Journal careless = files.journal();
  for (fakes::DiskStep& step : careless) {
    const fs::path in = what == fakes::DiskStep::What::sync_file ? step.path.parent_path() : step.path;
    if (step.what == what && in == folder) step = {fakes::DiskStep::What::sync_folder, "/store/lost"};
  }
  return judge(careless, life, expected).faults;
}

TEST(StorePowerCut, AWriterWithoutFsyncIsFound) {
  using What = fakes::DiskStep::What;
  const std::string light_folder = fs::path(object_path("light")).parent_path();
  const std::vector<std::tuple<What, std::string, std::string>> missing = {
      {What::sync_file, "/store/incoming", "wrong bytes are playable"},
      {What::sync_file, "/store/feeds", "a torn feed"},
      {What::sync_folder, "/store/feeds", "all feeds were lost"},
      {What::sync_folder, light_folder, "light was lost"},
      {What::sync_folder, "/store/objects/sha256", "light was lost"},
      {What::sync_folder, "/store", "light was lost"},
  };
  for (const auto& [what, folder, fault] : missing)
    EXPECT_TRUE(faults_without(what, folder, {fault}).contains(fault)) << "without fsync in " << folder;
}

}  // namespace
}  // namespace kepu::content
