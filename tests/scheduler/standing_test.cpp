#include "scheduler/standing.h"

#include <gtest/gtest.h>

#include "tests/scheduler/sample.h"

namespace kepu::scheduler {
namespace {

using config::DayRule;
using config::Entry;

// "04:00:00 hours, 07:00:00 plays, ...": the verdicts of `entry`, in UTC.
std::string verdicts(const Entry& entry, config::Date on = date(2026, 11, 23),
                     const std::string& zone = "Etc/UTC") {
  const auto local = LocalTime::of(zone, on);
  std::vector<Verdict> list;
  Recurrences recurrences({plus_days(on, -1), on, plus_days(on, 1)});
  add_verdicts(entry, 5, Rule::plays, *local, broadcast_day(*local, {}, on), recurrences, list);
  std::string text;
  for (const Verdict& verdict : list) {
    EXPECT_EQ(verdict.entry, 5U);
    const char* rule = verdict.rule == Rule::plays   ? "plays"
                       : verdict.rule == Rule::dark  ? "dark"
                       : verdict.rule == Rule::date  ? "date"
                       : verdict.rule == Rule::days  ? "days"
                       : verdict.rule == Rule::hours ? "hours"
                                                     : "?";
    text += (text.empty() ? "" : ", ") + clock_text(verdict.since) + ' ' + rule;
  }
  return text;
}

Entry at_hours(std::vector<config::Hours> list) {
  Entry entry;
  entry.hours = std::move(list);
  return entry;
}

TEST(Standing, WithoutHoursAnEntryIsActiveAllDay) { EXPECT_EQ(verdicts({}), "04:00:00 plays"); }

TEST(Standing, HoursAreHalfOpen) {
  EXPECT_EQ(verdicts(at_hours({from_to(7, 0, 9, 0)})), "04:00:00 hours, 07:00:00 plays, 09:00:00 hours");
}

TEST(Standing, WindowsThatTouchOrOverlapAreOne) {
  EXPECT_EQ(verdicts(at_hours({from_to(9, 0, 10, 0), from_to(7, 0, 9, 0), from_to(8, 0, 9, 30)})),
            "04:00:00 hours, 07:00:00 plays, 10:00:00 hours");
}

TEST(Standing, AWindowIsClippedToTheDay) {
  EXPECT_EQ(verdicts(at_hours({from_to(3, 0, 5, 0)})), "04:00:00 plays, 05:00:00 hours, 03:00:00 plays");
}

TEST(Standing, AWindowPastMidnightBelongsToTheEveningOnWhichItBegan) {
  Entry entry = at_hours({from_to(22, 0, 1, 0)});
  entry.days = {DayRule::mon};
  EXPECT_EQ(verdicts(entry, date(2026, 11, 23)), "04:00:00 hours, 22:00:00 plays, 01:00:00 days");
  EXPECT_EQ(verdicts(entry, date(2026, 11, 22)), "04:00:00 days, 01:00:00 hours");
}

TEST(Standing, AWindowOfTheDayBeforeReachesIntoTheMorning) {
  Entry entry = at_hours({from_to(22, 0, 6, 0)});
  entry.until = date(2026, 11, 22);
  EXPECT_EQ(verdicts(entry, date(2026, 11, 23)), "04:00:00 plays, 06:00:00 date");
}

TEST(Standing, WithoutHoursTheDayRulesHoldFromMidnightToMidnight) {
  Entry entry;
  entry.days = {DayRule::mon};
  EXPECT_EQ(verdicts(entry, date(2026, 11, 23)), "04:00:00 plays, 00:00:00 days");
  EXPECT_EQ(verdicts(entry, date(2026, 11, 22)), "04:00:00 days, 00:00:00 plays");
}

TEST(Standing, UntilEndsAtMidnightNotAtFour) {
  Entry entry;
  entry.until = date(2026, 11, 23);
  EXPECT_EQ(verdicts(entry), "04:00:00 plays, 00:00:00 date");
}

TEST(Standing, AWindowKeptOutByItsDateSaysSoAfterMidnightToo) {
  Entry entry = at_hours({from_to(22, 0, 1, 0)});
  entry.except = {date(2026, 11, 23)};
  EXPECT_EQ(verdicts(entry), "04:00:00 date, 01:00:00 hours");
}

TEST(Standing, AnHourThatDoesNotExistMakesNoWindow) {
  EXPECT_EQ(verdicts(at_hours({from_to(2, 0, 3, 0)}), date(2026, 3, 28), "Europe/Berlin"), "03:00:00 hours");
  // From 02:30, which moves forward to 03:00, to 03:30.
  EXPECT_EQ(verdicts(at_hours({from_to(2, 30, 3, 30)}), date(2026, 3, 28), "Europe/Berlin"),
            "03:00:00 hours, 01:00:00 plays, 01:30:00 hours");
}

TEST(Standing, AWindowThatEndsAtATimeThatOccursTwiceEndsAtTheFirst) {
  // 24 October, summer time; the 25th goes from 03:00 back to 02:00 at 01:00 UTC.
  EXPECT_EQ(verdicts(at_hours({from_to(1, 0, 2, 30)}), date(2026, 10, 24), "Europe/Berlin"),
            "02:00:00 hours, 23:00:00 plays, 00:30:00 hours");
  EXPECT_EQ(verdicts(at_hours({from_to(2, 30, 3, 0)}), date(2026, 10, 24), "Europe/Berlin"),
            "02:00:00 hours, 00:30:00 plays, 02:00:00 hours");
}

TEST(Standing, VerdictsAreAddedBehindThoseOfOtherEntries) {
  const config::Date on = date(2026, 11, 23);
  const auto local = LocalTime::of("Etc/UTC", on);
  std::vector<Verdict> list{{utc(on, 4), 0, Rule::plays}};
  Recurrences recurrences({plus_days(on, -1), on, plus_days(on, 1)});
  add_verdicts({}, 1, Rule::plays, *local, broadcast_day(*local, {}, on), recurrences, list);
  EXPECT_EQ(list, (std::vector<Verdict>{{utc(on, 4), 0, Rule::plays}, {utc(on, 4), 1, Rule::plays}}));
}

TEST(Standing, MidnightIsWhereTheDatesChange) {
  const config::Date on = date(2026, 11, 23);
  const auto day = broadcast_day(*LocalTime::of("Asia/Shanghai", on), {}, on);
  EXPECT_EQ(day.midnight, utc(on, 16));
  EXPECT_EQ(day.dates[0].date, date(2026, 11, 22));
  EXPECT_EQ(day.dates[2].date, date(2026, 11, 24));
}

}  // namespace
}  // namespace kepu::scheduler
