#include "scheduler/recurrence.h"

#include <gtest/gtest.h>

#include "tests/scheduler/oracle/recurs.h"
#include "tests/scheduler/random_rules.h"
#include "tests/scheduler/sample.h"
#include "tests/scheduler/seeds.h"

namespace kepu::scheduler {
namespace {

// The days of November 2026 on which `rule` falls: "7 14".
std::string november(const std::string& rule, config::Date first = date(2026, 1, 1)) {
  std::string days;
  for (unsigned day = 1; day <= 30; ++day) {
    const auto recurs = recurs_on(rule, first, date(2026, 11, day));
    if (!recurs) return recurs.error().message;
    if (*recurs) days += (days.empty() ? "" : " ") + std::to_string(day);
  }
  return days;
}

TEST(Recurrence, TheFirstSaturdayOfTheMonth) { EXPECT_EQ(november("FREQ=MONTHLY;BYDAY=1SA"), "7"); }
TEST(Recurrence, TheLastFriday) { EXPECT_EQ(november("FREQ=MONTHLY;BYDAY=-1FR"), "27"); }
TEST(Recurrence, EveryOtherWeekCountsFromTheFirstDate) {
  EXPECT_EQ(november("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", date(2026, 11, 2)), "2 16 30");
  EXPECT_EQ(november("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", date(2026, 10, 26)), "9 23");
}
TEST(Recurrence, EveryOtherSundayBeginsWithThatOfTheFirstWeek) {
  EXPECT_EQ(november("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", date(2026, 10, 29)), "1 15 29");
  EXPECT_EQ(november("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;COUNT=2", date(2026, 10, 29)), "1 15");
  EXPECT_EQ(november("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU", date(2026, 10, 29)), "8 22");
  EXPECT_EQ(november("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=WE", date(2026, 10, 29)), "3 17");
}
TEST(Recurrence, EveryThirdDay) {
  EXPECT_EQ(november("FREQ=DAILY;INTERVAL=10", date(2026, 10, 28)), "7 17 27");
}
TEST(Recurrence, NothingBeforeTheFirstDate) {
  EXPECT_EQ(november("FREQ=WEEKLY;BYDAY=SU", date(2026, 11, 10)), "15 22 29");
}
TEST(Recurrence, CountEndsIt) {
  EXPECT_EQ(november("FREQ=DAILY;COUNT=3", date(2026, 11, 5)), "5 6 7");
  EXPECT_EQ(november("FREQ=WEEKLY;COUNT=2;BYDAY=MO", date(2026, 11, 3)), "9 16");
}
TEST(Recurrence, UntilIsInclusive) { EXPECT_EQ(november("FREQ=WEEKLY;BYDAY=SU;UNTIL=20261115"), "1 8 15"); }
TEST(Recurrence, OnceAYear) { EXPECT_EQ(november("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=9"), "9"); }
TEST(Recurrence, TheLastWorkingDay) {
  EXPECT_EQ(november("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"), "30");
}
TEST(Recurrence, ADateThatNeverComesIsNoRule) {
  EXPECT_FALSE(recurs_on("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", date(2026, 1, 1), date(2026, 11, 1)));
}

TEST(Recurrence, WhatCannotBeReadIsSaid) {
  for (const char* rule : {"every day", "FREQ=HOURLY", "FREQ=SECONDLY", "FREQ=DAILY;BYHOUR=9",
                           "FREQ=DAILY;COUNT=99999", "FREQ=DAILY;BYDAY=XX", "FREQ=", ";;;"}) {
    const auto recurs = recurs_on(rule, date(2026, 1, 1), date(2026, 11, 1));
    ASSERT_FALSE(recurs) << rule;
    EXPECT_EQ(recurs.error().kind, Kind::invalid);
    EXPECT_TRUE(recurs.error().message.starts_with('"' + std::string(rule) +
                                                   "\" is not a rule of recurrence by days"));
  }
}

// libical against the RFC's words read anew, on the days of about six weeks.
TEST(Recurrence, AgreesWithAPlainReadingOfTheRfc) {
  for (const unsigned seed : seeds(600)) {
    Dice dice(seed);
    const config::Date about = date(2027, 3, static_cast<unsigned>(dice.pick(1, 28)));
    const std::chrono::sys_days first = std::chrono::sys_days(about) - std::chrono::days(dice.pick(0, 400));
    // Weekly rules with an interval are where libical is wrong.
    const std::string rule = dice.chance(30) ? "FREQ=WEEKLY;INTERVAL=" + std::to_string(dice.pick(2, 4)) +
                                                   ";BYDAY=" + (dice.chance(50) ? "SU" : "TU,SU")
                                             : random_rrule(dice, about, true);
    const oracle::Recurrence plain(rule, first);
    for (int day = -3; day <= 40; ++day) {
      const std::chrono::sys_days on = std::chrono::sys_days(about) + std::chrono::days(day);
      ASSERT_EQ(*recurs_on(rule, first, on), plain.has(on))
          << "seed " << seed << ": " << rule << ", day " << day;
    }
  }
}

TEST(Recurrences, AnEntryWithoutARuleRecursEveryDay) {
  Recurrences recurrences({date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 24)});
  EXPECT_EQ(recurrences.of({}), (Recurrences::Answer{true, true, true}));
}

TEST(Recurrences, EntriesWithOneRuleAndDifferentBeginningsDiffer) {
  Recurrences recurrences({date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 24)});
  config::Entry entry;
  entry.rrule = "FREQ=DAILY;INTERVAL=2";
  entry.from = date(2026, 11, 1);
  EXPECT_EQ(recurrences.of(entry), (Recurrences::Answer{false, true, false}));
  entry.from = date(2026, 11, 2);
  EXPECT_EQ(recurrences.of(entry), (Recurrences::Answer{true, false, true}));
}

TEST(UnreadableRules, AreNamedInEntriesAndOverlays) {
  Sample sample;
  const auto list = sample.clips("p", {minutes(30)});
  sample.loop("a", list).rrule = "FREQ=DAILY";
  sample.loop("b", list).rrule = "FREQ=HOURLY";
  sample.feed.overlays.emplace_back().rrule = "every day";
  const config::Faults faults = unreadable_rules(sample.feed);
  ASSERT_EQ(faults.size(), 2U);
  EXPECT_EQ(faults[0].pointer, "/entries/1/rrule");
  EXPECT_EQ(faults[1].pointer, "/overlays/0/rrule");
  EXPECT_NE(faults[1].message.find("this overlay never shows"), std::string::npos);
}

TEST(Compile, AnRruleIsAskedOfTheDateOnWhichTheWindowBegan) {
  Sample sample;
  sample.loop("a", sample.clips("p", {minutes(30)}), {from_to(22, 0, 1, 0)}).rrule = "FREQ=WEEKLY;BYDAY=MO";
  EXPECT_EQ(airtime_of(sample.rundown(date(2026, 11, 23)), "a"), "22:00:00-01:00:00");
  EXPECT_EQ(airtime_of(sample.rundown(date(2026, 11, 24)), "a"), "");
}

}  // namespace
}  // namespace kepu::scheduler
