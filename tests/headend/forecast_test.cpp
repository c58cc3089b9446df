#include "headend/forecast.h"

#include <gtest/gtest.h>

#include "tests/scheduler/random_feed.h"
#include "tests/scheduler/sample.h"
#include "tests/scheduler/seeds.h"

namespace kepu::headend {
namespace {

using namespace std::chrono_literals;
using scheduler::from_to;
using scheduler::Sample;

constexpr Period kTwoDays{2026y / 11 / 23, 2026y / 11 / 24};

struct Town {
  Sample sample;
  Fleet fleet{{{{"bus-1"}, {"bus"}, ""}, {}, "north"},
              {{{"bus-2"}, {"bus"}, ""}, {}, "south"},
              {{{"bus-3"}, {"bus"}, ""}, {}, "south"},
              {{{"hall"}, {}, ""}, {}, "south"}};
  Town() {
    sample.loop("day", sample.clips("p", {30min, 30min}), {from_to(8, 0, 20, 0)}).screens.all = {"bus"};
    sample.dark("night", {from_to(20, 0, 8, 0)});
  }
};

TEST(Forecast, AddsUpTheAirtimeOfAllScreens) {
  const Town town;
  const auto made = forecast(town.sample.feed, town.fleet, kTwoDays, [](auto, auto) {});
  ASSERT_TRUE(made);
  EXPECT_EQ(made->all.screens, 4U);
  EXPECT_EQ(made->all.time, 4 * 48h);
  EXPECT_EQ(made->all.airtimes.entries.at("day"), (Airtime{3 * 24h, 3 * 48}));
  EXPECT_EQ(made->all.airtimes.entries.at("(card)").time, 24h);
  EXPECT_EQ(made->all.airtimes.assets.at("p0").time + made->all.airtimes.assets.at("p1").time, 3 * 24h);
  EXPECT_EQ(made->all.airtimes.assets.at("(dark)").time, 4 * 24h);
}

TEST(Forecast, AddsThemUpByDistrict) {
  const Town town;
  const auto made = forecast(town.sample.feed, town.fleet, kTwoDays, [](auto, auto) {});
  ASSERT_TRUE(made);
  ASSERT_EQ(made->districts.size(), 2U);
  EXPECT_EQ(made->districts.at("north").screens, 1U);
  EXPECT_EQ(made->districts.at("north").airtimes.entries.at("day").time, 24h);
  EXPECT_EQ(made->districts.at("south").screens, 3U);
  EXPECT_EQ(made->districts.at("south").airtimes.entries.at("day").time, 2 * 24h);
  EXPECT_EQ(made->districts.at("south").time, 3 * 48h);
}

TEST(Forecast, CompilesScreensThatShowTheSameOnceAndSaysHowFarItIs) {
  const Town town;
  std::vector<std::pair<std::size_t, std::size_t>> told;
  static_cast<void>(forecast(town.sample.feed, town.fleet, kTwoDays,
                             [&](std::size_t done, std::size_t all) { told.emplace_back(done, all); }));
  EXPECT_EQ(told, (std::vector<std::pair<std::size_t, std::size_t>>{{1, 2}, {2, 2}}));
}

TEST(Forecast, FailsWhereATimeZoneIsNone) {
  Town town;
  town.fleet[3].screen.timezone = "Mars/Olympus";
  EXPECT_FALSE(forecast(town.sample.feed, town.fleet, kTwoDays, [](auto, auto) {}));
}

// Whatever the schedule: every millisecond of every screen is somebody's, and what is found has words.
TEST(Forecast, OfRandomFeedsLosesNoTime) {
  for (const unsigned seed : scheduler::seeds(300)) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    const scheduler::RandomFeed random(seed);
    const Fleet fleet{{random.sample.screen, random.place, "a"}, {{{"other"}, {}, ""}, {}, ""}};
    const Period days{random.today.date, std::chrono::sys_days(random.today.date) + std::chrono::days(1)};
    const auto made = forecast(random.feed(), fleet, days, [](auto, auto) {});
    ASSERT_TRUE(made) << made.error().message;
    milliseconds by_entry{}, by_asset{}, by_district{};
    for (const auto& [name, airtime] : made->all.airtimes.entries) by_entry += airtime.time;
    for (const auto& [name, airtime] : made->all.airtimes.assets) by_asset += airtime.time;
    for (const auto& [name, sums] : made->districts) by_district += sums.time;
    EXPECT_EQ(by_entry, made->all.time);
    EXPECT_EQ(by_asset, made->all.time);
    EXPECT_EQ(by_district, made->all.time);
    for (const Finding& finding : made->findings) {
      EXPECT_GT(finding_words(finding, days).size(), 5U);
      EXPECT_LE(finding.kept, finding.promised);
    }
  }
}

}  // namespace
}  // namespace kepu::headend
