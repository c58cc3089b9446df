#include "scheduler/rundown.h"

#include <gtest/gtest.h>

#include <set>

#include <random>

#include "scheduler/why.h"
#include "tests/scheduler/sample.h"

namespace kepu::scheduler {
namespace {

using Lines = std::vector<std::string>;
using config::DayRule;
using config::TakeItem;

const config::Date kMonday = date(2026, 11, 23);

TEST(Compile, WithoutEntriesTheDayIsOneCard) {
  const Rundown rundown = Sample().rundown();
  EXPECT_EQ(slots_between(rundown, rundown.start, rundown.end), Lines{"04:00:00 (card)"});
  EXPECT_EQ(rundown.slots[0].end, rundown.end);
}

TEST(Compile, ALoopWithoutHoursFillsTheDay) {
  Sample sample;
  sample.loop("a", sample.clips("p", {hours(7), hours(5)}));
  const Rundown rundown = sample.rundown();
  EXPECT_EQ(slots_between(rundown, rundown.start, rundown.end),
            (Lines{"04:00:00 p0 a", "11:00:00 p1 a", "16:00:00 p0 a", "23:00:00 p1 a"}));
}

TEST(Compile, HoursAreHalfOpenAndTheRestIsCard) {
  Sample sample;
  sample.loop("a", sample.clips("p", {minutes(30)}), {from_to(7, 0, 8, 0)});
  const Rundown rundown = sample.rundown();
  EXPECT_EQ(slots_between(rundown, rundown.start, rundown.end),
            (Lines{"04:00:00 (card)", "07:00:00 p0 a", "07:30:00 p0 a", "08:00:00 (card)"}));
}

TEST(Compile, AScreenWithoutTheTagShowsNothingOfIt) {
  Sample sample;
  sample.loop("campus", sample.clips("p", {hours(1)})).screens.all = {"campus"};
  const Rundown rundown = sample.rundown();
  EXPECT_EQ(slots_between(rundown, rundown.start, rundown.end), Lines{"04:00:00 (card)"});
}

TEST(Compile, TheZoneOfTheScreenComesBeforeThatOfTheFeed) {
  Sample sample("Asia/Shanghai");
  EXPECT_EQ(sample.rundown().start, utc(date(2026, 11, 22), 20));
  sample.screen.timezone = "Etc/UTC";
  EXPECT_EQ(sample.rundown().start, utc(kMonday, 4));
}

TEST(Compile, AnUnknownZoneOfTheFeedIsAnError) {
  const auto rundown = Sample("Mars/Base").try_compile(kMonday);
  ASSERT_FALSE(rundown);
  EXPECT_EQ(rundown.error().kind, Kind::invalid);
  EXPECT_EQ(rundown.error().message,
            "\"Mars/Base\" is not in the time zone database of this machine; use an IANA name such as "
            "\"Asia/Shanghai\"");
}

TEST(Compile, AnUnknownZoneOfTheScreenNamesTheScreen) {
  Sample sample;
  sample.screen.timezone = "Mars/Base";
  EXPECT_EQ(
      sample.try_compile(kMonday).error().message,
      "screen bus-17: timezone: \"Mars/Base\" is not in the time zone database of this machine; use an IANA "
      "name such as \"Asia/Shanghai\"");
}

TEST(Compile, OnlyTheHighestPriorityPlays) {
  Sample sample;
  sample.loop("low", sample.clips("p", {hours(1)}));
  sample.loop("high", sample.clips("q", {hours(1)}), {from_to(7, 0, 9, 0)}).priority = 10;
  const Rundown rundown = sample.rundown();
  EXPECT_EQ(airtime_of(rundown, "high"), "07:00:00-09:00:00");
  EXPECT_EQ(airtime_of(rundown, "low"), "04:00:00-07:00:00 09:00:00-04:00:00");
}

TEST(Compile, LoopsOfOnePriorityTakeTurnsByShareThenId) {
  Sample sample;
  sample.loop("b", sample.clips("q", {seconds(10)}));
  sample.loop("a", sample.clips("p", {seconds(10)})).share = 3;
  EXPECT_EQ(assets_from(sample.rundown(), utc(kMonday, 4), 8), "p0 q0 p0 p0 p0 q0 p0 p0");
}

TEST(Compile, ANeighbourOfLowerPriorityRestartsNobody) {
  Sample sample;
  sample.loop("a", sample.clips("p", {hours(1), hours(1), hours(1)})).priority = 5;
  const Rundown alone = sample.rundown();
  sample.loop("weak", sample.clips("q", {hours(1)}), {from_to(5, 30, 8, 30)});
  const Rundown together = sample.rundown();
  EXPECT_EQ(together.slots, alone.slots);
  EXPECT_EQ(together.segments, alone.segments);
}

TEST(Compile, ANeighbourOfTheSamePriorityBeginsANewRotation) {
  Sample sample;
  sample.loop("a", sample.clips("p", {minutes(30), minutes(30), minutes(30)}), {from_to(7, 0, 10, 0)});
  sample.loop("b", sample.clips("q", {minutes(30)}), {from_to(8, 0, 10, 0)});
  EXPECT_EQ(slots_between(sample.rundown(), utc(kMonday, 7), utc(kMonday, 10)),
            (Lines{"07:00:00 p0 a", "07:30:00 p1 a", "08:00:00 p1 a", "08:30:00 q0 b", "09:00:00 p2 a",
                   "09:30:00 q0 b"}));
}

TEST(Compile, ALowerPriorityComesBackWithAStartOfItsOwn) {
  Sample sample;
  sample.loop("low", sample.clips("p", {minutes(40), minutes(40)}));
  sample.loop("high", sample.clips("q", {hours(1)}), {from_to(6, 0, 7, 0)}).priority = 1;
  EXPECT_EQ(assets_from(sample.rundown(), utc(kMonday, 6), 3), "q0 p1 p0");  // 33 of 80 minutes
}

TEST(Compile, NothingButATakeoverCutsAnItem) {
  Sample sample;
  sample.loop("low", sample.clips("p", {seconds(110)}));
  sample.loop("high", sample.clips("q", {hours(1)}), {from_to(7, 0, 8, 0)}).priority = 1;
  sample.dark("night", {from_to(22, 0, 4, 0)}).priority = 2;
  const Rundown rundown = sample.rundown();
  // 98 items of 110 s are 2:59:40; the next plays 90 s over. At most 60 of them are allowed.
  EXPECT_EQ(slots_between(rundown, utc(kMonday, 6, 59), utc(kMonday, 7, 30)),
            (Lines{"06:59:40 p0 low cut", "07:01:00 q0 high"}));
  // Its hour ends exactly 60 s past its window, which is allowed.
  EXPECT_EQ(slots_between(rundown, utc(kMonday, 8), utc(kMonday, 8, 2)), Lines{"08:01:00 p0 low"});
  EXPECT_EQ(slots_between(rundown, utc(kMonday, 21, 58), utc(date(2026, 11, 24), 4)),
            (Lines{"21:58:50 p0 low", "22:00:40 (dark) night"}));
}

TEST(Compile, ADarkEntryTurnsTheDisplayOffForTheStretch) {
  Sample sample;
  sample.loop("a", sample.clips("p", {hours(1)}));
  sample.dark("night", {from_to(22, 0, 1, 0)});
  const Rundown rundown = sample.rundown();
  EXPECT_EQ(slots_between(rundown, utc(kMonday, 21), utc(date(2026, 11, 24), 2)),
            (Lines{"21:00:00 p0 a", "22:00:00 (dark) night", "01:00:00 p0 a"}));
}

TEST(Compile, ADarkEntryOfLowerPriorityIsNotSeen) {
  Sample sample;
  sample.loop("a", sample.clips("p", {hours(1)})).priority = 1;
  sample.dark("night", {from_to(22, 0, 1, 0)});
  EXPECT_EQ(airtime_of(sample.rundown(), "night"), "");
}

TEST(Compile, LoopsThatBeginInTheDarkDoNotSplitIt) {
  Sample sample;
  sample.dark("night", {from_to(20, 0, 2, 0)});
  sample.loop("a", sample.clips("p", {hours(1)}), {from_to(21, 0, 23, 0)});
  EXPECT_EQ(slots_between(sample.rundown(), utc(kMonday, 20), utc(date(2026, 11, 24), 2)),
            Lines{"20:00:00 (dark) night"});
}

TEST(Compile, AWindowBelongsToTheEveningOnWhichItBegan) {
  Sample sample;
  sample.loop("a", sample.clips("p", {minutes(30)}), {from_to(22, 0, 1, 0)}).days = {DayRule::mon};
  EXPECT_EQ(airtime_of(sample.rundown(kMonday), "a"), "22:00:00-01:00:00");
  EXPECT_EQ(airtime_of(sample.rundown(date(2026, 11, 22)), "a"), "");
  EXPECT_EQ(airtime_of(sample.rundown(date(2026, 11, 24)), "a"), "");
}

TEST(Compile, AWindowOverTheDaysEdgeGoesOnInTheNextDayAnew) {
  Sample sample;
  sample.loop("a", sample.clips("p", {minutes(45), minutes(45)}), {from_to(3, 0, 5, 0)});
  const Rundown monday = sample.rundown();
  EXPECT_EQ(slots_between(monday, utc(date(2026, 11, 24), 3), utc(date(2026, 11, 24), 4)),
            (Lines{"03:00:00 p1 a", "03:45:00 p0 a cut"}));
  const Rundown tuesday = sample.rundown(date(2026, 11, 24));
  EXPECT_EQ(slots_between(tuesday, tuesday.start, utc(date(2026, 11, 24), 6)),
            (Lines{"04:00:00 p1 a", "04:45:00 p0 a cut", "05:01:00 (card)"}));
}

TEST(Compile, AMillisecondCounts) {
  Sample sample;
  sample.loop("a", sample.clips("p", {milliseconds(33'333)}));
  const Rundown rundown = sample.rundown();
  EXPECT_EQ(slots_between(rundown, rundown.start, rundown.start + seconds(100)),
            (Lines{"04:00:00 p0 a", "04:00:33.333 p0 a", "04:01:06.666 p0 a", "04:01:39.999 p0 a"}));
}

TEST(Compile, AnOverrunCountsForTheSegmentInWhichItBegan) {
  Sample sample;
  sample.loop("a", sample.clips("p", {minutes(50)}), {from_to(6, 30, 8, 0)});
  sample.loop("b", sample.clips("q", {minutes(50)}), {from_to(7, 0, 8, 0)});
  // a is on until 07:20 and has all of that in the segment before; at 07:20 nobody has airtime and a is first
  // by id.
  EXPECT_EQ(slots_between(sample.rundown(), utc(kMonday, 6, 30), utc(kMonday, 8)),
            (Lines{"06:30:00 p0 a", "07:20:00 p0 a cut"}));
}

TEST(Compile, TextCardsAreSlotsOfTheirOwn) {
  Sample sample;
  sample.loop("a", sample.playlist("p", {config::TextItem{{{"en", "hello"}}, seconds(5)},
                                         config::AssetItem{sample.asset("x"), seconds(10)}}));
  const Rundown rundown = sample.rundown();
  EXPECT_EQ(slots_between(rundown, rundown.start, rundown.start + seconds(30)),
            (Lines{"04:00:00 \"hello\" a", "04:00:05 x a", "04:00:15 \"hello\" a", "04:00:20 x a"}));
  EXPECT_EQ(rundown.texts, (std::vector<PlannedText>{{{{"en", "hello"}}}}));
}

// Without the time of day: the clock is wrong.
std::vector<std::string> entries_without_clock(const Sample& sample) {
  const Rundown rundown = *compile(sample.feed, sample.screen, {kMonday, false}, {});
  std::set<std::string> shown;
  for (const Slot& slot : rundown.slots)
    shown.insert(slot.entry == kNone ? "-" : rundown.entries[slot.entry]);
  return {shown.begin(), shown.end()};
}

TEST(CompileWithoutAClock, OnlyWhatAsksForNoTimePlays) {
  Sample sample;
  const auto list = sample.clips("p", {minutes(10)});
  sample.loop("always", list);
  sample.loop("hours", list, {from_to(0, 0, 24, 0)});
  sample.loop("from", list).from = date(1970, 1, 1);
  sample.loop("days", list).days = {config::DayRule::mon};
  sample.loop("except", list).except = {date(2026, 12, 25)};
  sample.loop("rrule", list).rrule = "FREQ=DAILY";
  EXPECT_EQ(entries_without_clock(sample), Lines{"always"});
  const Rundown rundown = *compile(sample.feed, sample.screen, {kMonday, false}, {});
  EXPECT_EQ(rule_at(rundown, 1, rundown.start), Rule::clock);
}

TEST(CompileWithoutAClock, AllLoopsPlayRatherThanNone) {
  Sample sample;
  const auto list = sample.clips("p", {minutes(10)});
  sample.loop("morning", list, {from_to(7, 0, 9, 0)});
  sample.loop("evening", list, {from_to(17, 0, 19, 0)});
  sample.loop("campus", list).screens.all = {"campus"};
  sample.dark("night", {from_to(22, 0, 5, 0)});
  config::Entry& typhoon = sample.loop("typhoon", list);
  typhoon.mode = config::Mode::takeover;
  typhoon.until = date(2020, 1, 1);
  EXPECT_EQ(entries_without_clock(sample), (Lines{"evening", "morning"}));
}

TEST(CompileWithoutAClock, TakeoversSpotsAndDarknessWithoutDatesStillRule) {
  Sample sample;
  const auto list = sample.clips("p", {minutes(10)});
  sample.loop("hours", list, {from_to(7, 0, 9, 0)});
  sample.dark("off");
  EXPECT_EQ(entries_without_clock(sample), Lines{"off"});
  sample.loop("typhoon", list).mode = config::Mode::takeover;
  EXPECT_EQ(entries_without_clock(sample), Lines{"typhoon"});
}

TEST(Extend, FindsItsTextCardsBehindThoseOfTheDayBefore) {
  Sample sample;
  config::Entry& first =
      sample.loop("a", sample.playlist("p", {config::TextItem{{{"en", "one"}}, hours(24)}}));
  first.until = kMonday;
  sample.loop("b", sample.playlist("q", {config::TextItem{{{"en", "two"}}, hours(24)}})).priority = -1;
  Rundown rundown = sample.rundown(kMonday);
  extend(rundown, sample.rundown(date(2026, 11, 24)));
  EXPECT_EQ(rundown.texts[rundown.slots.front().asset].text.at("en"), "one");
  EXPECT_EQ(rundown.texts[rundown.slots.back().asset].text.at("en"), "two");
}

TEST(Compile, AnEntryThatHasNoWindowTodayCostsOneVerdict) {
  Sample sample;
  for (int i = 0; i < 50; ++i) {
    sample.loop("e" + std::to_string(i), 0, {from_to(7, 0, 9, 0), from_to(12, 0, 13, 0)}).screens.all = {
        "campus"};
  }
  EXPECT_EQ(sample.rundown().verdicts.size(), 50U);
}

TEST(Compile, TheDayTheClocksGoForwardHasTwentyThreeHours) {
  Sample sample("Europe/Berlin");
  sample.loop("a", sample.clips("p", {hours(1)}));
  EXPECT_EQ(sample.rundown(date(2026, 3, 28)).slots.size(), 23U);
  EXPECT_EQ(sample.rundown(date(2026, 10, 24)).slots.size(), 25U);
}

TEST(Compile, ANightWindowIsLongerOrShorterWhereTheClocksChange) {
  Sample sample("Europe/Berlin");
  sample.loop("a", sample.clips("p", {minutes(30)}), {from_to(1, 30, 3, 30)});
  EXPECT_EQ(airtime_of(sample.rundown(date(2026, 3, 28)), "a"), "00:30:00-01:30:00");
  EXPECT_EQ(airtime_of(sample.rundown(date(2026, 10, 24)), "a"), "23:30:00-02:30:00");
}

TEST(Compile, HalfAnHourMoreInLordHowe) {
  Sample sample("Australia/Lord_Howe");
  sample.loop("a", sample.clips("p", {minutes(30)}));
  EXPECT_EQ(sample.rundown(date(2026, 4, 4)).slots.size(), 49U);
  EXPECT_EQ(sample.rundown(date(2026, 10, 3)).slots.size(), 47U);
}

TEST(Compile, TheDayThatSamoaSkippedHasFourHours) {
  Sample sample("Pacific/Apia");
  sample.loop("a", sample.clips("p", {hours(1)}));
  EXPECT_EQ(sample.rundown(date(2011, 12, 30)).slots.size(), 4U);
}

TEST(Compile, ADayAsText) {
  Sample sample("Asia/Shanghai");
  const auto core = sample.clips("core", {minutes(5), minutes(6), minutes(7)});
  const auto morning =
      sample.playlist("morning", {config::AssetItem{sample.asset("leaf"), minutes(20)}, TakeItem{core, 2}});
  sample.loop("bus-am", morning, {from_to(7, 0, 9, 0)}).priority = 10;
  sample.loop("poster", sample.clips("poster", {minutes(15)}), {from_to(7, 0, 8, 0)}).priority = 10;
  sample.loop("city", core, {from_to(9, 0, 9, 30)});
  sample.loop("campus", core).screens.all = {"campus"};
  sample.dark("night", {from_to(22, 0, 6, 0)}).priority = 900;
  sample.feed.entries[0].share = 3;
  const Rundown rundown = sample.rundown();
  EXPECT_EQ(slots_between(rundown, rundown.start, rundown.end),
            (Lines{
                "20:00:00 (dark) night",    "22:00:00 (card)",       "23:00:00 leaf bus-am",
                "23:20:00 poster0 poster",  "23:35:00 core0 bus-am", "23:40:00 core1 bus-am",
                "23:46:00 leaf bus-am",     "00:06:00 core1 bus-am", "00:12:00 core2 bus-am",
                "00:19:00 leaf bus-am",     "00:39:00 core0 bus-am", "00:44:00 core1 bus-am",
                "00:50:00 leaf bus-am cut", "01:01:00 core0 city",   "01:06:00 core1 city",
                "01:12:00 core2 city",      "01:19:00 core0 city",   "01:24:00 core1 city",
                "01:30:00 (card)",          "14:00:00 (dark) night",
            }));
}

// A feed with a bit of everything, from a seed.
Sample random_sample(unsigned seed) {
  std::mt19937 random(seed);
  const auto pick = [&](int low, int high) { return std::uniform_int_distribution(low, high)(random); };
  const std::array zones{"Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns",
                         "Pacific/Apia"};
  Sample sample(zones[seed % zones.size()]);
  for (int list = pick(1, 4); list > 0; --list) {
    std::vector<milliseconds> durations;
    for (int i = 0; i < pick(1, 5); ++i)
      durations.push_back(milliseconds(pick(5'000, pick(6'000, 1'500'000))));
    const auto flat = sample.clips("p" + std::to_string(list) + "-", durations);
    const auto take = pick(0, 1) == 0 ? std::nullopt : std::optional(pick(1, 4));
    sample.playlist("n" + std::to_string(list), {TakeItem{flat, take}, sample.feed.playlists[flat].items[0]});
  }
  for (int i = pick(0, 12); i > 0; --i) {
    std::vector<config::Hours> windows;
    for (int n = pick(0, 3); n > 0; --n) {
      const int begin = pick(0, 1439);
      windows.push_back({begin, (begin + pick(1, 1439)) % 1440 + (begin == 0 ? 1 : 0)});
    }
    const std::string id = "e" + std::to_string(pick(0, 99)) + "-" + std::to_string(i);
    config::Entry& entry = sample.loop(id,
                                       static_cast<std::uint32_t>(pick(0, 1 << 20)) %
                                           static_cast<std::uint32_t>(sample.feed.playlists.size()),
                                       windows);
    entry.priority = pick(0, 2);
    entry.share = pick(1, 5);
    if (pick(0, 5) == 0) {
      entry.mode = config::Mode::dark;
      entry.playlist.reset();
    }
    if (pick(0, 4) == 0) entry.screens.all = {"campus"};
    if (pick(0, 4) == 0) entry.days = {static_cast<DayRule>(pick(0, 8))};
    if (pick(0, 6) == 0)
      entry.until = std::chrono::sys_days(date(2026, 10, 24)) + std::chrono::days(pick(-1, 1));
  }
  return sample;
}

config::Date random_date(unsigned seed) {
  const std::array dates{date(2026, 10, 24), date(2026, 3, 28), date(2026, 10, 3), date(2026, 4, 4),
                         date(2026, 11, 23)};
  return dates[(seed / 7) % dates.size()];
}

TEST(Compile, VolumesAndGainsReachTheRundown) {
  Sample sample;
  sample.loop("a", sample.clips("p", {std::chrono::minutes(10)}));
  sample.feed.entries[0].volume = 0.8;
  sample.feed.assets[0].gain_db = -3.2;
  const Rundown rundown = sample.rundown(date(2026, 11, 23));
  ASSERT_EQ(rundown.manners.size(), 1U);
  EXPECT_EQ(rundown.manners[0].volume, 0.8);
  EXPECT_EQ(rundown.assets.at(0).gain_db, -3.2);
}

TEST(Compile, SlotsOfAnyFeedAreContiguousAndLawful) {
  for (unsigned seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Sample sample = random_sample(seed);
    const Rundown rundown = sample.rundown(random_date(seed));
    ASSERT_FALSE(rundown.slots.empty());
    Wall at = rundown.start;
    std::uint32_t segment = 0;
    for (const Slot& slot : rundown.slots) {
      ASSERT_EQ(slot.start, at);
      ASSERT_LT(slot.start, slot.end);
      ASSERT_GE(slot.segment, segment);
      const Segment& its = rundown.segments.at(slot.segment);
      ASSERT_TRUE(its.start <= slot.start && slot.start < its.end);
      ASSERT_EQ(slot.shows, its.shows);
      ASSERT_EQ(slot.asset == kNone, !is_item(slot.shows));
      ASSERT_EQ(slot.entry == kNone, slot.shows == Shows::card);
      if (slot.entry != kNone) {
        ASSERT_EQ(rundown.weights.at(slot.entry).priority, its.priority);
      }
      if (!is_item(slot.shows)) {
        ASSERT_EQ(slot.end, its.end);
      }
      at = slot.end;
      segment = slot.segment;
    }
    ASSERT_EQ(at, rundown.end);
    Wall edge = rundown.start;
    for (const Segment& one : rundown.segments) {
      ASSERT_EQ(one.start, edge);
      ASSERT_LT(one.start, one.end);
      edge = one.end;
    }
    ASSERT_EQ(edge, rundown.end);
  }
}

// When `entry`, which plays in segment `index`, first stops playing after it.
Wall stops_playing(const Rundown& rundown, std::uint32_t entry, std::size_t index) {
  while (++index < rundown.segments.size()) {
    if (rule_at(rundown, entry, rundown.segments[index].start) != Rule::plays)
      return rundown.segments[index].start;
  }
  return rundown.end;
}

TEST(Compile, AnItemIsCutOnlySixtySecondsAfterItsEntryStoppedPlayingOrAtTheDaysEdge) {
  for (unsigned seed = 1; seed <= 400; ++seed) {
    const Rundown rundown = random_sample(seed).rundown(random_date(seed));
    for (const Slot& slot : rundown.slots) {
      if (slot.shows != Shows::asset) continue;
      const Wall limit =
          std::min(stops_playing(rundown, slot.entry, slot.segment) + kOverrunMax, rundown.end);
      ASSERT_LE(slot.end, limit) << "seed " << seed << ' ' << text_of(rundown, slot);
      if (slot.cut) {
        ASSERT_EQ(slot.end, limit) << "seed " << seed << ' ' << text_of(rundown, slot);
      }
    }
  }
}

TEST(Compile, TheSameInputGivesTheSameRundown) {
  for (unsigned seed = 1; seed <= 50; ++seed) {
    EXPECT_EQ(random_sample(seed).rundown(), random_sample(seed).rundown()) << "seed " << seed;
  }
}

TEST(Compile, TheOrderOfTheEntriesInTheDocumentDoesNotMatter) {
  for (unsigned seed = 1; seed <= 100; ++seed) {
    Sample sample = random_sample(seed);
    const Rundown one = sample.rundown(random_date(seed));
    std::reverse(sample.feed.entries.begin(), sample.feed.entries.end());
    const Rundown other = sample.rundown(random_date(seed));
    EXPECT_EQ(slots_between(one, one.start, one.end), slots_between(other, other.start, other.end))
        << "seed " << seed;
  }
}

TEST(DayOf, IsTheDateBeforeUntilFour) {
  Sample sample("Asia/Shanghai");
  EXPECT_EQ(day_of(sample.feed, sample.screen, utc(date(2026, 11, 22), 20))->date, kMonday);
  EXPECT_EQ(day_of(sample.feed, sample.screen, utc(date(2026, 11, 22), 19, 59, 59, 999))->date,
            date(2026, 11, 22));
}

TEST(DayOf, AnUnknownZoneIsAnError) {
  Sample sample;
  sample.screen.timezone = "Mars/Base";
  EXPECT_EQ(
      day_of(sample.feed, sample.screen, Wall{}).error().message,
      "screen bus-17: timezone: \"Mars/Base\" is not in the time zone database of this machine; use an IANA "
      "name such as \"Asia/Shanghai\"");
}

TEST(DayOf, TheDayOfTheEndIsTheNextDay) {
  Sample sample("Europe/Berlin");
  for (const config::Date on : {date(2026, 3, 28), date(2026, 10, 24), date(2026, 12, 31)}) {
    const Rundown rundown = sample.rundown(on);
    EXPECT_EQ(day_of(sample.feed, sample.screen, rundown.start)->date, on);
    const config::Date next = day_of(sample.feed, sample.screen, rundown.end)->date;
    EXPECT_EQ(sample.rundown(next).start, rundown.end);
  }
}

TEST(Extend, PutsTheNextDayBehind) {
  Sample sample;
  sample.loop("mon", sample.clips("p", {hours(9), hours(9)})).days = {DayRule::mon};
  sample
      .loop("tue", sample.playlist("both", {sample.feed.playlists[0].items[1],
                                            config::AssetItem{sample.asset("new"), hours(9)}}))
      .days = {DayRule::tue};
  Rundown rundown = sample.rundown();
  const Rundown next = sample.rundown(date(2026, 11, 24));
  const Lines today = slots_between(rundown, rundown.start, rundown.end);
  extend(rundown, next);
  EXPECT_EQ(rundown.end, next.end);
  EXPECT_EQ(slots_between(rundown, rundown.start, next.start), today);
  EXPECT_EQ(slots_between(rundown, next.start, next.end), slots_between(next, next.start, next.end));
  ASSERT_EQ(rundown.assets.size(), 3U);  // p0 p1 new, each once
  EXPECT_EQ(rundown.assets[2].name, "new");
  for (const Slot& slot : rundown.slots) {
    const Segment& its = rundown.segments.at(slot.segment);
    EXPECT_TRUE(its.start <= slot.start && slot.start < its.end);
  }
}

TEST(Extend, AVerdictThatGoesOnStaysOne) {
  Sample sample;
  const auto list = sample.clips("p", {hours(1)});
  sample.loop("always", list);
  sample.loop("morning", list, {from_to(7, 0, 9, 0)});
  Rundown rundown = sample.rundown();
  extend(rundown, sample.rundown(date(2026, 11, 24)));
  const config::Date tuesday = date(2026, 11, 24);
  EXPECT_EQ(rundown.verdicts, (std::vector<Verdict>{{utc(kMonday, 4), 0, Rule::plays},
                                                    {utc(kMonday, 4), 1, Rule::hours},
                                                    {utc(kMonday, 7), 1, Rule::plays},
                                                    {utc(kMonday, 9), 1, Rule::hours},
                                                    {utc(tuesday, 7), 1, Rule::plays},
                                                    {utc(tuesday, 9), 1, Rule::hours}}));
}

TEST(Extend, WhyIsTheSameAsInTheDayByItself) {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    const Sample sample = random_sample(seed);
    Rundown both = sample.rundown(random_date(seed));
    const Rundown first = both;
    const Rundown next = sample.rundown(day_of(sample.feed, sample.screen, both.end)->date);
    extend(both, next);
    for (std::size_t i = 0; i < both.slots.size(); ++i) {
      const bool today = i < first.slots.size();
      const Rundown& alone = today ? first : next;
      const Slot& slot = alone.slots[today ? i : i - first.slots.size()];
      ASSERT_EQ(why(both, both.slots[i]), why(alone, slot)) << "seed " << seed << " slot " << i;
    }
  }
}

TEST(ExtendDeathTest, ADayThatDoesNotFollowIsABrokenInvariant) {
  Sample sample;
  Rundown rundown = sample.rundown();
  const Rundown far = sample.rundown(date(2026, 11, 25));
  EXPECT_DEATH(extend(rundown, far), "next.start == rundown.end");
}

}  // namespace
}  // namespace kepu::scheduler
