#include "scheduler/nearest.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/scheduler/sample.h"

namespace kepu::scheduler {
namespace {

using Index = std::optional<std::size_t>;

const Wall kNoon = utc(date(2026, 11, 23), 12);

Slot slot(int start, int end, std::uint32_t asset = 0, std::uint32_t entry = 0) {
  return {kNoon + seconds(start), kNoon + seconds(end), asset, entry, 0, Shows::asset, false};
}
Slot without_asset(Shows shows, int start, int end) {
  return {kNoon + seconds(start), kNoon + seconds(end), kNone, kNone, 0, shows, false};
}

// Slots at 0, 30, 60 and 90 seconds past noon, 30 s each.
Rundown four() {
  Rundown rundown;
  rundown.start = kNoon;
  rundown.end = kNoon + seconds(120);
  for (int i = 0; i < 4; ++i) rundown.slots.push_back(slot(30 * i, 30 * i + 30));
  return rundown;
}

Index nearest_at(const Rundown& rundown, double second, std::optional<std::size_t> last = {}) {
  const Wall at = kNoon + milliseconds(static_cast<int>(second * 1000));
  if (!last) return nearest(rundown, at, {});
  const Wall start = rundown.slots[*last].start;
  return nearest(rundown, at, Played{start, start});
}

TEST(Nearest, OnTimeTheNextSlotFollows) {
  EXPECT_EQ(nearest_at(four(), 30, 0), Index(1));
  EXPECT_EQ(nearest_at(four(), 60, 1), Index(2));
}

TEST(Nearest, TheFirstSlotAfterAStartIsTheNearest) {
  EXPECT_EQ(nearest_at(four(), 0), Index(0));
  EXPECT_EQ(nearest_at(four(), 14.9), Index(0));
  EXPECT_EQ(nearest_at(four(), 15.1), Index(1));
}

TEST(Nearest, ATieIsTheLaterOne) { EXPECT_EQ(nearest_at(four(), 45), Index(2)); }

TEST(Nearest, AnItemThatEndedEarlyDoesNotBringBackItself) {
  EXPECT_EQ(nearest_at(four(), 31, 1), Index(2));
  EXPECT_EQ(nearest_at(four(), 30, 1), Index(2));
}

TEST(Nearest, AnItemThatEndedEarlyDoesNotBringBackTheOneBefore) {
  // Slot 1 started early, at 16 s, and broke at once: slot 0 is not played again.
  EXPECT_EQ(nearest_at(four(), 16, 1), Index(2));
  EXPECT_EQ(nearest_at(four(), 61, 2), Index(3));
}

TEST(Nearest, AShortItemBegunEarlyIsFollowedByTheNextNotByTheOneBefore) {
  // Switched on at 100 s of an item of 180 s: b, of 20 s, is nearest. It is over 60 s before its planned
  // start.
  Rundown rundown = four();
  rundown.slots = {slot(0, 180), slot(180, 200), slot(200, 220), slot(220, 400)};
  EXPECT_EQ(nearest_at(rundown, 100), Index(1));
  EXPECT_EQ(nearest_at(rundown, 120, 1), Index(2));
  EXPECT_EQ(nearest_at(rundown, 140, 2), Index(3));
}

TEST(Nearest, UpToAMinuteLateNothingIsLeftOut) {
  EXPECT_EQ(nearest_at(four(), 50, 0), Index(1));
  EXPECT_EQ(nearest_at(four(), 90, 0), Index(1));
}

TEST(Nearest, MoreThanAMinuteLateSlotsAreLeftOut) { EXPECT_EQ(nearest_at(four(), 90.001, 0), Index(3)); }

TEST(Nearest, AClockThatWentFarBackLeavesOutOnlyWhatWasPlayed) {
  Rundown rundown = four();
  for (Slot& one : rundown.slots) {
    one.start += hours(1);
    one.end += hours(1);
  }
  rundown.slots.insert(rundown.slots.begin(), slot(0, 3600));
  rundown.end += hours(1);
  EXPECT_EQ(nearest_at(rundown, 10, 4), Index(0));
  EXPECT_EQ(nearest_at(rundown, 3290, 2), Index(1));  // 2 would be next, 370 s early
  EXPECT_EQ(nearest_at(rundown, 3290, 1), Index(2));  // 1 would be nearest
}

TEST(Nearest, AClockThatWentBackALittleChangesNothing) { EXPECT_EQ(nearest_at(four(), 10, 1), Index(2)); }

TEST(Nearest, WhatStoodInForAnotherIsNotShownAgainAndThePlanGoesOn) {
  // Slot 2 was shown in the turn of slot 0.
  const Rundown rundown = four();
  const Played played{rundown.slots[0].start, rundown.slots[2].start};
  EXPECT_EQ(nearest(rundown, kNoon + seconds(30), played), Index(1));
  // Slot 1 was.
  EXPECT_EQ(nearest(rundown, kNoon + seconds(30), Played{rundown.slots[0].start, rundown.slots[1].start}),
            Index(2));
}

TEST(Nearest, AfterTheLastSlotThereIsNothing) { EXPECT_EQ(nearest_at(four(), 95, 3), Index()); }

TEST(Nearest, LongAfterTheEndTheLastSlotIsTheNearestIfItWasNotPlayed) {
  EXPECT_EQ(nearest_at(four(), 100'000), Index(3));
  EXPECT_EQ(nearest_at(four(), 100'000, 0), Index(3));
}

TEST(Nearest, BeforeTheRundownItsFirstSlotIsTheNearest) { EXPECT_EQ(nearest_at(four(), -1000), Index(0)); }

TEST(Nearest, AnEmptyRundownHasNothing) {
  EXPECT_EQ(nearest({}, kNoon, {}), Index());
  EXPECT_EQ(nearest({}, kNoon, Played{kNoon, kNoon}), Index());
}

TEST(Nearest, TheOnlySlotIsNotPlayedTwice) {
  Rundown rundown = four();
  rundown.slots.resize(1);
  EXPECT_EQ(nearest_at(rundown, 30, 0), Index());
  EXPECT_EQ(nearest_at(rundown, -5, 0), Index());
}

TEST(Nearest, TheLastSlotMayBeOfAnotherRundown) {
  // Of an old plan: its turn was at 40 s, so the one after that is next.
  const Wall old = kNoon + seconds(40);
  EXPECT_EQ(nearest(four(), kNoon + seconds(41), Played{old, old}), Index(2));
  EXPECT_EQ(nearest(four(), kNoon + seconds(31), Played{old, old}), Index(2));
}

TEST(Nearest, ACardHoldsWhileItLastsHoweverNearTheNextStart) {
  Rundown rundown = four();
  rundown.slots[1] = without_asset(Shows::card, 30, 60);
  EXPECT_EQ(nearest_at(rundown, 59), Index(1));
  EXPECT_EQ(nearest_at(rundown, 60), Index(2));
}

TEST(Nearest, AScreenThatStartsAtNightStaysDark) {
  Rundown rundown;
  rundown.slots = {slot(-30, 0), without_asset(Shows::dark, 0, 6 * 3600), slot(6 * 3600, 6 * 3600 + 30)};
  EXPECT_EQ(nearest_at(rundown, 5 * 3600), Index(1));
  EXPECT_EQ(nearest_at(rundown, 5 * 3600, 0), Index(1));
}

TEST(Nearest, DarknessThatWasJustShownIsOver) {
  Rundown rundown;
  rundown.slots = {without_asset(Shows::dark, 0, 3600), slot(3600, 3630)};
  EXPECT_EQ(nearest_at(rundown, 3599.999, 0), Index(1));
}

TEST(Nearest, AWholeDayInOrderWhateverTheJitter) {
  Sample sample;
  sample.loop("a", sample.clips("p", {seconds(30), seconds(41), seconds(17)}));
  const Rundown rundown = sample.rundown();
  std::optional<Played> last;
  for (std::size_t expected = 0; expected < rundown.slots.size(); ++expected) {
    const int jitter = static_cast<int>(expected * 7919 % 4001) - 2000;
    const auto got = nearest(rundown, rundown.slots[expected].start + milliseconds(jitter), last);
    ASSERT_EQ(got, Index(expected));
    last = Played{rundown.slots[*got].start, rundown.slots[*got].start};
  }
}

// Assets 0, 1, 2 of entries 0, 1, 0, 1, ...
class PassOverTest : public testing::Test {
 protected:
  PassOverTest() {
    rundown_.assets = {{"x", {}, config::AssetType::video},
                       {"y", {}, config::AssetType::video},
                       {"z", {}, config::AssetType::image}};
    rundown_.slots = {slot(0, 1, 0, 0), slot(1, 2, 1, 1), slot(2, 3, 2, 0), slot(3, 4, 0, 1),
                      slot(4, 5, 1, 0)};
    rundown_.segments = {{rundown_.slots.front().start, rundown_.slots.back().end, 0, Shows::asset}};
  }
  // The slots from `first` to `last` are of a takeover by entry `by`.
  void take_over(std::size_t first, std::size_t last, std::uint32_t by) {
    rundown_.segments.push_back(
        {rundown_.slots[first].start, rundown_.slots[last].end, 900, Shows::asset, by});
    for (std::size_t i = first; i <= last; ++i) {
      rundown_.slots[i].segment = 1;
      rundown_.slots[i].entry = by;
    }
  }
  Index pass(std::size_t from, const std::string& playable) {
    return pass_over(rundown_, from, [&](const Slot& one) {
      const std::string name = one.shows == Shows::text ? "card" : rundown_.assets[one.asset].name;
      ++asked_[name];
      return playable.find(name) != std::string::npos;
    });
  }
  Rundown rundown_;
  std::map<std::string, int> asked_;
};

TEST_F(PassOverTest, APlayableSlotPlays) { EXPECT_EQ(pass(1, "xyz"), Index(1)); }

TEST_F(PassOverTest, TheSameEntryComesBeforeANearerSlot) { EXPECT_EQ(pass(0, "yz"), Index(2)); }

TEST_F(PassOverTest, ThenAnySlot) {
  rundown_.slots.pop_back();
  EXPECT_EQ(pass(0, "y"), Index(1));
}

TEST_F(PassOverTest, ATakeoverDoesNotComeBeforeItsTime) {
  take_over(2, 3, 7);
  EXPECT_EQ(pass(0, "z"), Index());
  EXPECT_EQ(pass(0, "yz"), Index(4));
}

TEST_F(PassOverTest, ATakeoverIsReplacedByItsOwnSlotsAlone) {
  take_over(2, 3, 7);
  EXPECT_EQ(pass(2, "xy"), Index(3));
  EXPECT_EQ(pass(2, "y"), Index());
}

TEST_F(PassOverTest, OnlyLaterSlotsCount) { EXPECT_EQ(pass(3, "z"), Index()); }

TEST_F(PassOverTest, NothingIfNothingIsPlayable) { EXPECT_EQ(pass(0, ""), Index()); }

TEST_F(PassOverTest, NothingPastTheEnd) { EXPECT_EQ(pass(5, "xyz"), Index()); }

TEST_F(PassOverTest, ACardOrDarknessIsAlwaysAcceptedAsTheSlotItself) {
  rundown_.slots[0] = without_asset(Shows::card, 0, 1);
  EXPECT_EQ(pass(0, ""), Index(0));
  rundown_.slots[0] = without_asset(Shows::dark, 0, 1);
  EXPECT_EQ(pass(0, ""), Index(0));
  EXPECT_TRUE(asked_.empty());
}

TEST_F(PassOverTest, ACardFurtherOnIsNoReplacement) {
  rundown_.slots[1] = without_asset(Shows::card, 1, 2);
  EXPECT_EQ(pass(0, "z"), Index(2));
  EXPECT_EQ(pass(0, ""), Index());
}

TEST_F(PassOverTest, ATextCardStandsInForAnAssetThatIsMissing) {
  rundown_.texts = {{{{"en", "hello"}}}};
  rundown_.slots[2].shows = rundown_.slots[4].shows = Shows::text;
  rundown_.slots[2].asset = rundown_.slots[4].asset = 0;
  EXPECT_EQ(pass(0, "card"), Index(2));
  EXPECT_EQ(pass(0, "y"), Index(1));
  EXPECT_EQ(asked_["card"], 2);  // once each time
}

TEST_F(PassOverTest, EachAssetIsAskedOnce) {
  pass(0, "");
  EXPECT_EQ(asked_, (std::map<std::string, int>{{"x", 1}, {"y", 1}, {"z", 1}}));
}

}  // namespace
}  // namespace kepu::scheduler
