#include "scheduler/why.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "scheduler/match.h"
#include "tests/scheduler/sample.h"

namespace kepu::scheduler {
namespace {

using Lines = std::vector<std::string>;

const config::Date kMonday = date(2026, 11, 23);

const Slot& slot_at(const Rundown& rundown, Wall at) {
  for (const Slot& slot : rundown.slots) {
    if (slot.start <= at && at < slot.end) return slot;
  }
  ADD_FAILURE() << "no slot";
  return rundown.slots.front();
}

Sample full_sample() {
  Sample sample;
  const auto list = sample.clips("p", {hours(1)});
  config::Entry& morning = sample.loop("bus-am", list, {from_to(7, 0, 9, 0)});
  morning.priority = 10;
  morning.share = 3;
  sample.loop("campus", list).screens.all = {"campus"};
  config::Entry& spot = sample.loop("spot", list);
  spot.mode = config::Mode::spot;
  spot.per_hour = 4;
  sample.loop("old", list).until = date(2026, 11, 1);
  sample.loop("weekend", list).days = {config::DayRule::restday};
  sample.loop("filler", list);
  sample.dark("night", {from_to(22, 0, 2, 0)}).priority = 10;
  sample.loop("evening", list, {from_to(20, 0, 23, 0)}).priority = 10;
  return sample;
}

TEST(Why, SaysForEveryEntryTheRuleThatLetItInOrKeptItOut) {
  const Rundown rundown = full_sample().rundown();
  EXPECT_EQ(why(rundown, slot_at(rundown, utc(kMonday, 8))),
            (Lines{
                "bus-am: plays (priority 10, share 3)",
                "campus: out: the screen's tags do not match",
                "spot: spot (4 an hour, priority 0)",
                "old: out: not on this date (from, until, except)",
                "weekend: out: not on this day (days)",
                "filler: out: priority 0 is below 10",
                "night: out: not at this hour (hours)",
                "evening: out: not at this hour (hours)",
            }));
}

TEST(Why, DarknessNamesItselfAndWhatItOutshines) {
  const Rundown rundown = full_sample().rundown();
  const Lines lines = why(rundown, slot_at(rundown, utc(kMonday, 22, 30)));
  ASSERT_EQ(lines.size(), 8U);
  EXPECT_EQ(lines[5], "filler: out: priority 0 is below 10");
  EXPECT_EQ(lines[6], "night: dark (priority 10)");
  EXPECT_EQ(lines[7], "evening: out: a dark entry of priority 10 turns the display off");
}

TEST(Why, ChangesWithinASegmentAreSeen) {
  Sample sample;
  const auto list = sample.clips("p", {hours(1)});
  sample.loop("strong", list).priority = 1;
  sample.loop("weak", list, {from_to(7, 0, 9, 0)});
  const Rundown rundown = sample.rundown();
  EXPECT_EQ(rundown.segments.size(), 1U);
  EXPECT_EQ(why(rundown, slot_at(rundown, utc(kMonday, 6)))[1], "weak: out: not at this hour (hours)");
  EXPECT_EQ(why(rundown, slot_at(rundown, utc(kMonday, 7)))[1], "weak: out: priority 0 is below 1");
  EXPECT_EQ(why(rundown, slot_at(rundown, utc(kMonday, 9)))[1], "weak: out: not at this hour (hours)");
}

TEST(Why, ACardSaysWhyNothingPlays) {
  Sample sample;
  sample.loop("a", sample.clips("p", {hours(1)}), {from_to(7, 0, 9, 0)});
  const Rundown rundown = sample.rundown();
  EXPECT_EQ(why(rundown, rundown.slots.front()), Lines{"a: out: not at this hour (hours)"});
}

TEST(Why, ATakeoverSilencesEverythingElse) {
  Sample sample = full_sample();
  config::Entry& typhoon = sample.loop("typhoon", 0, {from_to(8, 0, 9, 0)});
  typhoon.mode = config::Mode::takeover;
  typhoon.priority = 900;
  const Rundown rundown = sample.rundown();
  const Lines lines = why(rundown, slot_at(rundown, utc(kMonday, 8)));
  ASSERT_EQ(lines.size(), 9U);
  EXPECT_EQ(lines[0], "bus-am: out: a takeover of priority 900 fills the screen");
  EXPECT_EQ(lines[2], "spot: out: a takeover of priority 900 fills the screen");
  EXPECT_EQ(lines[6], "night: out: not at this hour (hours)");
  EXPECT_EQ(lines[8], "typhoon: takes over (priority 900)");
}

TEST(RuleAt, IsTheRuleOfTheInstantAlsoAtTheEdges) {
  const Rundown rundown = full_sample().rundown();
  EXPECT_EQ(rule_at(rundown, 0, rundown.start), Rule::hours);
  EXPECT_EQ(rule_at(rundown, 0, utc(kMonday, 7)), Rule::plays);
  EXPECT_EQ(rule_at(rundown, 0, utc(kMonday, 9) - milliseconds(1)), Rule::plays);
  EXPECT_EQ(rule_at(rundown, 0, utc(kMonday, 9)), Rule::hours);
  EXPECT_EQ(rule_at(rundown, 5, utc(kMonday, 9)), Rule::plays);
  EXPECT_EQ(rule_at(rundown, 6, utc(kMonday, 23)), Rule::dark);
  EXPECT_EQ(rule_at(rundown, 7, utc(kMonday, 22)), Rule::outshone);
}

// The rules of one entry asked at one instant, without windows, edges or clipping. Local time is UTC here.
bool active_at(const config::Entry& entry, Wall at) {
  const auto midnight = std::chrono::floor<std::chrono::days>(at);
  const auto minute = std::chrono::duration_cast<minutes>(at - midnight).count();
  const bool today = !refusal(entry, local_date({}, midnight));
  const bool yesterday = !refusal(entry, local_date({}, midnight - std::chrono::days(1)));
  if (entry.hours.empty()) return today;
  return std::any_of(entry.hours.begin(), entry.hours.end(), [&](const config::Hours& one) {
    if (one.begin < one.end) return today && one.begin <= minute && minute < one.end;
    return (today && one.begin <= minute) || (yesterday && minute < one.end);
  });
}

TEST(RuleAt, AgreesWithAskingTheRulesAtThatInstant) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    const auto pick = [&](int low, int high) { return std::uniform_int_distribution(low, high)(random); };
    Sample sample;
    const auto list = sample.clips("p", {minutes(7)});
    for (int i = 0; i < 8; ++i) {
      std::vector<config::Hours> windows;
      for (int n = pick(0, 3); n > 0; --n) windows.push_back({pick(0, 719), pick(720, 1440)});
      if (pick(0, 2) == 0) windows.push_back({pick(720, 1439), pick(0, 719)});
      config::Entry& entry = sample.loop("e" + std::to_string(i), list, windows);
      entry.priority = pick(0, 2);
      if (pick(0, 2) == 0) entry.except = {date(2026, 11, static_cast<unsigned>(pick(22, 24)))};
      if (pick(0, 2) == 0) entry.days = {static_cast<config::DayRule>(pick(0, 8))};
    }
    const Rundown rundown = sample.rundown();
    for (Wall at = rundown.start; at < rundown.end; at += minutes(3)) {
      int highest = -1;
      for (const auto& entry : sample.feed.entries) {
        if (active_at(entry, at)) highest = std::max(highest, entry.priority);
      }
      for (std::uint32_t i = 0; i < sample.feed.entries.size(); ++i) {
        const config::Entry& entry = sample.feed.entries[i];
        ASSERT_EQ(rule_at(rundown, i, at) == Rule::plays, active_at(entry, at) && entry.priority == highest)
            << "seed " << seed << ' ' << entry.id.name << ' ' << clock_text(at);
      }
    }
  }
}

TEST(RuleIn, ANegativePriorityIsNotBelowNothing) {
  Sample sample;
  sample.loop("a", sample.clips("p", {hours(1)}), {from_to(7, 0, 9, 0)}).priority = -10;
  const Rundown rundown = sample.rundown();
  EXPECT_EQ(rule_at(rundown, 0, utc(kMonday, 8)), Rule::plays);
  EXPECT_EQ(rule_at(rundown, 0, utc(kMonday, 10)), Rule::hours);
}

}  // namespace
}  // namespace kepu::scheduler
