#include "player/import_command.h"

#include <gtest/gtest.h>

#include <sstream>
#include <vector>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::player {
namespace {

using Step = ImportState::Step;

class ImportCommandTest : public testing::Test {
 protected:
  // A player that says this, one after the other, the last for ever.
  Result<void> import(std::vector<ImportState> says) {
    std::size_t next = 0;
    return import_folder(
        folder_ / "",
        [&](const Order& order) -> Result<std::string> {
          orders_.push_back(order);
          Status status;
          status.import = says[std::min(next++, says.size() - 1)];
          return print_status(status);
        },
        clock_, out_);
  }
  std::string path() const { return std::filesystem::canonical(folder_ / "").string(); }

  kepu::fakes::TempFolder folder_;
  fakes::FakeClock clock_;
  std::ostringstream out_;
  std::vector<Order> orders_;
};

TEST_F(ImportCommandTest, TellsHowItGoesUntilTheFolderMayBeTakenAway) {
  const auto done = import({{},
                            {Step::looking, path(), {}, ""},
                            {Step::copying, path(), {2, 0, 0, 3'500'000, false}, ""},
                            {Step::copying, path(), {2, 0, 0, 3'500'000, false}, ""},
                            {Step::done, path(), {0, 2, 1, 0, false}, ""}});
  EXPECT_TRUE(done) << done.error().message;
  EXPECT_EQ(out_.str(),
            "reading what it says\n2 files to copy, 3.5 MB\n"
            "2 files copied, 1 not there or not as they should be; the folder may be taken away\n");
  EXPECT_EQ(orders_[0].what, Order::Do::import);
  EXPECT_EQ(orders_[0].folder, path());
  EXPECT_EQ(orders_[1].what, Order::Do::status);
}

TEST_F(ImportCommandTest, WhatWasTakenInBeforeIsNotItsResult) {
  const auto done =
      import({{Step::failed, path(), {}, "old"}, {Step::done, path(), {0, 1, 0, 0, false}, ""}});
  EXPECT_TRUE(done);
}

TEST_F(ImportCommandTest, SaysWhyItIsNotBelieved) {
  const auto done = import({{}, {Step::failed, path(), {}, "signed by nobody"}});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, Kind::refused);
  EXPECT_NE(done.error().message.find("signed by nobody"), std::string::npos);
}

TEST_F(ImportCommandTest, OneAtATime) {
  const auto done = import({{Step::copying, "/media/other", {}, ""}});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, Kind::unavailable);
  EXPECT_NE(done.error().message.find("/media/other"), std::string::npos);
}

TEST_F(ImportCommandTest, APlayerWithoutAFeedTakesNothingIn) {
  EXPECT_EQ(import({{}}).error().kind, Kind::unavailable);
}

TEST_F(ImportCommandTest, AFolderThatIsNotThereIsNamed) {
  const auto done = import_folder(
      folder_ / "nowhere",
      [](const Order&) -> Result<std::string> {
        return Error{Kind::broken, "asked"};
      },
      clock_, out_);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, Kind::not_found);
}

}  // namespace
}  // namespace kepu::player
