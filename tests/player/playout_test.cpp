#include "player/playout.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>

#include "tests/fakes/temp_folder.h"
#include "tests/fakes/theatre.h"

namespace kepu::player {
namespace {

using fakes::Script;
using fakes::Seen;
using fakes::Theatre;
using std::chrono::hours;
using std::chrono::seconds;
namespace fs = std::filesystem;

// Clips named by the test, played as files in a loop or once.
class PlayoutTest : public ::testing::Test {
 protected:
  std::string clip(const std::string& name, const Script& script) {
    const std::string path = (folder_ / name).string();
    std::ofstream(path) << "x";
    theatre_.scripts[path] = script;
    files_.emplace_back(path);
    return path;
  }
  void play(bool once, nanoseconds still = seconds(10)) {
    auto programme = FilesProgramme::open(files_, {once, still});
    ASSERT_TRUE(programme);
    theatre_.playout.set_programme(std::move(*programme), theatre_.now, theatre_.wall());
  }
  std::vector<std::string> order() const {
    std::vector<std::string> names;
    for (const Seen& seen : theatre_.stage.shown) {
      if (names.empty() || names.back() != seen.what) names.push_back(seen.what);
    }
    return names;
  }
  nanoseconds longest_hold() const {
    nanoseconds longest{};
    for (std::size_t i = 1; i < theatre_.stage.shown.size(); ++i) {
      longest = std::max(longest, theatre_.stage.shown[i].at - theatre_.stage.shown[i - 1].at);
    }
    return longest;
  }
  std::vector<std::string> outcomes() const {
    std::vector<std::string> out;
    for (const Aired& row : theatre_.aired) out.push_back(row.asset + " " + row.outcome);
    return out;
  }

  fakes::TempFolder folder_;
  std::vector<fs::path> files_;
  Theatre theatre_;
};

TEST_F(PlayoutTest, TheFirstFrameOfAClipIsDueOneFramePeriodAfterTheLastOfTheOneBefore) {
  clip("a.mp4", {.frames = 5, .frame_time = milliseconds(40)});
  clip("b.mp4", {.frames = 3, .frame_time = milliseconds(20)});
  play(true);
  const Steady start = theatre_.now;
  theatre_.run_until(start + seconds(5));
  ASSERT_EQ(theatre_.stage.shown.size(), 8U);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(theatre_.stage.shown[static_cast<std::size_t>(i)],
              (Seen{start + i * milliseconds(40), "a.mp4", i}));
  }
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(theatre_.stage.shown[static_cast<std::size_t>(5 + i)],
              (Seen{start + milliseconds(200) + i * milliseconds(20), "b.mp4", i}));
  }
  EXPECT_EQ(outcomes(), (std::vector<std::string>{"a.mp4 aired", "b.mp4 aired"}));
  EXPECT_TRUE(theatre_.playout.finished());
}

TEST_F(PlayoutTest, TheLastFrameOfTheLastClipStaysItsWholeTime) {
  clip("a.mp4", {.frames = 2, .frame_time = milliseconds(40)});
  play(true);
  const Steady start = theatre_.now;
  theatre_.run_until(start + seconds(5));
  EXPECT_EQ(theatre_.aired.at(0).ended - theatre_.aired.at(0).started, milliseconds(80));
}

TEST_F(PlayoutTest, TheNextClipIsOpenWhileTheOneBeforePlaysAndNeverMoreThanTwoAre) {
  clip("a.mp4", {.frames = 50});
  clip("b.mp4", {.frames = 50, .opens_after = milliseconds(300), .first_frame_after = milliseconds(200)});
  play(false);
  theatre_.run_until(theatre_.now + seconds(20));
  EXPECT_EQ(theatre_.alive_most, 2);
  EXPECT_LE(longest_hold(), milliseconds(40));
}

TEST_F(PlayoutTest, AnImageIsDrawnOnceAndHeldForItsTime) {
  clip("a.png", {.frames = 1});
  clip("b.mp4", {.frames = 2});
  play(true, seconds(3));
  const Steady start = theatre_.now;
  theatre_.run_until(start + seconds(10));
  ASSERT_EQ(theatre_.stage.shown.size(), 3U);
  EXPECT_EQ(theatre_.stage.shown[1], (Seen{start + seconds(3), "b.mp4", 0}));
  EXPECT_EQ(theatre_.aired[0].frames_shown, 1);
}

