#include "content/posix_files.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "tests/fakes/temp_folder.h"

namespace kepu::content {
namespace {

class PosixFilesTest : public testing::Test {
 protected:
  fakes::TempFolder folder_;
  std::string x_ = (folder_ / "x").string();

  std::string read() {
    auto bytes = PosixFiles().read(x_, 1 << 20);
    return bytes ? *bytes : "failed: " + bytes.error().message;
  }
  std::size_t count() { return PosixFiles().list(folder_.path())->size(); }
};

TEST_F(PosixFilesTest, ShortWritesAndInterruptionsAreGoneOnFrom) {
  int calls = 0;
  WriteCalls halting = linux_calls();
  halting.write = [&](int fd, const void* bytes, size_t size) -> ssize_t {
    if (++calls % 2 == 0) return errno = EINTR, -1;
    return ::write(fd, bytes, std::min<std::size_t>(size, 3));
  };
  PosixFiles files(halting);
  ASSERT_TRUE(files.write_durably(x_, "0123456789"));
  EXPECT_EQ(read(), "0123456789");
  EXPECT_EQ(calls, 7);
}

TEST_F(PosixFilesTest, AFullDiskLeavesTheOldFileAndNoTemporaryOne) {
  ASSERT_TRUE(PosixFiles().write_durably(x_, "old"));
  WriteCalls full = linux_calls();
  full.write = [](int, const void*, size_t) -> ssize_t { return errno = ENOSPC, -1; };
  const auto written = PosixFiles(full).write_durably(x_, "new");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, Kind::full);
  EXPECT_EQ(written.error().message, x_ + ".tmp: cannot write: No space left on device");
  EXPECT_EQ(read(), "old");
  EXPECT_EQ(count(), 1U);
}

TEST_F(PosixFilesTest, AnFsyncThatFailedIsNotTriedAgainAndLosesTheFile) {
  ASSERT_TRUE(PosixFiles().write_durably(x_, "old"));
  int calls = 0;
  WriteCalls failing = linux_calls();
  failing.fsync = [&](int) { return ++calls, errno = EIO, -1; };
  const auto written = PosixFiles(failing).write_durably(x_, "new");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, Kind::broken);
  EXPECT_EQ(written.error().message, x_ + ".tmp: cannot fsync: Input/output error");
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(read(), "old");
  EXPECT_EQ(count(), 1U);
}

TEST_F(PosixFilesTest, AFileThatCannotBeSyncedIsNotAdopted) {
  ASSERT_TRUE(PosixFiles().append(folder_ / "part", "1"));
  int calls = 0;
  WriteCalls failing = linux_calls();
  failing.fsync = [&](int) { return ++calls, errno = EIO, -1; };
  const auto adopted = PosixFiles(failing).adopt(folder_ / "part", x_);
  ASSERT_FALSE(adopted);
  EXPECT_EQ(adopted.error().kind, Kind::broken);
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(count(), 0U);
}

TEST_F(PosixFilesTest, AFolderThatCannotBeSyncedLosesWhatWasAdoptedIntoIt) {
  ASSERT_TRUE(PosixFiles().append(folder_ / "part", "1"));
  int calls = 0;
  WriteCalls failing = linux_calls();
  failing.fsync = [&](int fd) { return ++calls == 1 ? ::fsync(fd) : (errno = EIO, -1); };
  EXPECT_EQ(PosixFiles(failing).adopt(folder_ / "part", x_).error().message,
            folder_.path().string() + ": cannot fsync: Input/output error");
  EXPECT_EQ(count(), 0U);
}

TEST_F(PosixFilesTest, ADescriptorIsNotInheritedByADecodeProcess) {
  int flags_seen = 0;
  int opened = 0;
  WriteCalls watching = linux_calls();
  watching.open = [&](const char* path, int flags, mode_t mode) {
    ++opened;
    flags_seen += (flags & O_CLOEXEC) != 0 ? 1 : 0;
    return ::open(path, flags, mode);
  };
  PosixFiles files(watching);
  ASSERT_TRUE(files.write_durably(folder_ / "y", "1"));
  ASSERT_TRUE(files.append(folder_ / "part", "1"));
  ASSERT_TRUE(files.adopt(folder_ / "part", x_));
  EXPECT_EQ(flags_seen, opened);
}

TEST_F(PosixFilesTest, AFolderCannotLieInAFile) {
  ASSERT_TRUE(PosixFiles().append(x_, "1"));
  const auto made = PosixFiles().make_folder(x_ + "/below");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().message, x_ + "/below: cannot make: Not a directory");
}

}  // namespace
}  // namespace kepu::content
