#include "headend/site_media.h"

#include <gtest/gtest.h>

#include "content/posix_files.h"
#include "content/sha256.h"
#include "tests/headend/media.h"

namespace kepu::headend {
namespace {

config::Asset asset(const std::string& name, const std::string& bytes) {
  config::Asset made;
  made.name = name;
  made.id = content::sha256(bytes);
  made.bytes = bytes.size();
  made.url = "media/" + name;
  return made;
}

TEST(CheckMedia, NamesWhatIsNotWhatTheFeedSays) {
  const fakes::TempFolder folder;
  config::Feed feed;
  feed.assets = {asset("fine", "abc"), asset("forged", "abc"), asset("short", "abc"),
                 asset("missing", "abc")};
  config::Asset stream, elsewhere = asset("elsewhere", "abc");
  stream.type = config::AssetType::stream;
  elsewhere.url = "http://h/x";
  feed.assets.push_back(stream);
  feed.assets.push_back(elsewhere);
  testing::write_all(folder / "media/fine", "abc");
  testing::write_all(folder / "media/forged", "abd");
  testing::write_all(folder / "media/short", "ab");
  content::PosixFiles files;
  std::size_t last = 0;
  const auto faults = check_media(feed, folder.path(), files, [&](std::size_t done, std::size_t all) {
    EXPECT_EQ(all, 6U);
    last = done;
  });
  EXPECT_EQ(last, 6U);
  ASSERT_EQ(faults.size(), 3U);
  EXPECT_EQ(faults[0], "forged: media/forged: its SHA-256 is another one");
  EXPECT_EQ(faults[1], "short: media/short: has 2 bytes, not 3");
  EXPECT_TRUE(faults[2].starts_with("missing: ")) << faults[2];
}

}  // namespace
}  // namespace kepu::headend