TEST_F(PlayoutTest, AFileThatCannotBeOpenedIsPassedOverAndLogged) {
  clip("a.mp4", {.frames = 5});
  clip("b.mp4", {.frames = 5, .breaks_at = 0, .reason = "is not a media file"});
  clip("c.mp4", {.frames = 5});
  play(true);
  theatre_.run_until(theatre_.now + seconds(5));
  EXPECT_EQ(order(), (std::vector<std::string>{"a.mp4", "c.mp4"}));
  EXPECT_EQ(outcomes(),
            (std::vector<std::string>{"b.mp4 failed: is not a media file", "a.mp4 aired", "c.mp4 aired"}));
  EXPECT_LE(longest_hold(), milliseconds(40));
}

TEST_F(PlayoutTest, AfterACrashInTheMiddleTheNextClipFollowsAtTheNextFrame) {
  clip("a.mp4", {.frames = 50, .breaks_at = 20});
  clip("b.mp4", {.frames = 5});
  play(true);
  const Steady start = theatre_.now;
  theatre_.run_until(start + seconds(5));
  EXPECT_EQ(theatre_.stage.shown.at(20), (Seen{start + milliseconds(800), "b.mp4", 0}));
  EXPECT_EQ(outcomes().at(0), "a.mp4 failed: the decode process crashed: Segmentation fault");
  EXPECT_EQ(theatre_.aired[0].frames_shown, 20);
}

TEST_F(PlayoutTest, AClipThatStallsIsGivenUpAfterASecond) {
  clip("a.mp4", {.frames = 50, .stalls_at = 10});
  clip("b.mp4", {.frames = 5});
  play(true);
  theatre_.run_until(theatre_.now + seconds(10));
  EXPECT_EQ(order(), (std::vector<std::string>{"a.mp4", "b.mp4"}));
  EXPECT_LE(longest_hold(), milliseconds(1050));
  EXPECT_EQ(outcomes().at(0).substr(0, 41), "a.mp4 failed: stalled, no picture for 100");
}

TEST_F(PlayoutTest, AClipThatNeverOpensIsGivenUpAfterFiveSeconds) {
  clip("a.mp4", {.frames = 250});
  clip("b.mp4", {.frames = 5, .opens_after = hours(1)});
  clip("c.mp4", {.frames = 5});
  play(true);
  theatre_.run_until(theatre_.now + seconds(30));
  EXPECT_EQ(order(), (std::vector<std::string>{"a.mp4", "c.mp4"}));
  EXPECT_EQ(outcomes().at(0), "b.mp4 failed: not opened within 5 s");
}

TEST_F(PlayoutTest, AClipWithoutAFirstPictureIsGivenUpAfterThreeSeconds) {
  clip("a.mp4", {.frames = 250});
  clip("b.mp4", {.frames = 5, .first_frame_after = hours(1)});
  clip("c.mp4", {.frames = 5});
  play(true);
  theatre_.run_until(theatre_.now + seconds(30));
  EXPECT_EQ(outcomes().at(0), "b.mp4 failed: no first picture within 3 s");
}

TEST_F(PlayoutTest, WhenEverythingFailsTheCardComesAndTriesAreSpacedOut) {
  clip("a.mp4", {.frames = 5, .breaks_at = 0});
  play(false);
  const Steady start = theatre_.now;
  theatre_.run_until(start + seconds(60));
  EXPECT_EQ(order(), (std::vector<std::string>{"card"}));
  EXPECT_LE(theatre_.aired.size(), 70U);
  EXPECT_GE(theatre_.aired.size(), 20U);
}

