#include "scheduler/spots.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/scheduler/sample.h"

namespace kepu::scheduler {
namespace {

using Lines = std::vector<std::string>;
const config::Date kMonday = date(2026, 11, 23);

config::Entry& spot(Sample& sample, const std::string& id, std::uint32_t list, int per_hour,
                    std::vector<config::Hours> at = {}) {
  config::Entry& entry = sample.loop(id, list, std::move(at));
  entry.mode = config::Mode::spot;
  entry.per_hour = per_hour;
  return entry;
}

int plays(const Rundown& rundown, const std::string& entry, Wall from, Wall to) {
  return static_cast<int>(std::ranges::count_if(rundown.slots, [&](const Slot& slot) {
    return slot.entry != kNone && rundown.entries[slot.entry] == entry && slot.start >= from &&
           slot.start < to;
  }));
}

TEST(Dues, AreEvenlySpacedInEveryHour) {
  std::vector<Due> dues;
  const Wall day = utc(kMonday, 4);
  add_dues(day, {day, day + hours(2)}, 7, "anti-fraud", {}, dues);
  ASSERT_EQ(dues.size(), 14U);
  for (std::size_t i = 0; i + 1 < dues.size(); ++i) {
    EXPECT_NEAR(static_cast<double>((dues[i + 1].at - dues[i].at).count()), 3'600'000.0 / 7, 1);
  }
  EXPECT_LT(dues[6].at, day + hours(1));
  EXPECT_EQ(dues[7].at, dues[0].at + hours(1));
}

TEST(Dues, LieWithinTheirWindow) {
  std::vector<Due> dues;
  const Wall day = utc(kMonday, 4);
  add_dues(day, {day + minutes(150), day + minutes(165)}, 4, "a", {}, dues);
  ASSERT_EQ(dues.size(), 1U);
  EXPECT_GE(dues[0].at, day + minutes(150));
  EXPECT_EQ(dues[0].closes, day + minutes(165));
}

TEST(Dues, OfTwoEntriesDoNotComeAtOnce) {
  std::vector<Due> dues;
  add_dues(Wall{}, {Wall{}, Wall{} + hours(1)}, 1, "anti-fraud", {}, dues);
  add_dues(Wall{}, {Wall{}, Wall{} + hours(1)}, 1, "fire-safety", {}, dues);
  EXPECT_NE(dues[0].at, dues[1].at);
}

TEST(Spots, ComeAsOftenInEveryHourAsTheySay) {
  Sample sample;
  sample.loop("a", sample.clips("p", {seconds(31), seconds(47), seconds(20)}));
  spot(sample, "four", sample.clips("s", {seconds(10), seconds(12)}), 4);
  spot(sample, "sixty", sample.clips("t", {seconds(7), seconds(8)}), 60);
  const Rundown rundown = sample.rundown();
  EXPECT_EQ(plays(rundown, "four", rundown.start, rundown.end), 4 * 24);
  // The last one may find no boundary before the day ends.
  EXPECT_NEAR(plays(rundown, "sixty", rundown.start, rundown.end), 60 * 24, 1);
}

TEST(Spots, WaitForTheFirstBoundaryAndPushWhatFollows) {
  Sample sample;
  sample.loop("a", sample.clips("p", {minutes(20)}), {from_to(7, 0, 8, 0)});
  spot(sample, "s", sample.clips("s", {seconds(10)}), 1, {from_to(7, 0, 8, 0)});
  const Rundown rundown = sample.rundown();
  std::vector<Due> dues;
  add_dues(rundown.start, {utc(kMonday, 7), utc(kMonday, 8)}, 1, "s", {}, dues);
  for (std::size_t i = 1; i < rundown.slots.size(); ++i) {
    const Slot& slot = rundown.slots[i];
    if (slot.entry == kNone || rundown.entries[slot.entry] != "s") continue;
    EXPECT_GE(slot.start, dues.at(0).at);
    EXPECT_LT(rundown.slots[i - 1].start, dues.at(0).at);
    EXPECT_EQ(rundown.slots[i + 1].start, slot.end);
  }
  EXPECT_EQ(plays(rundown, "s", rundown.start, rundown.end), 1);
}

TEST(Spots, InterruptTheCard) {
  Sample sample;
  spot(sample, "s", sample.clips("s", {seconds(10)}), 1, {from_to(7, 0, 8, 0)});
  const Rundown rundown = sample.rundown();
  ASSERT_EQ(rundown.slots.size(), 3U);
  EXPECT_EQ(rundown.slots[0].shows, Shows::card);
  EXPECT_EQ(rundown.slots[1].shows, Shows::asset);
  EXPECT_EQ(rundown.slots[2].shows, Shows::card);
}

TEST(Spots, AreNotShownWhileTheDisplayIsOff) {
  Sample sample;
  sample.dark("night");
  spot(sample, "s", sample.clips("s", {seconds(10)}), 60);
  const Rundown rundown = sample.rundown();
  EXPECT_EQ(rundown.slots.size(), 1U);
}

TEST(SpotQueue, OffersWhatWaitsByPriority) {
  const Wall day = utc(kMonday, 4);
  SpotQueue queue({{day + seconds(1), day + hours(1), 0, 0}, {day + seconds(2), day + hours(1), 5, 1}});
  queue.arrive(day + seconds(1));
  EXPECT_EQ(queue.next_at(), day + seconds(2));
  queue.arrive(day + seconds(3));
  const auto plays = [](const Due&) { return Offer::plays; };
  EXPECT_EQ(queue.take_first(plays)->number, 1U);
  EXPECT_EQ(queue.take_first(plays)->number, 0U);
  EXPECT_FALSE(queue.take_first(plays));
}

TEST(SpotQueue, OfOneContenderOffersTheEarliestAlone) {
  const Wall day = utc(kMonday, 4);
  SpotQueue queue({{day, day + hours(1), 5, 0},
                   {day + seconds(1), day + hours(1), 5, 0},
                   {day + seconds(2), day + hours(1), 0, 1}});
  queue.arrive(day + seconds(3));
  std::vector<Wall> offered;
  queue.take_first([&](const Due& due) { return offered.push_back(due.at), Offer::waits; });
  EXPECT_EQ(offered, (std::vector<Wall>{day, day + seconds(2)}));
  queue.take_first([&](const Due& due) { return due.at == day ? Offer::lost : Offer::waits; });
  offered.clear();
  queue.take_first([&](const Due& due) { return offered.push_back(due.at), Offer::waits; });
  EXPECT_EQ(offered, (std::vector<Wall>{day + seconds(1), day + seconds(2)}));
}

TEST(SpotQueue, LosesWhatWaits) {
  const Wall day = utc(kMonday, 4);
  SpotQueue queue({{day, day + hours(1), 0, 0}, {day + seconds(9), day + hours(1), 0, 0}});
  queue.arrive(day);
  queue.lose_until(day + seconds(9));
  EXPECT_FALSE(queue.take_first([](const Due&) { return Offer::plays; }));
  EXPECT_EQ(queue.next_at(), day + seconds(9));
}

// The instant at which a spot of one an hour is due between 07:00 and 08:00.
Wall due_after_seven(const std::string& id) {
  std::vector<Due> dues;
  add_dues(utc(kMonday, 4), {utc(kMonday, 7), utc(kMonday, 8)}, 1, id, {}, dues);
  return dues.at(0).at;
}

// A spot of 20 s in a window that closes in the minute in which it is due, while items of `item` play.
int plays_late(milliseconds item) {
  Sample sample;
  const Wall due = due_after_seven("s");
  const auto minute = static_cast<int>((due - utc(kMonday, 0)) / minutes(1));
  sample.loop("a", sample.clips("p", {item}), {{minute - 1, minute + 30}});
  spot(sample, "s", sample.clips("s", {seconds(20)}), 1, {{minute - 30, minute + 1}});
  const Rundown rundown = sample.rundown();
  return plays(rundown, "s", rundown.start, rundown.end);
}

TEST(Spots, StillPlayAfterTheirWindowIfTheyEndWithinAMinute) {
  EXPECT_EQ(plays_late(seconds(100)), 1);  // a boundary 40 s after the window
  EXPECT_EQ(plays_late(seconds(170)), 0);  // 50 s after it: it would end 70 s after
}

TEST(Spots, StepAsideForALoopRatherThanRepeatAnAsset) {
  Sample sample;
  sample.loop("a", sample.clips("p", {minutes(45), minutes(45)}));
  spot(sample, "s", sample.clips("s", {seconds(10)}), 4);
  const Rundown rundown = sample.rundown();
  for (std::size_t i = 1; i < rundown.slots.size(); ++i) {
    EXPECT_NE(rundown.slots[i].asset, rundown.slots[i - 1].asset) << text_of(rundown, rundown.slots[i]);
  }
}

TEST(Spots, RepeatWhereNothingElseIsLeft) {
  Sample sample;
  spot(sample, "s", sample.clips("s", {minutes(2)}), 60, {from_to(7, 0, 8, 0)});
  const Rundown rundown = sample.rundown();
  EXPECT_GE(plays(rundown, "s", utc(kMonday, 7), utc(kMonday, 8)), 29);
}

TEST(Spots, ThatOutlastTheirWindowAreCutAfterAMinute) {
  Sample sample;
  spot(sample, "s", sample.clips("s", {minutes(10)}), 60, {from_to(7, 0, 7, 5)});
  const Rundown rundown = sample.rundown();
  ASSERT_EQ(rundown.slots[1].shows, Shows::asset);
  EXPECT_EQ(rundown.slots[1].end, utc(kMonday, 7, 6));
  EXPECT_TRUE(rundown.slots[1].cut);
}

// ---- takeovers

config::Entry& takeover(Sample& sample, const std::string& id, std::uint32_t list,
                        std::vector<config::Hours> at, int priority = 900) {
  config::Entry& entry = sample.loop(id, list, std::move(at));
  entry.mode = config::Mode::takeover;
  entry.priority = priority;
  return entry;
}

TEST(Takeover, CutsInAtOnceAndLeavesAtItsEndBothInTheMiddleOfAnItem) {
  Sample sample;
  sample.loop("a", sample.clips("p", {hours(2), hours(3)}));
  takeover(sample, "typhoon", sample.clips("t", {minutes(20), minutes(25)}), {from_to(5, 0, 6, 0)});
  const Rundown rundown = sample.rundown();
  EXPECT_EQ(slots_between(rundown, rundown.start, utc(kMonday, 10)),
            (Lines{"04:00:00 p0 a cut", "05:00:00 t0 typhoon", "05:20:00 t1 typhoon",
                   "05:45:00 t0 typhoon cut", "06:00:00 p1 a", "09:00:00 p0 a"}));
}

TEST(Takeover, RestartsNobodysRotationAndCountsWhatWasShown) {
  Sample sample;
  sample.loop("a", sample.clips("p", {hours(1)}));
  sample.loop("b", sample.clips("q", {hours(1)}));
  takeover(sample, "t", sample.clips("t", {hours(1)}), {from_to(4, 10, 5, 0)});
  const Rundown rundown = sample.rundown();
  // a has had ten minutes, then b an hour: a is behind, and plays twice before it has had as much as b.
  EXPECT_EQ(slots_between(rundown, rundown.start, utc(kMonday, 9)),
            (Lines{"04:00:00 p0 a cut", "04:10:00 t0 t cut", "05:00:00 q0 b", "06:00:00 p0 a",
                   "07:00:00 q0 b", "08:00:00 p0 a"}));
}

TEST(Takeover, TheHighestPriorityRulesThenTheEarliestFromThenTheId) {
  Sample sample;
  const auto list = sample.clips("t", {hours(1)});
  takeover(sample, "d", list, {from_to(5, 0, 9, 0)}, 900).from = date(2026, 11, 20);
  takeover(sample, "c", list, {from_to(5, 0, 9, 0)}, 900).from = date(2026, 11, 21);
  takeover(sample, "b", list, {from_to(6, 0, 7, 0)}, 900).from = date(2026, 11, 20);
  takeover(sample, "a", list, {from_to(8, 0, 10, 0)}, 950);
  const Rundown rundown = sample.rundown();
  EXPECT_EQ(airtime_of(rundown, "d"), "05:00:00-06:00:00 07:00:00-08:00:00");
  EXPECT_EQ(airtime_of(rundown, "b"), "06:00:00-07:00:00");
  EXPECT_EQ(airtime_of(rundown, "a"), "08:00:00-10:00:00");
  EXPECT_EQ(airtime_of(rundown, "c"), "");
}

TEST(Takeover, WakesTheDisplayAndSilencesSpots) {
  Sample sample;
  sample.dark("night", {from_to(22, 0, 2, 0)});
  spot(sample, "s", sample.clips("s", {seconds(10)}), 60);
  takeover(sample, "t", sample.clips("t", {minutes(30)}), {from_to(23, 0, 24, 0)});
  const Rundown rundown = sample.rundown();
  EXPECT_EQ(slots_between(rundown, utc(kMonday, 22, 2), utc(kMonday, 25)),
            (Lines{"23:00:00 t0 t", "23:30:00 t0 t", "00:00:00 (dark) night"}));
}

TEST(Takeover, ALoopThatBeginsMeanwhilePlaysAfterwards) {
  Sample sample;
  sample.loop("a", sample.clips("p", {hours(1)}));
  sample.loop("b", sample.clips("q", {hours(1)}), {from_to(6, 0, 12, 0)}).priority = 5;
  takeover(sample, "t", sample.clips("t", {hours(4)}), {from_to(5, 0, 7, 0)});
  const Rundown rundown = sample.rundown();
  EXPECT_EQ(rundown.segments.size(), 4U);
  EXPECT_EQ(airtime_of(rundown, "t"), "05:00:00-07:00:00");
  EXPECT_EQ(airtime_of(rundown, "b"), "07:00:00-12:00:00");
}

}  // namespace
}  // namespace kepu::scheduler
