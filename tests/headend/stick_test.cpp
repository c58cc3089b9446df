#include "headend/stick.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "content/posix_files.h"
#include "content/sha256.h"
#include "headend/site.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::headend {
namespace {

namespace fs = std::filesystem;

class StickTest : public testing::Test {
 protected:
  StickTest() {
    feed_.name = "liuzhou";
    for (const char* name : {"a", "b", "c"}) add(name);
    write("site/feed.json", "the envelope, byte by byte");
    write("site/roots/1.json", "root 1");
  }
  static std::string bytes_of(const std::string& name) { return std::string(5000, name[0]); }
  void add(const std::string& name) {
    config::Asset asset;
    asset.name = name;
    asset.type = config::AssetType::image;
    asset.id = content::sha256(bytes_of(name));
    asset.bytes = bytes_of(name).size();
    asset.url = media_url(asset.id, "png");
    write("site/" + asset.url, bytes_of(name));
    feed_.assets.push_back(asset);
  }
  void write(const std::string& name, const std::string& bytes) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }
  std::string read(const std::string& name) {
    std::ostringstream text;
    text << std::ifstream(folder_ / name, std::ios::binary).rdbuf();
    return text.str();
  }
  Result<StickSums> write_it(const std::set<config::AssetId>& had = {}) {
    return write_stick(feed_, folder_ / "site", folder_ / "stick", had, files_,
                       [](std::size_t, std::size_t, const config::Asset&) {});
  }
  std::string on_stick(std::size_t asset) { return "stick/" + feed_.assets[asset].url; }

  kepu::fakes::TempFolder folder_;
  content::PosixFiles files_;
  config::Feed feed_;
};

TEST_F(StickTest, CarriesAllThatAScreenAsksAServerFor) {
  const auto sums = write_it();
  ASSERT_TRUE(sums) << sums.error().message;
  EXPECT_EQ(*sums, (StickSums{3, 0, 0, 0, 15000}));
  EXPECT_EQ(read("stick/feed.json"), read("site/feed.json"));
  EXPECT_EQ(read("stick/roots/1.json"), "root 1");
  EXPECT_EQ(read(on_stick(1)), bytes_of("b"));
  EXPECT_FALSE(fs::exists(folder_ / "stick/notices.json"));
}

TEST_F(StickTest, CopiesOnlyWhatIsNotThereYetOrHasRotted) {
  ASSERT_TRUE(write_it());
  std::string rotten = bytes_of("b");
  rotten[17] ^= 1;
  write(on_stick(1), rotten);
  fs::remove(folder_ / on_stick(2));
  const auto sums = write_it();
  ASSERT_TRUE(sums);
  EXPECT_EQ(*sums, (StickSums{2, 1, 0, 0, 10000}));
  EXPECT_EQ(read(on_stick(1)), bytes_of("b"));
}

TEST_F(StickTest, LeavesOutWhatTheScreensHave) {
  const auto sums = write_it(listed_media(feed_.assets[0].id.hex() + "\nxx " + feed_.assets[2].id.hex()));
  ASSERT_TRUE(sums);
  EXPECT_EQ(*sums, (StickSums{1, 0, 2, 0, 5000}));
  EXPECT_FALSE(fs::exists(folder_ / on_stick(0)));
}

TEST_F(StickTest, RemovesMediaOfFeedsBeforeAndNothingElse) {
  ASSERT_TRUE(write_it());
  write("stick/media/ab/holiday.jpg", "somebody's own");
  const std::string old = on_stick(0);
  feed_.assets.erase(feed_.assets.begin());
  const auto sums = write_it();
  ASSERT_TRUE(sums);
  EXPECT_EQ(sums->removed, 1U);
  EXPECT_FALSE(fs::exists(folder_ / old));
  EXPECT_TRUE(fs::exists(folder_ / "stick/media/ab/holiday.jpg"));
}

TEST_F(StickTest, AFileThatIsNotWhatTheFeedSaysEndsIt) {
  write("site/" + feed_.assets[1].url, "other bytes");
  const auto sums = write_it();
  ASSERT_FALSE(sums);
  EXPECT_EQ(sums.error().kind, Kind::broken);
  EXPECT_FALSE(fs::exists(folder_ / "stick/feed.json"));
  EXPECT_FALSE(fs::exists(folder_ / on_stick(1)));
}

TEST_F(StickTest, AFeedThatLeadsOutOfTheSiteIsRefused) {
  feed_.assets[0].url = "../secret";
  write("secret", bytes_of("a"));
  const auto sums = write_it();
  ASSERT_FALSE(sums);
  EXPECT_EQ(sums.error().kind, Kind::invalid);
  EXPECT_FALSE(fs::exists(folder_ / "stick"));
}

TEST(ListedMediaTest, FindsHashesInAnyText) {
  const std::string hash(64, 'a');
  EXPECT_EQ(
      listed_media("/objects/sha256/aa/" + hash + "\r\n" + std::string(65, 'b') + " " + std::string(63, 'c'))
          .size(),
      1U);
  EXPECT_TRUE(listed_media("").empty());
}

}  // namespace
}  // namespace kepu::headend
