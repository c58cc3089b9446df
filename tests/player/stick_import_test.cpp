#include "player/stick_import.h"

#include <gtest/gtest.h>

#include <fstream>

#include "content/sha256.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_files.h"
#include "tests/fakes/fake_http.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::player {
namespace {

using Step = ImportState::Step;

class StickImportTest : public testing::Test {
 protected:
  StickImportTest()
      : http_(std::make_unique<fakes::FakeHttp>(clock_)),
        store_(*content::Store::open("/store", files_)),
        courier_({}, store_, http_, files_),
        import_(http_, courier_) {
    config::Feed feed;
    feed.name = "liuzhou";
    feed.epoch = feed.version = 1;
    feed.issued = clock_.wall();
    feed.expires = feed.issued + std::chrono::hours(24);
    feed.timezone = "UTC";
    config::Asset asset;
    asset.name = "poster";
    asset.type = config::AssetType::image;
    asset.id = content::sha256("picture");
    asset.bytes = 7;
    asset.url = "media/poster";
    feed.assets.push_back(asset);
    std::filesystem::create_directories(folder_ / "stick/media");
    write("stick/feed.json", config::write_feed(feed));
    write("stick/media/poster", "picture");
  }
  void write(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }
  // Until nothing is under way any more.
  void run() {
    for (int i = 0; i < 100 && import_.note() == Note::copying; ++i) {
      courier_.tick(clock_.steady());
      import_.tick(clock_.steady());
      http_.wait(clock_.steady());
    }
  }

  fakes::FakeClock clock_;
  kepu::fakes::TempFolder folder_;
  fakes::FakeFiles files_;
  content::StickHttp http_;
  content::Store store_;
  content::Courier courier_;
  StickImport import_;
};

TEST_F(StickImportTest, TakesInWhatTheFolderSaysThenItsMedia) {
  EXPECT_EQ(import_.note(), Note::none);
  import_.begin(folder_ / "stick", clock_.steady());
  EXPECT_EQ(import_.state().step, Step::looking);
  EXPECT_EQ(import_.note(), Note::copying);
  run();
  EXPECT_EQ(import_.state().step, Step::done);
  EXPECT_EQ(import_.state().media.copied, 1U);
  EXPECT_EQ(import_.state().said, "");
  EXPECT_EQ(courier_.feeds().size(), 1U);
  EXPECT_TRUE(store_.playable()->contains(content::sha256("picture")));
}

TEST_F(StickImportTest, SaysForAMinuteThatItMayBePulledOut) {
  import_.begin(folder_ / "stick", clock_.steady());
  run();
  EXPECT_EQ(import_.note(), Note::done);
  ASSERT_TRUE(import_.due());
  EXPECT_EQ(*import_.due(), clock_.steady() + StickImport::kNoteFor);
  import_.tick(*import_.due());
  EXPECT_EQ(import_.note(), Note::none);
  EXPECT_FALSE(import_.due());
}

TEST_F(StickImportTest, AFolderOfNoUseSaysWhy) {
  std::filesystem::create_directories(folder_ / "holiday");
  import_.begin(folder_ / "holiday", clock_.steady());
  run();
  EXPECT_EQ(import_.state().step, Step::failed);
  EXPECT_EQ(import_.note(), Note::failed);
  EXPECT_NE(import_.state().said.find("feed.json"), std::string::npos);
  import_.begin(folder_ / "nowhere", clock_.steady());
  EXPECT_EQ(import_.state().step, Step::failed);
  EXPECT_NE(import_.state().said.find("nowhere"), std::string::npos);
}

TEST_F(StickImportTest, AnotherFolderWaitsForTheFirst) {
  import_.begin(folder_ / "stick", clock_.steady());
  import_.begin(folder_ / "nowhere", clock_.steady());
  EXPECT_EQ(import_.state().folder, (folder_ / "stick").string());
  run();
  EXPECT_EQ(import_.state().step, Step::done);
}

TEST_F(StickImportTest, TheSameAgainCopiesNothing) {
  import_.begin(folder_ / "stick", clock_.steady());
  run();
  import_.begin(folder_ / "stick", clock_.steady());
  run();
  EXPECT_EQ(import_.state().step, Step::done);
  EXPECT_EQ(import_.state().media, content::Downloads::Drawn{});
}

}  // namespace
}  // namespace kepu::player
