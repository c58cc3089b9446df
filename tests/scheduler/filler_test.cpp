#include "scheduler/filler.h"

#include <gtest/gtest.h>

#include "tests/scheduler/sample.h"

namespace kepu::scheduler {
namespace {

// A day of an hour from 10:00 on, filled segment by segment.
class FillerTest : public testing::Test {
 protected:
  FillerTest() {
    rundown_.start = at(0);
    rundown_.end = at(60);
  }
  static Wall at(int minute, int second = 0) { return utc(date(2026, 11, 23), 10, minute, second); }

  // Contender number n is entry n.
  void contender(config::Entry& entry) {
    contenders_.entries.push_back(static_cast<std::uint32_t>(contenders_.entries.size()));
    contenders_.groups.push_back({entry.priority, entry.mode == config::Mode::dark});
    contenders_.shares.push_back(entry.share);
    rundown_.entries.push_back(entry.id.name);
  }
  struct Stretch {
    int until;  // minute
    std::vector<std::uint32_t> playing;
  };
  std::vector<std::string> fill(const std::vector<Stretch>& stretches) {
    Filler filler(sample_.feed, contenders_, std::chrono::sys_days(date(2026, 11, 23)), {}, rundown_);
    Wall start = rundown_.start;
    for (const Stretch& stretch : stretches) {
      Playing playing;
      for (const auto number : stretch.playing) playing.begin(contenders_.groups[number], number);
      const Shows shows = playing.none() ? Shows::card : playing.group().dark ? Shows::dark : Shows::asset;
      rundown_.segments.push_back({start, at(stretch.until), 0, shows});
      filler.fill(playing, true);
      start = at(stretch.until);
    }
    filler.finish();
    return slots_between(rundown_, rundown_.start, rundown_.end);
  }

  Sample sample_;
  Contenders contenders_;
  Rundown rundown_;
};

using Lines = std::vector<std::string>;

TEST_F(FillerTest, WithoutAnybodyThereIsOneCardPerSegment) {
  EXPECT_EQ(fill({{20, {}}, {60, {}}}), (Lines{"10:00:00 (card)", "10:20:00 (card)"}));
}

TEST_F(FillerTest, DarknessIsOneSlotOfTheFirstDarkEntry) {
  contender(sample_.dark("night"));
  contender(sample_.dark("repair"));
  EXPECT_EQ(fill({{60, {0, 1}}}), (Lines{"10:00:00 (dark) night"}));
}

TEST_F(FillerTest, AnItemPlaysOverTheEndOfItsWindow) {
  contender(sample_.loop("a", sample_.clips("p", {minutes(29), seconds(100)})));
  EXPECT_EQ(fill({{30, {0}}, {60, {}}}), (Lines{"10:00:00 p0 a", "10:29:00 p1 a", "10:30:40 (card)"}));
}

TEST_F(FillerTest, ALongItemIsCutSixtySecondsAfterItsWindowClosed) {
  contender(sample_.loop("a", sample_.clips("p", {minutes(40)})));
  EXPECT_EQ(fill({{30, {0}}, {60, {}}}), (Lines{"10:00:00 p0 a cut", "10:31:00 (card)"}));
}

TEST_F(FillerTest, ExactlySixtySecondsOverIsNoCut) {
  contender(sample_.loop("a", sample_.clips("p", {minutes(31)})));
  EXPECT_EQ(fill({{30, {0}}, {60, {}}}), (Lines{"10:00:00 p0 a", "10:31:00 (card)"}));
}

TEST_F(FillerTest, AnItemThatEndsWithItsSegmentLeavesNoTrace) {
  contender(sample_.loop("a", sample_.clips("p", {minutes(30)})));
  EXPECT_EQ(fill({{30, {0}}, {60, {}}}), (Lines{"10:00:00 p0 a", "10:30:00 (card)"}));
}

TEST_F(FillerTest, ASegmentThatAnOverrunCoversShowsNothing) {
  contender(sample_.loop("a", sample_.clips("p", {minutes(40)})));
  contender(sample_.loop("b", sample_.clips("q", {minutes(10)})));
  sample_.feed.entries[1].share = 1;
  // Minute 30 to 31 belongs to b, which never gets to play there.
  EXPECT_EQ(fill({{30, {0}}, {31, {1}}, {60, {}}}), (Lines{"10:00:00 p0 a cut", "10:31:00 (card)"}));
  EXPECT_EQ(rundown_.slots.back().segment, 2U);
}

TEST_F(FillerTest, ALimitOnceSetIsNotMovedByTheNextSegment) {
  contender(sample_.loop("a", sample_.clips("p", {minutes(40)})));
  Filler filler(sample_.feed, contenders_, std::chrono::sys_days(date(2026, 11, 23)), {}, rundown_);
  Playing a, nobody;
  a.begin({0, false}, 0);
  for (const auto& [from, until, playing] : {std::tuple(at(0), at(30), &a),
                                             {at(30), at(30, 20), &nobody},
                                             {at(30, 20), at(30, 40), &nobody},
                                             {at(30, 40), at(60), &nobody}}) {
    rundown_.segments.push_back({from, until, 0, playing->none() ? Shows::card : Shows::asset});
    filler.fill(*playing, true);
  }
  filler.finish();
  EXPECT_EQ(slots_between(rundown_, at(0), at(60)), (Lines{"10:00:00 p0 a cut", "10:31:00 (card)"}));
}

TEST_F(FillerTest, ANeighbourThatBeginsDoesNotCutALongItem) {
  contender(sample_.loop("a", sample_.clips("p", {minutes(40)})));
  contender(sample_.loop("b", sample_.clips("q", {minutes(40)})));
  EXPECT_EQ(fill({{20, {0}}, {60, {0, 1}}}), (Lines{"10:00:00 p0 a", "10:40:00 p0 a cut"}));
}

TEST_F(FillerTest, TheEdgeOfTheDayCuts) {
  contender(sample_.loop("a", sample_.clips("p", {minutes(50)})));
  EXPECT_EQ(fill({{60, {0}}}), (Lines{"10:00:00 p0 a", "10:50:00 p0 a cut"}));
  EXPECT_EQ(rundown_.slots.back().end, rundown_.end);
}

TEST_F(FillerTest, ASecondSegmentBeginsAtAnotherItem) {
  contender(sample_.loop("a", sample_.clips("p", {minutes(10), minutes(10), minutes(10)})));
  EXPECT_EQ(fill({{20, {0}}, {40, {}}, {60, {0}}}),
            (Lines{"10:00:00 p0 a", "10:10:00 p1 a", "10:20:00 (card)", "10:40:00 p1 a", "10:50:00 p2 a"}));
}

TEST_F(FillerTest, AnAssetStandsInTheTableOnceByFirstAppearance) {
  contender(sample_.loop("a", sample_.clips("p", {minutes(10), minutes(10)})));
  fill({{60, {0}}});
  ASSERT_EQ(rundown_.assets.size(), 2U);
  EXPECT_EQ(rundown_.assets[0], (PlannedAsset{"p0", sample_.feed.assets[0].id, config::AssetType::video}));
  EXPECT_EQ(rundown_.assets[1].name, "p1");
}

}  // namespace
}  // namespace kepu::scheduler
