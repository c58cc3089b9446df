// What content/files.h promises, asked of the real disk and of the fake one.
#include "content/files.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "content/posix_files.h"
#include "tests/content/recorded_files.h"
#include "tests/fakes/fake_files.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::content {
namespace {

namespace fs = std::filesystem;

struct Place {
  std::unique_ptr<fakes::TempFolder> folder;  // of the real disk
  std::unique_ptr<Files> files;
  fs::path root;
};

Place real() {
  Place place{std::make_unique<fakes::TempFolder>(), std::make_unique<PosixFiles>(), {}};
  place.root = place.folder->path();
  return place;
}

Place fake() {
  Place place{nullptr, std::make_unique<fakes::FakeFiles>(), "/disk"};
  EXPECT_TRUE(place.files->make_folder(place.root));
  return place;
}

class FilesContract : public testing::TestWithParam<std::function<Place()>> {
 protected:
  Place place_ = GetParam()();
  Files& files_ = *place_.files;
  fs::path root_ = place_.root;

  std::string read(const fs::path& path) {
    auto bytes = files_.read(path, 1 << 20);
    return bytes ? *bytes : "failed: " + bytes.error().message;
  }
};

INSTANTIATE_TEST_SUITE_P(Real, FilesContract, testing::Values(real));
INSTANTIATE_TEST_SUITE_P(Fake, FilesContract, testing::Values(fake));

TEST_P(FilesContract, WhatWasWrittenIsRead) {
  const std::string bytes("a\0b\n", 4);
  ASSERT_TRUE(files_.write_durably(root_ / "x", bytes));
  EXPECT_EQ(read(root_ / "x"), bytes);
}

TEST_P(FilesContract, WritingMakesTheFoldersAboveAndLeavesNothingElse) {
  ASSERT_TRUE(files_.write_durably(root_ / "a" / "b" / "x", "1"));
  ASSERT_TRUE(files_.write_durably(root_ / "a" / "b" / "x", "22"));
  EXPECT_EQ(*files_.list(root_), (std::vector<FileEntry>{{"a", 0, true}}));
  EXPECT_EQ(*files_.list(root_ / "a" / "b"), (std::vector<FileEntry>{{"x", 2, false}}));
}

TEST_P(FilesContract, AMissingFileIsNotFound) {
  const auto bytes = files_.read(root_ / "x", 10);
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().kind, Kind::not_found);
  EXPECT_EQ(bytes.error().message, (root_ / "x").string() + ": cannot open: No such file or directory");
  EXPECT_EQ(files_.scan(root_ / "x", [](std::string_view) {}).error().kind, Kind::not_found);
  EXPECT_EQ(files_.adopt(root_ / "x", root_ / "y").error().kind, Kind::not_found);
}

TEST_P(FilesContract, AFileLongerThanAllowedIsNotRead) {
  ASSERT_TRUE(files_.write_durably(root_ / "x", "12345"));
  EXPECT_TRUE(files_.read(root_ / "x", 5));
  const auto bytes = files_.read(root_ / "x", 4);
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().kind, Kind::broken);
  EXPECT_EQ(bytes.error().message, (root_ / "x").string() + ": longer than 4 bytes");
}

TEST_P(FilesContract, AFolderIsListedByName) {
  ASSERT_TRUE(files_.append(root_ / "b", "22"));
  ASSERT_TRUE(files_.make_folder(root_ / "c"));
  ASSERT_TRUE(files_.append(root_ / "a", "1"));
  EXPECT_EQ(*files_.list(root_), (std::vector<FileEntry>{{"a", 1, false}, {"b", 2, false}, {"c", 0, true}}));
}

TEST_P(FilesContract, AMissingFolderIsAnEmptyList) { EXPECT_TRUE(files_.list(root_ / "none")->empty()); }

