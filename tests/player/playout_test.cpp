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

// A rundown of 4 s slots, played from the objects of a state folder, at the wall clock's time.
class PlayoutPlanTest : public ::testing::Test {
 protected:
  static constexpr seconds kSlot{4};

  // An item of frames of 40 ms that fill its slot, unless `script` says otherwise.
  void item(const std::string& name, Script script = {.frames = 100},
            config::AssetType type = config::AssetType::video) {
    const auto index = static_cast<std::uint32_t>(rundown_->assets.size());
    config::AssetId id;
    id.bytes[0] = static_cast<std::uint8_t>(index + 1);
    if (type == config::AssetType::stream) {
      rundown_->assets.push_back({name, {}, type, 0, "rtsp://" + name, seconds(3)});
      theatre_.scripts["rtsp://" + name] = script;
    } else {
      rundown_->assets.push_back({name, id, type});
      ids_.push_back(id);
      const content::Playable all("/s", ids_);
      theatre_.scripts[all.path(id).string()] = script;
    }
    const Wall start = rundown_->start + index * kSlot;
    rundown_->slots.push_back({start, start + kSlot, index, 0, 0, scheduler::Shows::asset, false});
    rundown_->end = start + kSlot;
  }
  void play() {
    theatre_.playout.set_programme(
        RundownProgramme(rundown_, std::make_shared<const content::Playable>("/s", ids_)), theatre_.now,
        theatre_.wall());
  }
  Steady at(milliseconds after) const { return noon_ + after; }
  Seen seen_at(milliseconds after) const {
    const auto& shown = theatre_.stage.shown;
    const auto later =
        std::find_if(shown.begin(), shown.end(), [&](const Seen& s) { return s.at > at(after); });
    return later == shown.begin() ? Seen{} : *(later - 1);
  }
  scheduler::Manner& manner() { return rundown_->manners[0]; }

  Theatre theatre_;
  Steady noon_ = theatre_.now;
  std::vector<config::AssetId> ids_;
  std::shared_ptr<scheduler::Rundown> rundown_ = [this] {
    auto rundown = std::make_shared<scheduler::Rundown>();
    rundown->start = rundown->end = theatre_.wall();
    rundown->entries = {"loop"};
    rundown->manners = {{}};
    return rundown;
  }();
};

TEST_F(PlayoutPlanTest, ACrossfadeMixesBothAroundTheBoundaryAndKeepsTheTimes) {
  item("a");
  item("b");
  manner().transition = {config::TransitionKind::crossfade, milliseconds(400)};
  play();
  theatre_.run_until(at(seconds(6)));
  const auto mixed = [&](int ms) { return seen_at(milliseconds(ms)); };
  EXPECT_EQ(mixed(3761).over, 0);
  EXPECT_EQ(mixed(3801).what, "a");
  EXPECT_NEAR(mixed(3961).over, 0.4, 0.01);
  EXPECT_EQ(mixed(4001), (Seen{at(seconds(4)), "b", 0, 0.5}));
  EXPECT_NEAR(mixed(4121).over, 0.2, 0.01);
  EXPECT_EQ(mixed(4121).frame, 3);
  EXPECT_EQ(mixed(4201).over, 0);
  ASSERT_GE(theatre_.aired.size(), 1U);
  EXPECT_EQ(theatre_.aired[0].frames_shown, 100);
  EXPECT_EQ(theatre_.aired[0].frames_dropped, 0);
}

TEST_F(PlayoutPlanTest, PostersCrossInEvenStepsAndThenRest) {
  item("a", {.frames = 1}, config::AssetType::image);
  item("b", {.frames = 1}, config::AssetType::image);
  item("c", {.frames = 1}, config::AssetType::image);
  manner().transition = {config::TransitionKind::crossfade, milliseconds(400)};
  play();
  theatre_.run_until(at(seconds(9)));
  double before = 0;
  int steps = 0;
  for (const Seen& seen : theatre_.stage.shown) {
    if (seen.at > at(seconds(5))) break;
    const double arrived = seen.what == "b" ? 1 - seen.over : seen.over;
    EXPECT_LE(arrived - before, 0.13);
    EXPECT_GE(arrived, before);
    before = arrived;
    if (seen.over > 0) ++steps;
  }
  EXPECT_LE(steps, 14);
  EXPECT_EQ(seen_at(milliseconds(4300)).over, 0);
  EXPECT_LE(theatre_.stage.shown.size(), 3U + 2 * 15);
  EXPECT_EQ(theatre_.aired[0].frames_shown, 1);
}

