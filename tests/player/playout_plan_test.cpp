// Playout by a rundown: transitions, the clock's alignment, streams.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "player/playout.h"
#include "tests/fakes/theatre.h"

namespace kepu::player {
namespace {

using fakes::Script;
using fakes::Seen;
using fakes::Theatre;
using std::chrono::hours;
using std::chrono::seconds;

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
    rundown_->segments.back().end = rundown_->end = start + kSlot;
  }
  // A takeover from `after` to `until`, over what was planned.
  void takeover_of(const std::string& name, milliseconds after, milliseconds until) {
    const Wall from = rundown_->start + after, to = rundown_->start + until;
    const auto index = static_cast<std::uint32_t>(rundown_->assets.size());
    config::AssetId id;
    id.bytes[0] = static_cast<std::uint8_t>(index + 1);
    rundown_->assets.push_back({name, id, config::AssetType::video});
    ids_.push_back(id);
    theatre_.scripts[content::Playable("/s", ids_).path(id).string()] = {.frames = 100};
    rundown_->entries.push_back("typhoon");
    rundown_->manners.push_back({});
    const auto entry = static_cast<std::uint32_t>(rundown_->entries.size() - 1);
    auto& slots = rundown_->slots;
    std::erase_if(slots, [&](const scheduler::Slot& slot) { return slot.start >= from && slot.end <= to; });
    for (auto& slot : slots) {
      if (slot.start < from && slot.end > from) slot.end = from, slot.cut = true;
      if (slot.start < to && slot.end > to) slot.start = to;
    }
    const auto later =
        std::ranges::find_if(slots, [&](const scheduler::Slot& slot) { return slot.start >= to; });
    slots.insert(later, {from, to, index, entry, 1, scheduler::Shows::asset, true});
    for (auto& slot : slots) slot.segment = slot.start < from ? 0 : slot.start < to ? 1 : 2;
    rundown_->segments = {{rundown_->start, from, 0, scheduler::Shows::asset},
                          {from, to, 900, scheduler::Shows::asset, entry},
                          {to, rundown_->end, 0, scheduler::Shows::asset}};
  }
  void play() {
    theatre_.playout.set_programme(
        RundownProgramme(rundown_, std::make_shared<const content::Playable>("/s", ids_)), theatre_.now,
        theatre_.wall());
  }
  void recall(const std::string& name) {
    const auto asset = std::ranges::find(rundown_->assets, name, &scheduler::PlannedAsset::name);
    const std::vector<config::AssetId> recalled{asset->id};
    theatre_.playout.set_programme(
        RundownProgramme(
            rundown_,
            std::make_shared<const content::Playable>(content::Playable("/s", ids_).without(recalled)), {},
            std::make_shared<const std::vector<config::AssetId>>(recalled)),
        theatre_.now, theatre_.wall());
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
    rundown->segments = {{rundown->start, rundown->end, 0, scheduler::Shows::asset}};
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
  EXPECT_EQ(seen_at(milliseconds(1001)), (Seen{at(seconds(1)), "b", 0}));  // b takes the rest of a's slot
  EXPECT_EQ(seen_at(milliseconds(3001)), (Seen{at(seconds(3)), "b", 50}));
  EXPECT_EQ(seen_at(milliseconds(4001)), (Seen{at(seconds(4)), "b", 0}));  // and has its own as planned
  EXPECT_EQ(seen_at(milliseconds(8001)), (Seen{at(seconds(8)), "c", 0}));
}

TEST_F(PlayoutPlanTest, AnAlignedClipThatStallsIsReplacedUntilItsSlotEnds) {
  item("a", {.frames = 100, .stalls_at = 25});
  item("b");
  manner().align = config::Align::clock;
  play();
  theatre_.run_until(at(seconds(5)));
  EXPECT_EQ(seen_at(milliseconds(1999)).what, "a");  // a second's patience
  EXPECT_EQ(seen_at(milliseconds(3001)).what, "b");
  EXPECT_GT(seen_at(milliseconds(3001)).frame, 20);
  EXPECT_EQ(seen_at(milliseconds(4001)), (Seen{at(seconds(4)), "b", 0}));
}

TEST_F(PlayoutPlanTest, WhatReplacesAnAlignedClipAndFailsIsReplacedItself) {
  item("a", {.frames = 100, .breaks_at = 25});
  item("b", {.frames = 100, .breaks_at = 25});
  item("c");
  item("d");
  manner().align = config::Align::clock;
  play();
  theatre_.run_until(at(seconds(9)));
  EXPECT_EQ(seen_at(milliseconds(1501)).what, "b");
  EXPECT_EQ(seen_at(milliseconds(3001)).what, "c");
  EXPECT_GT(seen_at(milliseconds(3001)).frame, 20);
  EXPECT_EQ(seen_at(milliseconds(4001)), (Seen{at(seconds(4)), "b", 0}));
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

TEST_F(PlayoutPlanTest, ATakeoverCutsInAndLeavesInTheMiddleOfAnItem) {
  for (const char* name : {"a", "b", "c"}) item(name);
  takeover_of("typhoon", milliseconds(5000), milliseconds(8000));
  play();
  theatre_.run_until(at(seconds(10)));
  EXPECT_EQ(seen_at(milliseconds(4990)).what, "b");
  EXPECT_EQ(seen_at(milliseconds(5010)), (Seen{at(seconds(5)), "typhoon", 0}));
  EXPECT_EQ(seen_at(milliseconds(7990)).what, "typhoon");
  EXPECT_EQ(seen_at(milliseconds(8010)).what, "c");
  ASSERT_GE(theatre_.aired.size(), 3U);
  EXPECT_EQ(theatre_.aired[1].outcome, "cut");
  EXPECT_EQ(theatre_.aired[2].entry, "typhoon");
}

TEST_F(PlayoutPlanTest, ATakeoverOfANewFeedIsOnAtOnce) {
  for (const char* name : {"a", "b", "c"}) item(name);
  play();
  theatre_.run_until(at(milliseconds(5500)));
  EXPECT_EQ(seen_at(milliseconds(5490)).what, "b");
  rundown_ = std::make_shared<scheduler::Rundown>(*rundown_);
  takeover_of("typhoon", milliseconds(5200), milliseconds(8800));
  play();
  theatre_.run_until(at(seconds(6)));
  EXPECT_EQ(seen_at(seconds(6)).what, "typhoon");
  EXPECT_EQ(theatre_.aired.back().outcome, "cut");
}

TEST_F(PlayoutPlanTest, ATakeoverThatIsWithdrawnLeavesAtOnce) {
  for (const char* name : {"a", "b", "c"}) item(name);
  const auto routine = std::make_shared<scheduler::Rundown>(*rundown_);
  takeover_of("typhoon", milliseconds(3000), milliseconds(11000));
  play();
  theatre_.run_until(at(seconds(5)));
  EXPECT_EQ(seen_at(seconds(5)).what, "typhoon");
  rundown_ = routine;
  play();
  theatre_.run_until(at(seconds(6)));
  EXPECT_NE(seen_at(seconds(6)).what, "typhoon");
}

TEST_F(PlayoutPlanTest, WhatIsRecalledGoesOffAtOnceInTheMiddleOfItsSlot) {
  item("a");
  item("b");
  play();
  theatre_.run_until(at(milliseconds(1500)));
  ASSERT_EQ(seen_at(milliseconds(1490)).what, "a");
  const Steady recalled = theatre_.now;
  recall("a");
  theatre_.run_until(at(milliseconds(1600)));
  EXPECT_EQ(theatre_.aired.back().asset, "a");
  EXPECT_EQ(theatre_.aired.back().outcome, "cut");
  theatre_.run_until(at(milliseconds(5000)));
  for (const Seen& seen : theatre_.stage.shown) {
    if (seen.at <= recalled) continue;
    EXPECT_NE(seen.what, "a");
  }
}

TEST_F(PlayoutPlanTest, APosterThatIsRecalledGivesWayToTheCardWhereNothingElseIsThere) {
  item("poster", {.frames = 1}, config::AssetType::image);
  play();
  theatre_.run_until(at(milliseconds(1000)));
  recall("poster");
  theatre_.run_until(at(milliseconds(1001)));
  EXPECT_EQ(theatre_.stage.shown.back().what, "card");
}

TEST_F(PlayoutPlanTest, WhatCrossesOutWhileItIsRecalledIsSeenNoMore) {
  item("a");
  item("b");
  manner().transition = {config::TransitionKind::crossfade, milliseconds(400)};
  play();
  theatre_.run_until(at(milliseconds(4050)));
  ASSERT_GT(seen_at(milliseconds(4049)).over, 0);
  const Steady recalled = theatre_.now;
  recall("a");
  theatre_.run_until(at(milliseconds(4300)));
  for (const Seen& seen : theatre_.stage.shown) {
    if (seen.at <= recalled) continue;
    EXPECT_EQ(seen.over, 0);
  }
}

TEST_F(PlayoutPlanTest, WhatNobodyVouchesForAnyMoreGoesOffAtOnce) {
  item("a");
  play();
  theatre_.run_until(at(milliseconds(1000)));
  theatre_.playout.set_programme({}, theatre_.now, theatre_.wall());
  theatre_.run_until(at(milliseconds(1001)));
  EXPECT_EQ(theatre_.stage.shown.back().what, "card");
}

TEST_F(PlayoutPlanTest, ATakeoverThatCannotBeDecodedDoesNotYieldToRoutine) {
  for (const char* name : {"a", "b", "c"}) item(name);
  takeover_of("typhoon", milliseconds(4000), milliseconds(8000));
  theatre_.scripts[content::Playable("/s", ids_).path(ids_.back()).string()] = {
      .frames = 5, .breaks_at = 0, .reason = "damaged"};
  play();
  theatre_.run_until(at(seconds(6)));
  EXPECT_NE(seen_at(seconds(6)).what, "c");
  theatre_.run_until(at(seconds(9)));
  EXPECT_EQ(seen_at(seconds(9)).what, "c");
}

TEST_F(PlayoutPlanTest, ATakeoverWhoseFileIsMissingDoesNotYieldToRoutine) {
  for (const char* name : {"a", "b", "c"}) item(name);
  takeover_of("typhoon", milliseconds(4000), milliseconds(8000));
  ids_.pop_back();
  play();
  theatre_.run_until(at(seconds(6)));
  EXPECT_EQ(seen_at(seconds(6)).what, "card");
  theatre_.run_until(at(seconds(9)));
  EXPECT_EQ(seen_at(seconds(9)).what, "c");
}

}  // namespace
}  // namespace kepu::player