TEST_P(FilesContract, MakingAFolderTwiceIsNoError) {
  EXPECT_TRUE(files_.make_folder(root_ / "a"));
  EXPECT_TRUE(files_.make_folder(root_ / "a"));
}

TEST_P(FilesContract, AppendMakesTheFileAndThenAddsToIt) {
  ASSERT_TRUE(files_.append(root_ / "in" / "x", "one"));
  ASSERT_TRUE(files_.append(root_ / "in" / "x", " two"));
  EXPECT_EQ(read(root_ / "in" / "x"), "one two");
}

TEST_P(FilesContract, ScanBringsAllBytesInOrder) {
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += std::to_string(i);
  ASSERT_TRUE(files_.append(root_ / "x", bytes));
  std::string seen;
  ASSERT_TRUE(files_.scan(root_ / "x", [&](std::string_view piece) { seen += piece; }));
  EXPECT_EQ(seen, bytes);
}

TEST_P(FilesContract, AdoptMovesAndReplaces) {
  ASSERT_TRUE(files_.append(root_ / "from", "new"));
  ASSERT_TRUE(files_.write_durably(root_ / "to" / "x", "old"));
  ASSERT_TRUE(files_.adopt(root_ / "from", root_ / "to" / "x"));
  EXPECT_EQ(read(root_ / "to" / "x"), "new");
  EXPECT_EQ(files_.list(root_)->size(), 1U);
}

TEST_P(FilesContract, RemoveIsNoErrorForWhatIsNotThere) {
  ASSERT_TRUE(files_.append(root_ / "x", "1"));
  EXPECT_TRUE(files_.remove(root_ / "x"));
  EXPECT_TRUE(files_.remove(root_ / "x"));
  EXPECT_TRUE(files_.list(root_)->empty());
}

TEST_P(FilesContract, ThereIsFreeSpaceOnADiskOfSomeSize) {
  EXPECT_GT(files_.space(root_)->free, 0U);
  EXPECT_GT(files_.space(root_)->total, 0U);
}

TEST_P(FilesContract, APieceIsWhatIsThereOfIt) {
  ASSERT_TRUE(files_.write_durably(root_ / "x", "0123456789"));
  EXPECT_EQ(*files_.read_piece(root_ / "x", 0, 4), "0123");
  EXPECT_EQ(*files_.read_piece(root_ / "x", 8, 4), "89");
  EXPECT_EQ(*files_.read_piece(root_ / "x", 10, 4), "");
  EXPECT_EQ(*files_.read_piece(root_ / "x", 99, 4), "");
  EXPECT_EQ(files_.read_piece(root_ / "y", 0, 4).error().kind, Kind::not_found);
}

TEST_P(FilesContract, WhatWasTouchedLaterWasUsedLater) {
  ASSERT_TRUE(files_.write_durably(root_ / "x", "1"));
  const Wall before = *files_.last_use(root_ / "x");
  ASSERT_TRUE(files_.touch(root_ / "x"));
  EXPECT_GE(*files_.last_use(root_ / "x"), before);
  EXPECT_EQ(files_.touch(root_ / "y").error().kind, Kind::not_found);
  EXPECT_EQ(files_.last_use(root_ / "y").error().kind, Kind::not_found);
}

// --- power cuts: the fake disk's rules, and the real writer's system calls under them ---

using Work = std::function<Result<void>(Files&, const fs::path& root)>;

fakes::Journal journal_of_fake(const Work& work) {
  fakes::FakeFiles files;
  EXPECT_TRUE(work(files, "/"));
  return files.journal();
}

fakes::Journal journal_of_real(const Work& work) {
  RecordedFiles recorded;
  EXPECT_TRUE(work(recorded.files(), recorded.root()));
  return recorded.journal();
}

std::string describe(const fakes::Journal& journal) {
  std::string text;
  for (const auto& step : journal)
    text += std::to_string(static_cast<int>(step.what)) + " " + step.path.string() + " " + step.to.string() +
            " " + step.bytes + "\n";
  return text;
}