TEST_F(PlayoutPlanTest, AFadeIsAllColourAtTheBoundary) {
  item("a");
  item("b");
  manner().transition = {config::TransitionKind::fade, milliseconds(400), 0x112233};
  play();
  theatre_.run_until(at(seconds(5)));
  EXPECT_NEAR(seen_at(milliseconds(3901)).over, 0.4, 0.11);
  EXPECT_EQ(seen_at(milliseconds(4001)).over, 1);
  EXPECT_EQ(seen_at(milliseconds(4201)).over, 0);
}

TEST_F(PlayoutPlanTest, AfterATransitionTheClipThatLeftIsGone) {
  item("a");
  item("b");
  item("c");
  manner().transition = {config::TransitionKind::crossfade, milliseconds(400)};
  play();
  theatre_.run_until(at(seconds(6)));
  EXPECT_EQ(theatre_.alive, 2);
  EXPECT_EQ(theatre_.alive_most, 3);
}

TEST_F(PlayoutPlanTest, AClipThatBreaksIsReplacedWithACut) {
  item("a", {.frames = 100, .breaks_at = 50});
  item("b");
  manner().transition = {config::TransitionKind::crossfade, seconds(1)};
  play();
  theatre_.run_until(at(seconds(3)));
  EXPECT_EQ(seen_at(milliseconds(2001)).what, "b");
  EXPECT_EQ(seen_at(milliseconds(2001)).over, 0);
}

TEST_F(PlayoutPlanTest, AlignedToTheClockAScreenJoinsInTheMiddleOfAClipOnItsFrame) {
  item("a");
  item("b");
  manner().align = config::Align::clock;
  theatre_.now = at(milliseconds(1500));
  play();
  theatre_.run_until(at(seconds(6)));
  EXPECT_EQ(theatre_.stage.shown.front().what, "a");
  for (const Seen& seen : theatre_.stage.shown) {
    const Steady due = noon_ + (seen.what == "b" ? kSlot : seconds(0)) + seen.frame * milliseconds(40);
    EXPECT_EQ(seen.at, due) << seen.what << ' ' << seen.frame;
  }
}

TEST_F(PlayoutPlanTest, TwoAlignedScreensStartedAtOddTimesShowTheSame) {
  const auto shown_by = [](Theatre& theatre) {
    std::map<Steady, std::string> shown;
    for (const Seen& seen : theatre.stage.shown) shown[seen.at] = seen.what + std::to_string(seen.frame);
    return shown;
  };
  item("a");
  item("b", {.frames = 99});   // the file is a picture short
  item("c", {.frames = 103});  // and this one three longer than the feed says
  item("d");
  manner().align = config::Align::clock;
  Theatre other;
  other.scripts = theatre_.scripts;
  other.now = at(milliseconds(7777));
  other.playout.set_programme(
      RundownProgramme(rundown_, std::make_shared<const content::Playable>("/s", ids_)), other.now,
      other.wall());
  play();
  theatre_.run_until(at(seconds(15)));
  other.run_until(at(seconds(15)));
  const auto ours = shown_by(theatre_);
  const auto theirs = shown_by(other);
  EXPECT_GT(theirs.size(), 100U);
  for (const auto& [when, what] : theirs) {
    ASSERT_TRUE(ours.contains(when)) << what;
    EXPECT_EQ(ours.at(when), what);
  }
}

TEST_F(PlayoutPlanTest, ACorridorLetsThePictureTravel) {
  item("a");
  item("b");
  manner().align = config::Align::clock;
  Theatre later(milliseconds(300));
  later.scripts = theatre_.scripts;
  later.playout.set_programme(
      RundownProgramme(rundown_, std::make_shared<const content::Playable>("/s", ids_)), later.now,
      later.wall());
  later.run_until(at(seconds(6)));
  for (const Seen& seen : later.stage.shown) {
    if (seen.what != "b") continue;
    EXPECT_EQ(seen.at, noon_ + kSlot + milliseconds(300) + seen.frame * milliseconds(40));
  }
}

TEST_F(PlayoutPlanTest, WhenTheClockIsSetAnAlignedScreenCutsToTheRightPlaceAndIsNeverEmpty) {
  for (const char* name : {"a", "b", "c", "d"}) item(name);
  manner().align = config::Align::clock;
  play();
  theatre_.run_until(at(seconds(1)));
  theatre_.wall_ahead = seconds(9);
  theatre_.run_until(at(seconds(4)));
  // 9 s ahead: at 3 s of steady time it is 12 s after noon, where d begins.
  EXPECT_EQ(seen_at(milliseconds(2601)), (Seen{at(milliseconds(2600)), "c", 90}));
  EXPECT_EQ(seen_at(milliseconds(3001)), (Seen{at(seconds(3)), "d", 0}));
  const auto& shown = theatre_.stage.shown;
  for (std::size_t i = 1; i < shown.size(); ++i) {
    EXPECT_LE(shown[i].at - shown[i - 1].at, milliseconds(80));
    EXPECT_NE(shown[i].what, "card");
  }
}

