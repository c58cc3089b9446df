#include "headend/guessed_fleet.h"

#include <gtest/gtest.h>

#include "scheduler/match.h"
#include "scheduler/place.h"
#include "tests/scheduler/sample.h"

namespace kepu::headend {
namespace {

std::vector<std::string> ids(const config::Feed& feed) {
  std::vector<std::string> all;
  for (const FleetScreen& one : guessed_fleet(feed)) all.push_back(one.screen.id.name);
  return all;
}

using Ids = std::vector<std::string>;

TEST(GuessedFleet, HasAScreenForEachRuleOfTags) {
  scheduler::Sample sample;
  sample.loop("all", 0);
  sample.loop("buses", 0).screens.all = {"bus"};
  sample.loop("buses again", 0).screens.all = {"bus"};
  config::Entry& ten = sample.loop("ten", 0);
  ten.screens = {{"bus"}, {"route:10", "route:2"}, {"old"}};
  EXPECT_EQ(ids(sample.feed), (Ids{"any", "bus", "bus+route:10"}));
  for (const FleetScreen& one : guessed_fleet(sample.feed)) EXPECT_TRUE(one.district.empty());
  EXPECT_TRUE(scheduler::matches(sample.feed.entries[3].screens, guessed_fleet(sample.feed)[2].screen));
}

TEST(GuessedFleet, StandsWhereTheEntryIsShown) {
  scheduler::Sample sample;
  sample.loop("museum", 0).near = {config::Stop{"museum"}};
  sample.loop("school", 0).near = {config::Circle{24.3, 109.4, 100, config::Datum::bd09}};
  sample.feed.entries[1].screens.all = {"bus"};
  const Fleet fleet = guessed_fleet(sample.feed);
  ASSERT_EQ(fleet.size(), 2U);
  EXPECT_EQ(fleet[0].place.stop, "museum");
  EXPECT_TRUE(scheduler::is_at(sample.feed.entries[1].near, fleet[1].place));
}

TEST(GuessedFleet, IsNeverEmptyAndNeverEndless) {
  scheduler::Sample sample;
  EXPECT_EQ(ids(sample.feed), Ids{"any"});
  config::Entry& never = sample.loop("never", 0);
  never.screens = {{"bus"}, {}, {"bus"}};
  EXPECT_EQ(ids(sample.feed), Ids{"any"});
  for (int i = 0; i < 100; ++i) sample.loop("e", 0).screens.all = {"tag" + std::to_string(i)};
  EXPECT_EQ(ids(sample.feed).size(), kGuessesMax);
}

}  // namespace
}  // namespace kepu::headend