TEST_F(PlayoutTest, AHeldPictureGivesWayToTheCardAfterTenSeconds) {
  clip("a.mp4", {.frames = 5});
  const std::string broken = clip("b.mp4", {.frames = 5, .opens_after = hours(1)});
  play(false);
  theatre_.scripts.erase(files_[0].string());  // after its first showing it cannot be started again
  theatre_.scripts[files_[0].string()] = {.frames = 5};
  const Steady start = theatre_.now;
  theatre_.run_until(start + milliseconds(100));
  theatre_.scripts[files_[0].string()] = {.frames = 5, .opens_after = hours(1)};
  theatre_.run_until(start + seconds(30));
  EXPECT_EQ(order(), (std::vector<std::string>{"a.mp4", "card"}));
  const Steady card = theatre_.stage.shown.back().at;
  EXPECT_GE(card - start, seconds(10));
  EXPECT_LE(card - start, seconds(11));
}

TEST_F(PlayoutTest, LateFramesAreDroppedNotShownInABurst) {
  clip("a.mp4", {.frames = 100, .frame_time = milliseconds(20)});
  play(true);
  const Steady start = theatre_.now;
  theatre_.run_until(start + milliseconds(200));
  theatre_.now += milliseconds(70);  // the machine was busy
  theatre_.run_until(start + seconds(10));
  EXPECT_EQ(theatre_.aired.at(0).frames_dropped, 2);
  EXPECT_EQ(theatre_.aired.at(0).frames_shown, 98);
  EXPECT_EQ(theatre_.aired.at(0).ended - theatre_.aired.at(0).started, seconds(2));
}

TEST_F(PlayoutTest, AfterALongStallPlayoutGoesOnWhereItWas) {
  clip("a.mp4", {.frames = 100, .frame_time = milliseconds(20)});
  play(true);
  const Steady start = theatre_.now;
  theatre_.run_until(start + milliseconds(200));
  theatre_.now += seconds(30);  // SIGSTOP
  theatre_.run_until(start + seconds(60));
  EXPECT_EQ(outcomes(), (std::vector<std::string>{"a.mp4 aired"}));
  EXPECT_LE(theatre_.aired.at(0).frames_dropped, 6);
}

TEST_F(PlayoutTest, WithoutAnythingToPlayTheCardIsOnAtOnce) {
  theatre_.playout.set_programme({}, theatre_.now, theatre_.wall());
  const Steady start = theatre_.now;
  theatre_.run_until(start + seconds(3));
  ASSERT_EQ(theatre_.stage.shown.size(), 1U);
  EXPECT_EQ(theatre_.stage.shown[0], (Seen{start, "card"}));
}

TEST_F(PlayoutTest, SlowOpeningAtTheStartShowsTheCardAfterASecondNotBlack) {
  clip("a.mp4", {.frames = 5, .opens_after = seconds(2)});
  play(true);
  theatre_.run_until(theatre_.now + seconds(10));
  EXPECT_EQ(order(), (std::vector<std::string>{"card", "a.mp4"}));
}

TEST_F(PlayoutTest, StoppingLogsWhatIsOnAsCut) {
  clip("a.mp4", {.frames = 500});
  play(false);
  theatre_.run_until(theatre_.now + seconds(1));
  theatre_.playout.stop(theatre_.wall());
  const auto rows = theatre_.playout.take_aired();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].outcome, "cut");
  EXPECT_EQ(theatre_.alive, 0);
}

TEST_F(PlayoutTest, DamagedBytesAreReportedToBeFetchedAnew) {
  const auto id = config::AssetId{};
  theatre_.scripts["/objects/a"] = {
      .frames = 5, .breaks_at = 0, .reason = "its bytes differ", .damaged = true};
  auto rundown = std::make_shared<scheduler::Rundown>();
  rundown->start = theatre_.wall();
  rundown->end = theatre_.wall() + seconds(20);
  rundown->slots = {{rundown->start, rundown->start + seconds(10), 0, 0, 0, scheduler::Shows::asset, false},
                    {rundown->start + seconds(10), rundown->end, 0, 0, 0, scheduler::Shows::asset, false}};
  rundown->assets = {{"a", id, config::AssetType::video}};
  rundown->entries = {"loop"};
  rundown->manners = {{}};
  rundown->segments = {{rundown->start, rundown->end, 0, scheduler::Shows::asset}};
  theatre_.scripts["/s/objects/sha256/00/" + id.hex()] = theatre_.scripts["/objects/a"];
  theatre_.playout.set_programme(
      RundownProgramme(rundown, std::make_shared<content::Playable>("/s", std::vector{id})), theatre_.now,
      theatre_.wall());
  theatre_.run_until(theatre_.now + milliseconds(50));
  EXPECT_EQ(theatre_.playout.take_damaged().size(), 2U);
}

