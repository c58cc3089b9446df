#include "scheduler/verdicts.h"

#include <gtest/gtest.h>

#include "tests/scheduler/sample.h"

namespace kepu::scheduler {
namespace {

using Rules = std::vector<Rule>;

class VerdictsTest : public testing::Test {
 protected:
  VerdictsTest() { list_ = sample_.clips("p", {seconds(10)}); }
  // The first verdict of each.
  Rules rules(bool clock_trusted = true) {
    const auto local = LocalTime::of("Etc/UTC", date(2026, 11, 23));
    const BroadcastDay day = broadcast_day(*local, sample_.feed.calendar, date(2026, 11, 23));
    Rundown rundown;
    judge_entries(sample_.feed, {sample_.screen, place_, *local, day, clock_trusted}, rundown);
    judge_overlays(sample_.feed, {sample_.screen, place_, *local, day, clock_trusted}, rundown);
    Rules first;
    for (const auto* verdicts : {&rundown.verdicts, &rundown.overlay_verdicts})
      for (const Verdict& one : *verdicts)
        if (one.since == rundown.verdicts[0].since) first.push_back(one.rule);
    return first;
  }
  Sample sample_;
  config::Place place_;
  std::uint32_t list_ = 0;
};

TEST_F(VerdictsTest, AnActiveEntryDoesWhatItsModeSays) {
  sample_.loop("loop", list_);
  sample_.loop("spot", list_).mode = config::Mode::spot;
  sample_.loop("takeover", list_).mode = config::Mode::takeover;
  sample_.dark("dark");
  EXPECT_EQ(rules(), (Rules{Rule::plays, Rule::spot, Rule::takeover, Rule::dark}));
}

TEST_F(VerdictsTest, TagsAreAskedBeforePlaceAndPlaceBeforeHours) {
  auto& one = sample_.loop("a", list_, {from_to(22, 0, 23, 0)});
  EXPECT_EQ(rules(), Rules{Rule::hours});
  one.near = {config::Stop{"museum"}};
  EXPECT_EQ(rules(), Rules{Rule::place});
  one.screens.all = {"tram"};
  EXPECT_EQ(rules(), Rules{Rule::tags});
}

TEST_F(VerdictsTest, WithoutAClockLoopsComeInOnlyWhereNothingElsePlays) {
  sample_.loop("hours", list_, {from_to(22, 0, 23, 0)});
  EXPECT_EQ(rules(false), Rules{Rule::plays});
  sample_.loop("always", list_);
  EXPECT_EQ(rules(false), (Rules{Rule::clock, Rule::plays}));
}

TEST_F(VerdictsTest, OverlaysAreJudgedLikewise) {
  sample_.loop("a", list_);
  auto& ticker = sample_.feed.overlays.emplace_back();
  ticker.hours = {from_to(22, 0, 23, 0)};
  sample_.feed.overlays.emplace_back().near = {config::Stop{"museum"}};
  EXPECT_EQ(rules(), (Rules{Rule::plays, Rule::hours, Rule::place}));
  EXPECT_EQ(rules(false), (Rules{Rule::plays, Rule::clock, Rule::place}));
}

}  // namespace
}  // namespace kepu::scheduler