TEST(PosixFiles, MakesTheSystemCallsThatTheFakeAccountsFor) {
  const Work work = [](Files& files, const fs::path& root) -> Result<void> {
    if (auto done = files.write_durably(root / "a" / "x", "old"); !done) return done;
    if (auto done = files.write_durably(root / "a" / "x", "new"); !done) return done;
    if (auto done = files.append(root / "in" / "y", "1"); !done) return done;
    if (auto done = files.append(root / "in" / "y", "2"); !done) return done;
    if (auto done = files.adopt(root / "in" / "y", root / "a" / "b" / "y"); !done) return done;
    return files.remove(root / "a" / "x");
  };
  EXPECT_EQ(describe(journal_of_real(work)), describe(journal_of_fake(work)));
}

// What a reader may find at `path` after a power cut at any instant of replacing "old" by "new".
std::set<std::string> found_while_replacing(const fakes::Journal& journal, std::size_t first_step) {
  std::set<std::string> found;
  for (std::size_t steps = first_step; steps <= journal.size(); ++steps) {
    for (const fakes::Disk& disk : fakes::after_power_cut(journal, steps)) {
      const auto file = disk.files.find("/d/x");
      found.insert(file == disk.files.end() ? "nothing" : file->second);
    }
  }
  return found;
}

const Work kReplace = [](Files& files, const fs::path& root) -> Result<void> {
  if (auto done = files.write_durably(root / "d" / "x", "old"); !done) return done;
  return files.write_durably(root / "d" / "x", "new");
};
constexpr std::size_t kStepsOfFirst = 7;  // make, sync, create, append, sync, rename, sync

TEST(PowerCut, ADurableWriteIsTheOldOrTheNewFile) {
  for (const auto& journal : {journal_of_fake(kReplace), journal_of_real(kReplace)}) {
    ASSERT_EQ(journal.size(), 12U);
    EXPECT_EQ(found_while_replacing(journal, kStepsOfFirst), (std::set<std::string>{"old", "new"}));
    EXPECT_EQ(found_while_replacing(journal, journal.size()), (std::set<std::string>{"new"}));
  }
}

TEST(PowerCut, AnyMissingFsyncIsFound) {
  const fakes::Journal journal = journal_of_real(kReplace);
  using What = fakes::DiskStep::What;
  int removed = 0;
  for (std::size_t i = 0; i < journal.size(); ++i) {
    if (journal[i].what != What::sync_file && journal[i].what != What::sync_folder) continue;
    ++removed;
    fakes::Journal without = journal;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
    const bool in_first = i < kStepsOfFirst;
    const std::size_t done = in_first ? kStepsOfFirst - 1 : without.size();
    // What the write had promised when it returned: its own bytes, and no others.
    const auto found = [&] {
      std::set<std::string> all;
      for (const fakes::Disk& disk : fakes::after_power_cut(without, done)) {
        const auto file = disk.files.find("/d/x");
        all.insert(file == disk.files.end() ? "nothing" : file->second);
      }
      return all;
    }();
    EXPECT_NE(found, (std::set<std::string>{in_first ? "old" : "new"})) << "without step " << i;
  }
  EXPECT_EQ(removed, 5);
}

TEST(PowerCut, AppendedBytesMayBeLostTornOrZero) {
  fakes::FakeFiles files;
  ASSERT_TRUE(files.append("/x", "1234"));
  std::set<std::string> found;
  for (const fakes::Disk& disk : fakes::after_power_cut(files.journal(), files.journal().size()))
    found.insert(disk.files.contains("/x") ? disk.files.at("/x") : "nothing");
  using namespace std::string_literals;
  EXPECT_EQ(found,
            (std::set<std::string>{"nothing", "", "1", "1\0\0\0"s, "12", "12\0\0"s, "1234", "\0\0\0\0"s}));
}

}  // namespace
}  // namespace kepu::content