// How many refreshes of a display each picture stayed, and how often; the first two seconds are for learning.
std::map<int, int> stays(const Theatre& theatre) {
  std::map<int, int> found;
  const auto& shown = theatre.stage.shown;
  for (std::size_t i = 1; i < shown.size(); ++i) {
    if (shown[i].at - shown[0].at < seconds(2)) continue;
    ++found[static_cast<int>(std::llround(static_cast<double>((shown[i].at - shown[i - 1].at).count()) /
                                          static_cast<double>(theatre.stage.interval->count())))];
  }
  return found;
}

TEST_F(PlayoutTest, OnADisplayOfSixtyHertzThirtyPicturesASecondStayTwoRefreshesAcrossClips) {
  clip("a.mp4", {.frames = 90, .frame_time = nanoseconds(33'333'333)});
  clip("b.mp4", {.frames = 90, .frame_time = nanoseconds(33'333'333)});
  theatre_.stage.interval = nanoseconds(16'666'667);
  play(false);
  theatre_.run_until(theatre_.now + seconds(60));
  EXPECT_EQ(stays(theatre_).size(), 1U);
  EXPECT_TRUE(stays(theatre_).contains(2));
  for (const Aired& row : theatre_.aired) EXPECT_EQ(row.frames_dropped, 0);
}

TEST_F(PlayoutTest, OnADisplayOfSixtyHertzTwentyFivePicturesStayTwoOrThreeRefreshes) {
  clip("a.mp4", {.frames = 250, .frame_time = milliseconds(40)});
  theatre_.stage.interval = nanoseconds(16'666'667);
  play(false);
  theatre_.run_until(theatre_.now + seconds(60));
  const auto found = stays(theatre_);
  EXPECT_EQ(found.size(), 2U);
  EXPECT_NEAR(found.at(2) / static_cast<double>(found.at(3)), 1.5, 0.02);
}

TEST_F(PlayoutTest, OnADisplayOfFiftyHertzEverySixthOfSixtyPicturesIsDropped) {
  clip("a.mp4", {.frames = 600, .frame_time = nanoseconds(16'666'667)});
  theatre_.stage.interval = milliseconds(20);
  play(false);
  theatre_.run_until(theatre_.now + seconds(60));
  EXPECT_EQ(stays(theatre_), (std::map<int, int>{{1, stays(theatre_).at(1)}}));
  std::vector<int> steps;
  int since_drop = 0;
  const auto& shown = theatre_.stage.shown;
  for (std::size_t i = 200; i < shown.size(); ++i) {
    ++since_drop;
    if ((shown[i].frame - shown[i - 1].frame + 600) % 600 != 2) continue;
    steps.push_back(since_drop);
    since_drop = 0;
  }
  ASSERT_GT(steps.size(), 100U);
  for (std::size_t i = 1; i < steps.size(); ++i) EXPECT_NEAR(steps[i], 5, 1);
}

TEST_F(PlayoutTest, TwelveHoursAtSixtyHertzLeaveNothingBehind) {
  clip("a.mp4", {.frames = 600, .frame_time = nanoseconds(16'666'667)});
  clip("b.mp4", {.frames = 300, .frame_time = nanoseconds(16'666'667)});
  clip("c.png", {.frames = 1});
  play(false, seconds(5));
  const Steady start = theatre_.now;
  theatre_.run_until(start + hours(12));
  EXPECT_LE(theatre_.alive, 2);
  std::int64_t dropped = 0;
  for (const Aired& row : theatre_.aired) dropped += row.frames_dropped;
  EXPECT_EQ(dropped, 0);
  EXPECT_GE(theatre_.aired.size(), 3U * 12 * 3600 / 20 - 1);
}

}  // namespace
}  // namespace kepu::player
