#include "player/bookkeeper.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/fakes/temp_folder.h"

namespace kepu::player {
namespace {

using std::chrono::seconds;

Aired row() {
  return {{}, "a", "", "loop", Wall(milliseconds(0)), Wall(milliseconds(9'999)), 250, 0, "aired"};
}

std::size_t rows_in(const std::filesystem::path& file) {
  std::size_t count = 0;
  const auto log = AsRunLog::open_to_read(file);
  if (log) {
    EXPECT_TRUE(log->read([&](const Aired&) { ++count; }));
  }
  return count;
}

TEST(Bookkeeper, RowsAreWrittenTogetherABatchAfterTheFirst) {
  const fakes::TempFolder folder;
  Bookkeeper books(folder / "a.sqlite");
  const Steady start{seconds(100)};
  books.take({row()}, start);
  books.take({row()}, start + seconds(20));
  books.flush(start + seconds(29), false);
  EXPECT_FALSE(std::filesystem::exists(folder / "a.sqlite"));
  EXPECT_EQ(books.due(), start + Bookkeeper::kBatch);
  books.flush(start + Bookkeeper::kBatch, false);
  EXPECT_EQ(books.due(), std::nullopt);
  books.release(start + Bookkeeper::kBatch);
  EXPECT_EQ(rows_in(folder / "a.sqlite"), 2U);
}

TEST(Bookkeeper, AtTheEndEverythingIsWritten) {
  const fakes::TempFolder folder;
  {
    Bookkeeper books(folder / "a.sqlite");
    books.take({row()}, Steady{});
    books.flush(Steady{}, true);
  }
  EXPECT_EQ(rows_in(folder / "a.sqlite"), 1U);
}

TEST(Bookkeeper, RowsThatCannotBeWrittenAreKeptForTheNextTime) {
  const fakes::TempFolder folder;
  Bookkeeper books(folder / "missing/a.sqlite");
  books.take({row()}, Steady{});
  books.flush(Steady{}, true);
  std::filesystem::create_directories(folder / "missing");
  EXPECT_NE(books.due(), std::nullopt);
  books.flush(Steady{}, true);
  books.release(Steady{});
  EXPECT_EQ(rows_in(folder / "missing/a.sqlite"), 1U);
}

TEST(Bookkeeper, WhoWantsToReadGetsAllThatIsThereAndWritingGoesOn) {
  const fakes::TempFolder folder;
  Bookkeeper books(folder / "a.sqlite");
  books.take({row()}, Steady{});
  books.release(Steady{});
  EXPECT_EQ(rows_in(folder / "a.sqlite"), 1U);
  EXPECT_EQ(books.due(), std::nullopt);
  books.take({row()}, Steady{});
  books.release(Steady{});
  EXPECT_EQ(rows_in(folder / "a.sqlite"), 2U);
}

TEST(Bookkeeper, ALineSaysWhatWasShown) {
  EXPECT_EQ(line_of(row()), "aired a (loop), 10.0 s, 250 frames, 0 dropped");
  Aired failed = row();
  failed.outcome = "failed: is not a media file";
  EXPECT_EQ(line_of(failed), "failed a (loop), 10.0 s, 250 frames, 0 dropped: is not a media file");
}

}  // namespace
}  // namespace kepu::player
