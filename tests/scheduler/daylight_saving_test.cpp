// Days on which clocks change, against tables worked out by hand: what is on the screen of each zone, in UTC.
// The changes themselves are those of the tz database's text (tzdata.zi), given above each table.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "tests/scheduler/sample.h"

namespace kepu::scheduler {
namespace {

using Table = std::vector<std::string>;

// "28 03:00:00": day of the month and time, in UTC.
std::string stamp(Wall at) {
  const config::Date on(std::chrono::floor<std::chrono::days>(at));
  const unsigned day = static_cast<unsigned>(on.day());
  return (day < 10 ? "0" : "") + std::to_string(day) + ' ' + clock_text(at);
}

// The whole day, the same entry's slots joined: "28 03:00:00-29 00:00:00 card". Every item lasts a minute, so
// nothing overruns the whole minutes on which windows end.
Table table(const std::string& zone, config::Date on,
            const std::vector<std::pair<std::string, config::Hours>>& windows) {
  Sample sample(zone);
  const std::uint32_t list = sample.clips("p", {minutes(1)});
  int priority = 0;  // of windows that overlap the later one is seen
  for (const auto& [id, at] : windows) sample.loop(id, list, {at}).priority = ++priority;
  const Rundown rundown = sample.rundown(on);
  Table lines;
  Wall begin = rundown.start;
  const auto entry = [&](std::size_t slot) {
    const std::uint32_t one = rundown.slots[slot].entry;
    return one == kNone ? std::string("card") : rundown.entries[one];
  };
  for (std::size_t i = 0; i < rundown.slots.size(); ++i) {
    const bool last = i + 1 == rundown.slots.size();
    if (!last && entry(i + 1) == entry(i)) continue;
    lines.push_back(stamp(begin) + '-' + stamp(rundown.slots[i].end) + ' ' + entry(i));
    begin = rundown.slots[i].end;
  }
  return lines;
}

const std::vector<std::pair<std::string, config::Hours>> kNight{{"evening", from_to(22, 0, 1, 0)},
                                                                {"early", from_to(1, 30, 2, 30)},
                                                                {"two", from_to(2, 0, 3, 0)},
                                                                {"late", from_to(2, 30, 3, 30)}};

// ---- Europe/Berlin

// Sunday 28 March 2027, 01:00 UTC: 02:00 +1 becomes 03:00 +2. The night belongs to the broadcast day of the
// 27th: 04:00 +1 (03:00 UTC) to 04:00 +2 (02:00 UTC), 23 hours. evening: 22:00 +1 to 01:00 +1 is 21:00 to
// 00:00 UTC. early: 01:30 +1 to 02:30, which does not exist: the first time that does is 03:00 +2. 00:30 to
// 01:00 UTC. two: both ends are that instant: nothing. late: from that instant to 03:30 +2, 01:30 UTC.
TEST(DaylightSaving, BerlinInSpring) {
  EXPECT_EQ(table("Europe/Berlin", date(2027, 3, 27), kNight),
            (Table{"27 03:00:00-27 21:00:00 card", "27 21:00:00-28 00:00:00 evening",
                   "28 00:00:00-28 00:30:00 card", "28 00:30:00-28 01:00:00 early",
                   "28 01:00:00-28 01:30:00 late", "28 01:30:00-28 02:00:00 card"}));
}

// The day after it is an ordinary one at +2: 02:00 UTC to 02:00 UTC.
TEST(DaylightSaving, BerlinTheDayAfter) {
  EXPECT_EQ(
      table("Europe/Berlin", date(2027, 3, 28), kNight),
      (Table{"28 02:00:00-28 20:00:00 card", "28 20:00:00-28 23:00:00 evening",
             "28 23:00:00-28 23:30:00 card", "28 23:30:00-29 00:00:00 early", "29 00:00:00-29 00:30:00 two",
             "29 00:30:00-29 01:30:00 late", "29 01:30:00-29 02:00:00 card"}));
}

// Sunday 25 October 2026, 01:00 UTC: 03:00 +2 becomes 02:00 +1. 04:00 +2 (02:00 UTC) to 04:00 +1 (03:00 UTC),
// 25 hours. 02:00 and 02:30 occur twice, at 00:00 and 00:30 UTC first; 03:00 and 03:30 occur once, at 02:00
// and 02:30 UTC (03:00 +2 is the change itself: the clock shows 02:00). evening: 20:00 to 23:00 UTC. early:
// 01:30 +2 (23:30) to 00:30. two: 00:00 to 02:00, two hours. late: 00:30 to 02:30, two hours, before "two" by
// its priority.
TEST(DaylightSaving, BerlinInAutumn) {
  EXPECT_EQ(
      table("Europe/Berlin", date(2026, 10, 24), kNight),
      (Table{"24 02:00:00-24 20:00:00 card", "24 20:00:00-24 23:00:00 evening",
             "24 23:00:00-24 23:30:00 card", "24 23:30:00-25 00:00:00 early", "25 00:00:00-25 00:30:00 two",
             "25 00:30:00-25 02:30:00 late", "25 02:30:00-25 03:00:00 card"}));
}

// ---- America/St_Johns

// Sunday 14 March 2027, 05:30 UTC: 02:00 -3:30 becomes 03:00 -2:30. From 04:00 -3:30 (07:30 UTC) to 04:00
// -2:30 (06:30 UTC). evening: 01:30 to 04:30 UTC of the 14th. early: 05:00 to the change at 05:30. late: from
// there to 03:30 -2:30, 06:00 UTC.
TEST(DaylightSaving, StJohnsInSpring) {
  EXPECT_EQ(table("America/St_Johns", date(2027, 3, 13), kNight),
            (Table{"13 07:30:00-14 01:30:00 card", "14 01:30:00-14 04:30:00 evening",
                   "14 04:30:00-14 05:00:00 card", "14 05:00:00-14 05:30:00 early",
                   "14 05:30:00-14 06:00:00 late", "14 06:00:00-14 06:30:00 card"}));
}

// Sunday 1 November 2026, 04:30 UTC: 02:00 -2:30 becomes 01:00 -3:30. From 04:00 -2:30 (06:30 UTC) to 04:00
// -3:30 (07:30 UTC). 01:00 and 01:30 occur twice, at 03:30 and 04:00 UTC first. 02:00 occurs once, at 05:30
// (02:00 -2:30 is the change, the clock shows 01:00), 02:30 at 06:00, 03:00 at 06:30, 03:30 at 07:00.
// evening: 22:00 -2:30 (00:30 UTC) to the first 01:00 (03:30). early: 04:00 to 06:00, two hours; "two" comes
// before it at 05:30, "late" before that at 06:00.
TEST(DaylightSaving, StJohnsInAutumn) {
  EXPECT_EQ(
      table("America/St_Johns", date(2026, 10, 31), kNight),
      (Table{"31 06:30:00-01 00:30:00 card", "01 00:30:00-01 03:30:00 evening",
             "01 03:30:00-01 04:00:00 card", "01 04:00:00-01 05:30:00 early", "01 05:30:00-01 06:00:00 two",
             "01 06:00:00-01 07:00:00 late", "01 07:00:00-01 07:30:00 card"}));
}

// Until 2011 its clocks changed at 00:01: on Sunday 7 November 2010, 02:31 UTC, 00:01 -2:30 became 23:01
// -3:30 of the Saturday. The minute from 00:00 occurs twice, at 02:30 and at 03:30 UTC, and so does the hour
// from 23:01 before. A date that was begun goes on from its first 00:00. 22:00-01:00 of Saturday is from
// 00:30 UTC to 04:30 (01:00 -3:30, once): four hours. 00:00-00:30 of Sunday is from 02:30 to 04:00 UTC.
// 23:30-00:00 of Saturday is from 02:00 to 02:30 UTC, both their first.
TEST(DaylightSaving, StJohnsWentBackIntoTheDayBefore) {
  EXPECT_EQ(table("America/St_Johns", date(2010, 11, 6),
                  {{"evening", from_to(22, 0, 1, 0)},
                   {"midnight", from_to(0, 0, 0, 30)},
                   {"last", from_to(23, 30, 24, 0)}}),
            (Table{"06 06:30:00-07 00:30:00 card", "07 00:30:00-07 02:00:00 evening",
                   "07 02:00:00-07 02:30:00 last", "07 02:30:00-07 04:00:00 midnight",
                   "07 04:00:00-07 04:30:00 evening", "07 04:30:00-07 07:30:00 card"}));
}

// ---- Australia/Lord_Howe, by half an hour

// Sunday 4 October 2026, 15:30 UTC of the 3rd: 02:00 +10:30 becomes 02:30 +11. From 04:00 +10:30 (17:30 UTC
// of the 2nd) to 04:00 +11 (17:00 UTC of the 3rd), 23.5 hours. evening: 22:00 +10:30 (11:30) to 01:00 +10:30
// (14:30). early: 15:00 to 02:30 +11, the change: 15:30. two: from the change (02:00 does not exist) to 03:00
// +11, 16:00; "late", before it, from the change to 03:30 +11, 16:30.
TEST(DaylightSaving, LordHoweInSpring) {
  EXPECT_EQ(table("Australia/Lord_Howe", date(2026, 10, 3), kNight),
            (Table{"02 17:30:00-03 11:30:00 card", "03 11:30:00-03 14:30:00 evening",
                   "03 14:30:00-03 15:00:00 card", "03 15:00:00-03 15:30:00 early",
                   "03 15:30:00-03 16:30:00 late", "03 16:30:00-03 17:00:00 card"}));
}

// Two windows about the half hour that is left out, without "late": 02:00-03:00 lasts half an hour,
// 02:00-02:30 none, 01:45-02:15 a quarter.
TEST(DaylightSaving, LordHoweLeavesOutHalfAnHour) {
  EXPECT_EQ(
      table(
          "Australia/Lord_Howe", date(2026, 10, 3),
          {{"two", from_to(2, 0, 3, 0)}, {"half", from_to(2, 0, 2, 30)}, {"quarter", from_to(1, 45, 2, 15)}}),
      (Table{"02 17:30:00-03 15:15:00 card", "03 15:15:00-03 15:30:00 quarter", "03 15:30:00-03 16:00:00 two",
             "03 16:00:00-03 17:00:00 card"}));
}

// Sunday 4 April 2027, 15:00 UTC of the 3rd: 02:00 +11 becomes 01:30 +10:30. From 04:00 +11 (17:00 UTC of the
// 2nd) to 04:00 +10:30 (17:30 UTC of the 3rd), 24.5 hours. 01:30 occurs twice, at 14:30 and 15:00 UTC; 02:00
// once, at 15:30 (02:00 +11 is the change, the clock shows 01:30), 02:30 at 16:00, 03:00 at 16:30, 03:30 at
// 17:00. evening: 22:00 +11 (11:00) to 14:00. early: 14:30 to 16:00, an hour and a half; "two" comes before
// it at 15:30, "late" before that at 16:00.
TEST(DaylightSaving, LordHoweInAutumn) {
  EXPECT_EQ(
      table("Australia/Lord_Howe", date(2027, 4, 3), kNight),
      (Table{"02 17:00:00-03 11:00:00 card", "03 11:00:00-03 14:00:00 evening",
             "03 14:00:00-03 14:30:00 card", "03 14:30:00-03 15:30:00 early", "03 15:30:00-03 16:00:00 two",
             "03 16:00:00-03 17:00:00 late", "03 17:00:00-03 17:30:00 card"}));
}

// ---- zones whose offset changed in history

// Pyongyang, Friday 14 August 2015, 15:00 UTC: 24:00 +9 became 23:30 +8:30. 23:30 to 24:00 occurs twice, at
// 14:30 and at 15:00 UTC. From 04:00 +9 (19:00 UTC of the 13th) to 04:00 +8:30 (19:30 UTC of the 14th), 24.5
// hours. 22:00-01:00: 13:00 to 16:30 UTC. 23:30-00:00: 14:30 to 15:30 (00:00 of the 15th occurs once: 24:00
// +9 is the change, the clock shows 23:30), an hour.
TEST(DaylightSaving, PyongyangIn2015) {
  EXPECT_EQ(table("Asia/Pyongyang", date(2015, 8, 14),
                  {{"evening", from_to(22, 0, 1, 0)}, {"last", from_to(23, 30, 24, 0)}}),
            (Table{"13 19:00:00-14 13:00:00 card", "14 13:00:00-14 14:30:00 evening",
                   "14 14:30:00-14 15:30:00 last", "14 15:30:00-14 16:30:00 evening",
                   "14 16:30:00-14 19:30:00 card"}));
}

// Friday 4 May 2018, 15:00 UTC: 23:30 +8:30 became 24:00 +9. From 04:00 +8:30 (19:30 UTC of the 3rd) to 04:00
// +9 (19:00 UTC of the 4th), 23.5 hours. 22:00-01:00: 13:30 to 16:00 UTC, two and a half hours. 23:30-00:00
// did not happen; 23:00-23:45 ended at the change: 14:30 to 15:00.
TEST(DaylightSaving, PyongyangIn2018) {
  EXPECT_EQ(table("Asia/Pyongyang", date(2018, 5, 4),
                  {{"evening", from_to(22, 0, 1, 0)},
                   {"last", from_to(23, 30, 24, 0)},
                   {"late", from_to(23, 0, 23, 45)}}),
            (Table{"03 19:30:00-04 13:30:00 card", "04 13:30:00-04 14:30:00 evening",
                   "04 14:30:00-04 15:00:00 late", "04 15:00:00-04 16:00:00 evening",
                   "04 16:00:00-04 19:00:00 card"}));
}

// Kathmandu, 1 January 1986: 00:00 +5:30 became 00:15 +5:45, at 18:30 UTC. From 04:00 +5:30 (22:30 UTC) to
// 04:00 +5:45 (22:15 UTC). 00:00-01:00 of the 1st lasted three quarters of an hour: 18:30 to 19:15 UTC.
TEST(DaylightSaving, KathmanduIn1986) {
  EXPECT_EQ(table("Asia/Kathmandu", date(1985, 12, 31), {{"first", from_to(0, 0, 1, 0)}}),
            (Table{"30 22:30:00-31 18:30:00 card", "31 18:30:00-31 19:15:00 first",
                   "31 19:15:00-31 22:15:00 card"}));
}

// Samoa went from -10 to +14 at the end of 29 December 2011 (10:00 UTC of the 30th): there was no 30
// December. The broadcast day of the 29th runs from 04:00 -10 (14:00 UTC) to 04:00 of the 30th, which moves
// forward to 00:00 +14 of the 31st: 20 hours. 22:00-01:00 ends there, two hours after it began (08:00 UTC).
TEST(DaylightSaving, SamoaBeforeTheDayItSkipped) {
  EXPECT_EQ(table("Pacific/Apia", date(2011, 12, 29), {{"evening", from_to(22, 0, 1, 0)}}),
            (Table{"29 14:00:00-30 08:00:00 card", "30 08:00:00-30 10:00:00 evening"}));
}

// What is left of the broadcast day of the 30th is its end: 00:00 to 04:00 +14 of the 31st (10:00 to 14:00
// UTC). Of 22:00-01:00 of the 30th the hour after midnight is left, of 12:00-13:00 nothing.
TEST(DaylightSaving, SamoaOnTheDayItSkipped) {
  EXPECT_EQ(
      table(
          "Pacific/Apia", date(2011, 12, 30),
          {{"evening", from_to(22, 0, 1, 0)}, {"noon", from_to(12, 0, 13, 0)}, {"one", from_to(1, 0, 2, 0)}}),
      (Table{"30 10:00:00-30 11:00:00 evening", "30 11:00:00-30 12:00:00 one",
             "30 12:00:00-30 14:00:00 card"}));
}

// ---- spots on such days

// An hour of spots is an hour of real time since 04:00, not of the clock's: 25 hours have 25 of each.
TEST(DaylightSaving, ADayOfTwentyFiveHoursHasTwentyFiveHoursOfSpots) {
  Sample sample("Europe/Berlin");
  sample.loop("a", sample.clips("p", {seconds(10)}));
  config::Entry& spot = sample.loop("s", sample.clips("q", {seconds(20)}));
  spot.mode = config::Mode::spot;
  spot.per_hour = 4;
  const auto plays = [&](config::Date on) {
    const Rundown rundown = sample.rundown(on);
    return std::count_if(rundown.slots.begin(), rundown.slots.end(),
                         [](const Slot& slot) { return slot.entry == 1; });
  };
  EXPECT_EQ(plays(date(2026, 10, 24)), 100);
  EXPECT_EQ(plays(date(2027, 3, 27)), 92);
  EXPECT_EQ(plays(date(2026, 11, 23)), 96);
}

}  // namespace
}  // namespace kepu::scheduler
