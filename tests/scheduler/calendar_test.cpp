#include "scheduler/calendar.h"

#include <gtest/gtest.h>

#include "tests/scheduler/sample.h"

namespace kepu::scheduler {
namespace {

using config::Date;

LocalTime around(const std::string& zone, Date on) { return *LocalTime::of(zone, on); }

hours whole_hours(Span span) { return std::chrono::duration_cast<hours>(span.end - span.begin); }

TEST(LocalTime, AnUnknownZoneIsAnErrorThatSaysWhatWouldBeRight) {
  const auto local = LocalTime::of("Mars/Base", date(2026, 11, 23));
  ASSERT_FALSE(local);
  EXPECT_EQ(local.error().kind, Kind::invalid);
  EXPECT_EQ(local.error().message,
            "\"Mars/Base\" is not in the time zone database of this machine; use an IANA name such as "
            "\"Asia/Shanghai\"");
}

TEST(LocalTime, TheEmptyNameAndPathsAreUnknownZones) {
  for (const char* name : {"", "../../etc/passwd", "/etc/localtime", "asia/shanghai"}) {
    EXPECT_FALSE(LocalTime::of(name, date(2026, 11, 23))) << name;
  }
}

TEST(LocalTime, CountsMinutesFromMidnightAlsoPastTwentyFour) {
  const Date monday = date(2026, 11, 23);
  const auto local = around("Asia/Shanghai", monday);
  EXPECT_EQ(local.utc(monday, 0), utc(date(2026, 11, 22), 16));
  EXPECT_EQ(local.utc(monday, 7 * 60 + 30), utc(date(2026, 11, 22), 23, 30));
  EXPECT_EQ(local.utc(monday, 25 * 60), utc(monday, 17));
}

TEST(LocalTime, ATimeThatDoesNotExistMovesForwardToTheFirstThatDoes) {
  const Date spring = date(2026, 3, 29);
  const auto local = around("Europe/Berlin", spring);
  const Wall change = utc(spring, 1);
  EXPECT_EQ(local.utc(spring, 2 * 60 - 1), change - minutes(1));
  EXPECT_EQ(local.utc(spring, 2 * 60), change);
  EXPECT_EQ(local.utc(spring, 2 * 60 + 30), change);
  EXPECT_EQ(local.utc(spring, 3 * 60), change);
  EXPECT_EQ(local.utc(spring, 3 * 60 + 1), change + minutes(1));
}

TEST(LocalTime, ATimeThatOccursTwiceIsItsFirstOccurrence) {
  const Date autumn = date(2026, 10, 25);
  const auto local = around("Europe/Berlin", autumn);
  EXPECT_EQ(local.utc(autumn, 2 * 60), utc(autumn, 0));
  EXPECT_EQ(local.utc(autumn, 2 * 60 + 59), utc(autumn, 0, 59));
  EXPECT_EQ(local.utc(autumn, 3 * 60), utc(autumn, 2));
}

TEST(LocalTime, HalfAnHourOfSummerTimeInLordHowe) {
  const Date spring = date(2026, 10, 4);  // 02:00 becomes 02:30, +10:30 becomes +11:00
  const auto local = around("Australia/Lord_Howe", spring);
  const Wall change = utc(date(2026, 10, 3), 15, 30);
  EXPECT_EQ(local.utc(spring, 2 * 60 - 1), change - minutes(1));
  EXPECT_EQ(local.utc(spring, 2 * 60 + 15), change);
  EXPECT_EQ(local.utc(spring, 2 * 60 + 30), change);
}

TEST(LocalTime, AChangeOfTheZoneItselfInPyongyang) {
  const Date changed = date(2018, 5, 4);  // 23:30 became 24:00, +8:30 became +9
  const auto local = around("Asia/Pyongyang", changed);
  EXPECT_EQ(local.utc(changed, 23 * 60), utc(changed, 14, 30));
  EXPECT_EQ(local.utc(changed, 23 * 60 + 45), utc(changed, 15));
  EXPECT_EQ(local.utc(date(2018, 5, 5), 60), utc(changed, 16));
}

TEST(LocalTime, ALaterLocalTimeIsNeverAnEarlierInstant) {
  struct Case {
    const char* zone;
    Date on;
  };
  for (const Case& one :
       {Case{"Europe/Berlin", date(2026, 3, 29)}, Case{"Europe/Berlin", date(2026, 10, 25)},
        Case{"Australia/Lord_Howe", date(2026, 4, 5)}, Case{"Pacific/Apia", date(2011, 12, 30)},
        Case{"Asia/Shanghai", date(1986, 5, 4)}}) {
    const auto local = around(one.zone, one.on);
    for (int minute = -24 * 60; minute < 72 * 60; ++minute) {
      EXPECT_LE(local.utc(one.on, minute), local.utc(one.on, minute + 1)) << one.zone << ' ' << minute;
    }
  }
}

TEST(BroadcastDay, RunsFromFourToFourLocalTime) {
  const Date monday = date(2026, 11, 23);
  EXPECT_EQ(broadcast_day(around("Asia/Shanghai", monday), monday),
            (Span{utc(date(2026, 11, 22), 20), utc(monday, 20)}));
}

TEST(BroadcastDay, IsAnHourShorterOrLongerWhereTheClocksChange) {
  EXPECT_EQ(whole_hours(broadcast_day(around("Europe/Berlin", date(2026, 3, 28)), date(2026, 3, 28))),
            hours(23));
  EXPECT_EQ(whole_hours(broadcast_day(around("Europe/Berlin", date(2026, 3, 29)), date(2026, 3, 29))),
            hours(24));
  EXPECT_EQ(whole_hours(broadcast_day(around("Europe/Berlin", date(2026, 10, 24)), date(2026, 10, 24))),
            hours(25));
}

TEST(BroadcastDay, IsHalfAnHourShorterInLordHowe) {
  const Span day = broadcast_day(around("Australia/Lord_Howe", date(2026, 10, 3)), date(2026, 10, 3));
  EXPECT_EQ(day.end - day.begin, hours(23) + minutes(30));
}

TEST(BroadcastDay, OneThatSamoaSkippedIsWhatIsLeftOfIt) {
  const Date skipped = date(2011, 12, 30);
  const Span day = broadcast_day(around("Pacific/Apia", skipped), skipped);
  EXPECT_EQ(day, (Span{utc(skipped, 10), utc(skipped, 14)}));  // midnight to 04:00 of the 31st
  const Span before = broadcast_day(around("Pacific/Apia", date(2011, 12, 29)), date(2011, 12, 29));
  EXPECT_EQ(before.end, day.begin);
}

TEST(BroadcastDate, ChangesAtFourLocalTime) {
  const Date monday = date(2026, 11, 23);
  const Wall four = utc(date(2026, 11, 22), 20);
  EXPECT_EQ(*broadcast_date("Asia/Shanghai", four), monday);
  EXPECT_EQ(*broadcast_date("Asia/Shanghai", four - milliseconds(1)), date(2026, 11, 22));
}

TEST(BroadcastDate, EveryInstantLiesInTheDayThatItNames) {
  for (const char* zone :
       {"Europe/Berlin", "Australia/Lord_Howe", "Pacific/Kiritimati", "Pacific/Niue", "Pacific/Apia"}) {
    for (Wall at = utc(date(2011, 12, 25), 0); at < utc(date(2012, 1, 5), 0); at += minutes(30)) {
      const Date on = *broadcast_date(zone, at);
      const Span day = broadcast_day(around(zone, on), on);
      EXPECT_TRUE(day.begin <= at && at < day.end) << zone << ' ' << at.time_since_epoch().count();
    }
  }
}

TEST(BroadcastDate, AnUnknownZoneIsAnError) { EXPECT_FALSE(broadcast_date("Mars/Base", Wall{})); }

TEST(PlusDays, GoesOverTheEndOfMonthsAndYears) {
  EXPECT_EQ(plus_days(date(2026, 12, 31), 1), date(2027, 1, 1));
  EXPECT_EQ(plus_days(date(2028, 3, 1), -1), date(2028, 2, 29));
}

TEST(IsWorkday, MondayToFridayUnlessTheCalendarSaysOtherwise) {
  const config::Calendar none;
  EXPECT_TRUE(is_workday(none, date(2027, 2, 5)));   // Friday
  EXPECT_FALSE(is_workday(none, date(2027, 2, 6)));  // Saturday
  EXPECT_FALSE(is_workday(none, date(2027, 2, 7)));  // Sunday
  const config::Calendar festival{{date(2027, 2, 8)}, {date(2027, 2, 7)}};
  EXPECT_TRUE(is_workday(festival, date(2027, 2, 7)));   // a Sunday that makes up
  EXPECT_FALSE(is_workday(festival, date(2027, 2, 8)));  // a Monday off
}

}  // namespace
}  // namespace kepu::scheduler
