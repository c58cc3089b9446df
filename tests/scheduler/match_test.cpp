#include "scheduler/match.h"

#include <gtest/gtest.h>

#include "tests/scheduler/sample.h"

namespace kepu::scheduler {
namespace {

using config::DayRule;
using config::Entry;

const config::Screen kBus{{"bus-17"}, {"bus", "route:10"}, ""};

TEST(Matches, AnEmptyRuleIsEveryScreen) { EXPECT_TRUE(matches({}, kBus)); }

TEST(Matches, AllMeansEachOfThem) {
  EXPECT_TRUE(matches({{"bus", "route:10"}, {}, {}}, kBus));
  EXPECT_FALSE(matches({{"bus", "route:2"}, {}, {}}, kBus));
}

TEST(Matches, AnyMeansOneOfThem) {
  EXPECT_TRUE(matches({{}, {"route:2", "route:10"}, {}}, kBus));
  EXPECT_FALSE(matches({{}, {"route:2", "route:3"}, {}}, kBus));
}

TEST(Matches, NoneWinsOverAllAndAny) { EXPECT_FALSE(matches({{"bus"}, {"route:10"}, {"bus-17"}}, kBus)); }

TEST(Matches, TheIdIsOneOfTheTags) {
  EXPECT_TRUE(matches({{"bus-17"}, {}, {}}, kBus));
  EXPECT_FALSE(matches({{"bus-1"}, {}, {}}, kBus));
}

std::optional<Rule> refused_on(const Entry& entry, config::Date on, const config::Calendar& calendar = {}) {
  return refusal(entry, local_date(calendar, on));
}

TEST(Refusal, FromAndUntilAreBothInclusive) {
  Entry entry;
  entry.from = date(2026, 11, 1);
  entry.until = date(2026, 12, 31);
  EXPECT_EQ(refused_on(entry, date(2026, 10, 31)), Rule::date);
  EXPECT_EQ(refused_on(entry, date(2026, 11, 1)), std::nullopt);
  EXPECT_EQ(refused_on(entry, date(2026, 12, 31)), std::nullopt);
  EXPECT_EQ(refused_on(entry, date(2027, 1, 1)), Rule::date);
}

TEST(Refusal, AnExceptedDateIsOut) {
  Entry entry;
  entry.except = {date(2026, 12, 25)};
  EXPECT_EQ(refused_on(entry, date(2026, 12, 25)), Rule::date);
  EXPECT_EQ(refused_on(entry, date(2026, 12, 26)), std::nullopt);
}

TEST(Refusal, EachWeekdayIsTheOneItSays) {
  const std::array rules{DayRule::mon, DayRule::tue, DayRule::wed, DayRule::thu,
                         DayRule::fri, DayRule::sat, DayRule::sun};
  for (unsigned i = 0; i < 7; ++i) {
    Entry entry;
    entry.days = {rules[i]};
    for (unsigned j = 0; j < 7; ++j) {
      const auto expected = i == j ? std::nullopt : std::optional(Rule::days);
      EXPECT_EQ(refused_on(entry, date(2026, 11, 23 + j)), expected) << i << ' ' << j;
    }
  }
}

TEST(Refusal, OneDayRuleThatFitsIsEnough) {
  Entry entry;
  entry.days = {DayRule::mon, DayRule::restday};
  EXPECT_EQ(refused_on(entry, date(2026, 11, 23)), std::nullopt);  // Monday
  EXPECT_EQ(refused_on(entry, date(2026, 11, 24)), Rule::days);    // Tuesday
  EXPECT_EQ(refused_on(entry, date(2026, 11, 28)), std::nullopt);  // Saturday
}

TEST(Refusal, WorkdayAndRestdayFollowTheCalendar) {
  const config::Calendar festival{{date(2027, 2, 8)}, {date(2027, 2, 7)}};
  Entry work, rest;
  work.days = {DayRule::workday};
  rest.days = {DayRule::restday};
  EXPECT_EQ(refused_on(work, date(2027, 2, 7), festival), std::nullopt);
  EXPECT_EQ(refused_on(rest, date(2027, 2, 7), festival), Rule::days);
  EXPECT_EQ(refused_on(work, date(2027, 2, 8), festival), Rule::days);
  EXPECT_EQ(refused_on(rest, date(2027, 2, 8), festival), std::nullopt);
}

TEST(Refusal, AWeekdayRuleDoesNotAskTheCalendar) {
  Entry entry;
  entry.days = {DayRule::mon};
  EXPECT_EQ(refused_on(entry, date(2027, 2, 8), {{date(2027, 2, 8)}, {}}), std::nullopt);
}

TEST(Refusal, TheDateIsAskedBeforeTheDay) {
  Entry entry;
  entry.until = date(2026, 11, 1);
  entry.days = {DayRule::sun};
  EXPECT_EQ(refused_on(entry, date(2026, 11, 23)), Rule::date);
}

}  // namespace
}  // namespace kepu::scheduler
