#include "headend/digest.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include "config/unique_fd.h"
#include "tests/headend/media.h"

namespace kepu::headend {
namespace {

using testing::MediaFolder;

UniqueFd opened(const std::filesystem::path& path) {
  return UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

TEST(Digest, IsTheSha256AndTheLengthWhateverTheOffset) {
  const MediaFolder folder;
  testing::write_all(folder / "x", "abc");
  const UniqueFd fd = opened(folder / "x");
  lseek(fd.get(), 2, SEEK_SET);
  const auto digest = digest_of(fd.get());
  ASSERT_TRUE(digest);
  EXPECT_EQ(digest->id.hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(digest->bytes, 3U);
  EXPECT_EQ(lseek(fd.get(), 0, SEEK_CUR), 2);
}

TEST(Digest, HandsEveryByteOnInOrder) {
  const MediaFolder folder;
  std::string bytes(std::size_t{3} << 20U, 'a');
  bytes += "end";
  testing::write_all(folder / "x", bytes);
  std::string seen;
  const auto digest = digest_of(opened(folder / "x").get(), [&](std::string_view piece) -> Result<void> {
    seen += piece;
    return {};
  });
  ASSERT_TRUE(digest);
  EXPECT_EQ(seen, bytes);
}

TEST(Digest, EndsWithTheErrorOfWhereTheBytesGo) {
  const MediaFolder folder;
  testing::write_all(folder / "x", "abc");
  const auto digest = digest_of(opened(folder / "x").get(), [](std::string_view) -> Result<void> {
    return Error{Kind::full, "no space left"};
  });
  ASSERT_FALSE(digest);
  EXPECT_EQ(digest.error().kind, Kind::full);
  EXPECT_EQ(digest.error().message, "no space left");
}

TEST(Digest, AFolderCannotBeRead) {
  const auto digest = digest_of(opened("/").get());
  ASSERT_FALSE(digest);
  EXPECT_EQ(digest.error().message, "cannot be read: Is a directory");
}

}  // namespace
}  // namespace kepu::headend
