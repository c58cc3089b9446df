#include "player/question.h"

#include <gtest/gtest.h>

#include <fstream>

#include "player/asrun.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::player {
namespace {

class QuestionTest : public testing::Test {
 protected:
  QuestionTest() {
    settings_.state_dir = (folder_ / "").string();
    settings_.control_socket = (folder_ / "control").string();
  }
  // What is printed.
  std::string answer(const std::vector<std::string>& words) {
    const auto options = parse_options(words);
    testing::internal::CaptureStdout();
    result_ = answer_question(*options, settings_, clock_);
    return testing::internal::GetCapturedStdout();
  }

  kepu::fakes::TempFolder folder_;
  config::Settings settings_;
  fakes::FakeClock clock_;
  Result<void> result_;
};

TEST_F(QuestionTest, PlayingIsNone) {
  EXPECT_FALSE(is_question(Options::Task::play_feed));
  EXPECT_FALSE(is_question(Options::Task::play_files));
  EXPECT_TRUE(is_question(Options::Task::status));
  EXPECT_TRUE(is_question(Options::Task::print_media));
}

TEST_F(QuestionTest, MediaAreListedByTheirHashes) {
  EXPECT_EQ(answer({"--media"}), "");
  EXPECT_TRUE(result_);
  const std::string hash(64, 'a');
  std::filesystem::create_directories(folder_ / "objects/sha256/aa");
  std::ofstream(folder_ / ("objects/sha256/aa/" + hash)) << "x";
  EXPECT_EQ(answer({"--media"}), hash + "\n");
}

TEST_F(QuestionTest, TheLogIsReadWhereNoPlayerRuns) {
  answer({"--as-run"});
  EXPECT_EQ(result_.error().kind, Kind::not_found);
  ASSERT_TRUE(AsRunLog::open(folder_ / "asrun.sqlite")
                  ->add({Aired{{}, "volcano", "", "loop", {}, {}, 25, 0, "aired"}}));
  EXPECT_NE(answer({"--as-run"}).find("volcano"), std::string::npos);
  EXPECT_TRUE(result_);
}

TEST_F(QuestionTest, SealedForNobodyIsRefused) {
  ASSERT_TRUE(AsRunLog::open(folder_ / "asrun.sqlite"));
  EXPECT_EQ(answer({"--as-run", "--sealed"}), "");
  EXPECT_NE(result_.error().message.find("as_run_cert"), std::string::npos);
}

TEST_F(QuestionTest, APlayerThatDoesNotRunIsSaid) {
  for (const char* word : {"--status", "--media"}) answer({word});
  answer({"--status"});
  EXPECT_EQ(result_.error().kind, Kind::unavailable);
  answer({"--import", (folder_ / "").string()});
  EXPECT_EQ(result_.error().kind, Kind::unavailable);
}

}  // namespace
}  // namespace kepu::player