TEST_F(PlayoutPlanTest, ASmallErrorOfTheClockIsWorkedOffWithoutDroppingAFrame) {
  for (const char* name : {"a", "b", "c", "d"}) item(name);
  manner().align = config::Align::clock;
  play();
  theatre_.run_until(at(seconds(1)));
  theatre_.wall_ahead = milliseconds(30);
  theatre_.run_until(at(seconds(14)));
  EXPECT_NEAR(static_cast<double>((at(seconds(12)) - seen_at(milliseconds(12'001)).at).count()) / 1e6, 30, 2);
  for (const Aired& row : theatre_.aired) EXPECT_EQ(row.frames_dropped, 0);
}

TEST_F(PlayoutPlanTest, AnAlignedClipThatFailsIsReplacedUntilItsSlotEnds) {
  item("a", {.frames = 100, .breaks_at = 25});
  item("b");
  item("c");
  manner().align = config::Align::clock;
  play();
  theatre_.run_until(at(seconds(9)));
  EXPECT_EQ(seen_at(milliseconds(1041)).what, "b");  // b takes the rest of a's slot
  EXPECT_EQ(seen_at(milliseconds(4041)), (Seen{at(milliseconds(4040)), "b", 1}));
  EXPECT_EQ(seen_at(milliseconds(8001)), (Seen{at(seconds(8)), "c", 0}));
}

TEST_F(PlayoutPlanTest, AStreamIsOpenedShortlyBeforeItsTimeAndShownForIt) {
  for (const char* name : {"a", "b", "c", "d"}) item(name);
  item("live", {.frames = 100'000, .live = true}, config::AssetType::stream);
  item("e");
  play();
  theatre_.run_until(at(seconds(22)));
  ASSERT_TRUE(theatre_.opened.contains("rtsp://live"));
  EXPECT_GE(theatre_.opened["rtsp://live"], at(seconds(12)));  // as soon as d is on
  EXPECT_EQ(seen_at(milliseconds(16'001)).what, "live");
  EXPECT_GT(seen_at(milliseconds(16'001)).frame, 90);  // it has not waited for its time
  EXPECT_EQ(seen_at(milliseconds(19'990)).what, "live");
  EXPECT_EQ(seen_at(milliseconds(20'041)).what, "e");
}

TEST_F(PlayoutPlanTest, AfterAStreamStallsTheNextItemTakesOverAndTheStreamIsTriedAtItsNextSlot) {
  item("a");
  item("live", {.frames = 100'000, .live = true, .stalls_at = 110}, config::AssetType::stream);
  item("b");
  rundown_->slots[1].end += seconds(8);
  rundown_->slots[2].start += seconds(8);
  rundown_->slots[2].end += seconds(8);
  rundown_->slots.push_back(rundown_->slots[1]);  // live once more
  rundown_->slots[3].start = rundown_->slots[2].end;
  rundown_->slots[3].end = rundown_->slots[3].start + kSlot;
  play();
  theatre_.run_until(at(seconds(33)));
  bool stalled = false;
  bool tried_again = false;
  for (const Aired& row : theatre_.aired) {
    stalled |= row.asset == "live" && row.outcome.starts_with("failed: stalled");
    tried_again |= row.asset == "live" && row.planned == rundown_->slots[3].start;
  }
  EXPECT_TRUE(stalled && tried_again);
  const auto& shown = theatre_.stage.shown;
  for (std::size_t i = 1; i < shown.size() && shown[i].at < at(seconds(20)); ++i) {
    EXPECT_LE(shown[i].at - shown[i - 1].at, milliseconds(3200));
  }
}

TEST_F(PlayoutPlanTest, AStreamThatNeverComesIsPassedOver) {
  item("a");
  item("live", {.frames = 10, .opens_after = hours(1)}, config::AssetType::stream);
  item("b");
  play();
  theatre_.run_until(at(seconds(9)));
  EXPECT_EQ(theatre_.aired.at(0).asset + ' ' + theatre_.aired.at(0).outcome,
            "live failed: no picture of the stream in time");
  EXPECT_EQ(seen_at(milliseconds(4100)).what, "b");
}

}  // namespace
}  // namespace kepu::player
