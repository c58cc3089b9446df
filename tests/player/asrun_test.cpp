#include "player/asrun.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/fakes/temp_folder.h"

namespace kepu::player {
namespace {

Aired row(const std::string& asset) {
  return {Wall(milliseconds(1000)),
          asset,
          std::string(64, 'a'),
          "loop",
          Wall(milliseconds(1010)),
          Wall(milliseconds(11'010)),
          250,
          1,
          "aired"};
}

std::vector<Aired> rows_in(const std::filesystem::path& file) {
  std::vector<Aired> rows;
  const auto log = AsRunLog::open_to_read(file);
  EXPECT_TRUE(log);
  if (log) {
    EXPECT_TRUE(log->read([&](const Aired& r) { rows.push_back(r); }));
  }
  return rows;
}

TEST(AsRunLog, RowsComeBackAsTheyWereOldestFirst) {
  const fakes::TempFolder folder;
  auto log = AsRunLog::open(folder / "asrun.sqlite");
  ASSERT_TRUE(log);
  ASSERT_TRUE(log->add({row("光合作用"), row("b'; DROP TABLE asrun; --")}));
  ASSERT_TRUE(log->add({row("c")}));
  log = Error{Kind::unavailable, "closed"};
  EXPECT_EQ(rows_in(folder / "asrun.sqlite"),
            (std::vector{row("光合作用"), row("b'; DROP TABLE asrun; --"), row("c")}));
}

TEST(AsRunLog, WhoHasItOpenHasItAloneAndAKillLeavesAllThatWasAdded) {
  const fakes::TempFolder folder;
  auto log = AsRunLog::open(folder / "asrun.sqlite");
  ASSERT_TRUE(log);
  ASSERT_TRUE(log->add({row("a")}));
  const auto reader = AsRunLog::open_to_read(folder / "asrun.sqlite");
  ASSERT_TRUE(reader);
  const auto read = reader->read([](const Aired&) { ADD_FAILURE(); });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, Kind::unavailable);
  EXPECT_NE(read.error().message.find("--settings"), std::string::npos) << read.error().message;
  EXPECT_FALSE(std::filesystem::exists(folder / "asrun.sqlite-shm"));  // the flash's sake
  // What lies on disk at this moment is what a kill -9 leaves.
  const fakes::TempFolder copy;
  for (const char* name : {"asrun.sqlite", "asrun.sqlite-wal"})
    std::filesystem::copy_file(folder / name, copy / name);
  EXPECT_EQ(rows_in(copy / "asrun.sqlite").size(), 1U);
}

TEST(AsRunLog, ADamagedLogIsPutAsideAndANewOneBegun) {
  const fakes::TempFolder folder;
  std::ofstream(folder / "asrun.sqlite") << std::string(8192, 'x');
  auto log = AsRunLog::open(folder / "asrun.sqlite");
  ASSERT_TRUE(log);
  EXPECT_TRUE(log->add({row("a")}));
  EXPECT_TRUE(std::filesystem::exists(folder / "asrun.sqlite.damaged"));
}

TEST(AsRunLog, AMissingLogSaysWhereToLook) {
  const fakes::TempFolder folder;
  const auto log = AsRunLog::open_to_read(folder / "asrun.sqlite");
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().message, (folder / "asrun.sqlite").string() +
                                     ": there is no as-run log; name the player's state folder with --state");
}

}  // namespace
}  // namespace kepu::player
