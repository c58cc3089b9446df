#include "headend/overbooking.h"

#include <gtest/gtest.h>

#include "headend/forecast.h"
#include "tests/scheduler/sample.h"

namespace kepu::headend {
namespace {

using namespace std::chrono_literals;
using scheduler::from_to;
using scheduler::Sample;
using Lines = std::vector<std::string>;

constexpr Period kWeek{2026y / 11 / 23, 2026y / 11 / 29};

FleetScreen screen(const char* id, std::vector<std::string> tags, config::Place place = {}) {
  return {{{id}, std::move(tags), ""}, std::move(place), ""};
}

const Fleet kBuses{screen("bus-1", {"bus"}), screen("bus-2", {"bus"})};

Lines found(const Sample& sample, const Fleet& fleet = kBuses, const Period& period = kWeek) {
  const auto made = forecast(sample.feed, fleet, period, [](auto, auto) {});
  EXPECT_TRUE(made) << made.error().message;
  Lines all;
  for (const Finding& finding : made->findings) all.push_back(finding_words(finding, period));
  return all;
}

// A loop by day and darkness by night, and two spots an hour: what many feeds are.
Sample ordinary() {
  Sample sample;
  sample.loop("day", sample.clips("p", {90s, 45s, 120s, 15s}), {from_to(6, 0, 22, 0)});
  sample.dark("night", {from_to(22, 0, 6, 0)});
  config::Entry& spot = sample.loop("fraud", sample.clips("q", {30s}));
  spot.mode = config::Mode::spot;
  spot.per_hour = 2;
  return sample;
}

TEST(Overbooking, AnOrdinaryScheduleHasNone) { EXPECT_EQ(found(ordinary()), Lines{}); }

TEST(Overbooking, EntriesThatNoScreenMatches) {
  Sample sample = ordinary();
  sample.loop("metro", 0).screens.all = {"metro"};
  sample.loop("museum", 0).near.emplace_back(config::Stop{"museum"});
  EXPECT_EQ(found(sample),
            (Lines{"metro: no screen has the tags that it asks for"}));  // a bus may come there
  EXPECT_EQ(found(sample, {screen("hall", {"metro"}, {std::nullopt, "station"})}),
            (Lines{"museum: no screen stands at one of its places"}));
}

TEST(Overbooking, EntriesThatAreOverOrAlwaysOutranked) {
  Sample sample = ordinary();
  sample.loop("summer", 0).until = 2026y / 9 / 1;
  sample.loop("winter", 0).from = 2026y / 12 / 1;
  sample.loop("weak", 0, {from_to(8, 0, 9, 0)}).priority = -1;
  EXPECT_EQ(found(sample),
            (Lines{"summer: its last day was before 2026-11-23",
                   "weak: never plays: whenever it is active, something of higher priority, a takeover or "
                   "darkness is on"}));
}

TEST(Overbooking, SpotsThatDoNotFit) {
  Sample sample;
  sample.loop("day", sample.clips("p", {10min}));
  config::Entry& spot = sample.loop("fraud", sample.clips("q", {30s}), {from_to(8, 0, 9, 0)});
  spot.mode = config::Mode::spot;
  spot.per_hour = 30;
  const Lines lines = found(sample);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_TRUE(lines[0].starts_with("fraud: ") &&
              lines[0].ends_with(" of 420 plays do not fit, on 2 screens (bus-1, bus-2), every day"))
      << lines[0];
}

TEST(Overbooking, WhatFallsDueInATakeoverWasNotPromised) {
  Sample sample = ordinary();
  sample.loop("storm", 0, {from_to(8, 0, 20, 0)}).mode = config::Mode::takeover;
  EXPECT_EQ(found(sample), Lines{});
}

TEST(Overbooking, ItemsThatAirNowhere) {
  Sample sample;
  sample.loop("lunch", sample.clips("r", std::vector<milliseconds>(12, 60s)), {from_to(12, 0, 12, 1)});
  sample.dark("rest", {from_to(12, 1, 12, 0)});
  const Lines lines = found(sample);  // one item a day
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_TRUE(lines[0].starts_with("lunch: 5 of 12 items air nowhere: r")) << lines[0];
  EXPECT_EQ(found(sample, kBuses, {kWeek.from, 2026y / 12 / 31}), Lines{});
}

TEST(Overbooking, SharesThatAreNotMet) {
  Sample sample;
  sample.loop("a", sample.clips("p", {10min}), {from_to(8, 0, 8, 10)});
  sample.loop("b", sample.clips("q", {10min}), {from_to(8, 0, 8, 10)}).share = 2;
  sample.dark("rest", {from_to(8, 10, 8, 0)});
  const Lines lines = found(sample);  // each morning has room for one item alone
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0], "a: has 0:00 of the 46:40 that are its share, on 2 screens (bus-1, bus-2)");
}

TEST(Overbooking, HoursWithNothingToPlay) {
  Sample sample;
  sample.loop("day", sample.clips("p", {1min}), {from_to(7, 0, 22, 0)}).days = {
      config::DayRule::mon, config::DayRule::tue, config::DayRule::wed,
      config::DayRule::thu, config::DayRule::fri, config::DayRule::sat};
  config::Entry& spot = sample.loop("fraud", sample.clips("q", {30s}));
  spot.mode = config::Mode::spot;
  spot.per_hour = 1;
  EXPECT_EQ(found(sample),
            (Lines{"nothing to play 04:00-07:00, 2026-11-23 to 2026-11-28, on 2 screens (bus-1, bus-2)",
                   "nothing to play 22:00-04:00, 2026-11-23 to 2026-11-28, on 2 screens (bus-1, bus-2)",
                   "nothing to play all day, 2026-11-29, on 2 screens (bus-1, bus-2)"}));
}

}  // namespace
}  // namespace kepu::headend
