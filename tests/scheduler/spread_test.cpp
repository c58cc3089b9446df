#include "scheduler/spread.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "tests/scheduler/sample.h"

namespace kepu::scheduler {
namespace {

constexpr std::chrono::sys_days kFirst{std::chrono::year(2026) / 11 / 23};

TEST(Spread, IsTheFractionOfDayOverGoldenRatioPlusStartTimesRootOfTwo) {
  const auto at = [](int day, std::uint32_t number) {
    return spread({"a", kFirst + std::chrono::days(day), number}, milliseconds(1'000'000)).count();
  };
  EXPECT_EQ(at(0, 0), 0);
  EXPECT_EQ(at(1, 0), 618033);
  EXPECT_EQ(at(2, 0), 236067);
  EXPECT_EQ(at(0, 1), 414213);
  EXPECT_EQ(at(1, 1), 32247);
  EXPECT_EQ(at(-1, 0), 381966);
}

TEST(Spread, StaysWithinLengthsOfAnySize) {
  for (const std::int64_t length : {1LL, 1000LL, 1LL << 32U, 1LL << 46U}) {
    for (int day = -5000; day < 5000; day += 7) {
      const auto at = spread({"a", kFirst + std::chrono::days(day), 3}, milliseconds(length));
      EXPECT_GE(at.count(), 0);
      EXPECT_LT(at.count(), length);
    }
  }
}

// Every machine and compiler must find these.
TEST(Spread, OrdersAreWrittenInStone) {
  EXPECT_EQ(shuffled(8, {"bus-am", kFirst, 0}, "core", 0), shuffled(8, {"bus-am", kFirst, 0}, "core", 0));
  EXPECT_EQ(hash_of("foobar"), 0x85944171F73967E8);  // of the authors' own table
}

TEST(Spread, EveryPlaceIsAsLikelyForEveryItem) {
  std::map<std::pair<std::uint32_t, std::size_t>, int> seen;
  for (std::uint32_t round = 0; round < 5000; ++round) {
    const auto order = shuffled(5, {"a", kFirst, 0}, "p", round);
    for (std::size_t place = 0; place < order.size(); ++place) ++seen[{order[place], place}];
  }
  EXPECT_EQ(seen.size(), 25U);
  for (const auto& [where, times] : seen) EXPECT_NEAR(times, 1000, 120);  // four standard deviations
}

// ---- what it is for: fair airtime of playlists that are longer than the time in which they play

// By how much the item that is furthest from its share of the airtime is away from it; 0.1 is 10 %.
double unfairness(const std::map<std::string, milliseconds>& airtime,
                  const std::map<std::string, milliseconds>& lengths) {
  milliseconds aired{}, round{};
  for (const auto& [name, length] : lengths) round += length;
  for (const auto& [name, time] : airtime) aired += time;
  double worst = 0;
  for (const auto& [name, length] : lengths) {
    const double fair = static_cast<double>(aired.count()) * static_cast<double>(length.count()) /
                        static_cast<double>(round.count());
    const auto found = airtime.find(name);
    const double had = found == airtime.end() ? 0 : static_cast<double>(found->second.count());
    worst = std::max(worst, std::abs(had / fair - 1));
  }
  return worst;
}

struct Journey {
  Wall from{}, until{};
};

// Over 28 days, of what `journeys(day)` sees of a playlist of 40 items of 10 to 100 s.
template <class Journeys>
double unfairness_over_four_weeks(const std::vector<config::Hours>& window, const Journeys& journeys) {
  Sample sample;
  std::vector<milliseconds> durations;
  for (int i = 0; i < 40; ++i) durations.emplace_back(10'000 + i * 37 % 41 * 2'250);
  sample.loop("a", sample.clips("p", durations), window);
  std::map<std::string, milliseconds> airtime, lengths;
  for (std::size_t i = 0; i < durations.size(); ++i) lengths["p" + std::to_string(i)] = durations[i];
  for (int day = 0; day < 28; ++day) {
    const config::Date on = std::chrono::year_month_day(kFirst + std::chrono::days(day));
    const Rundown rundown = sample.rundown(on);
    for (const Journey& journey : journeys(on)) {
      for (const Slot& slot : rundown.slots) {
        const milliseconds seen = std::min(slot.end, journey.until) - std::max(slot.start, journey.from);
        if (slot.asset != kNone && seen > milliseconds(0)) airtime[rundown.assets[slot.asset].name] += seen;
      }
    }
  }
  return unfairness(airtime, lengths);
}

TEST(Spread, AWindowShorterThanItsPlaylistIsFairOverFourWeeks) {
  const auto whole_day = [](config::Date on) { return std::vector<Journey>{{utc(on, 4), utc(on, 28)}}; };
  EXPECT_LT(unfairness_over_four_weeks({from_to(7, 0, 7, 30)}, whole_day), 0.1);
}

TEST(Spread, ABusThatDrivesTheSameFortyMinutesEachMorningIsFair) {
  const auto morning = [](config::Date on) { return std::vector<Journey>{{utc(on, 7, 12), utc(on, 7, 52)}}; };
  EXPECT_LT(unfairness_over_four_weeks({}, morning), 0.1);
}

TEST(Spread, ABusWithRandomTripsIsFair) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    std::mt19937 random(seed);
    const auto trips = [&](config::Date on) {
      std::vector<Journey> all;
      for (int trip = 0; trip < 20; ++trip) {
        const Wall from = utc(on, 5) + seconds(random() % (20 * 3600));
        all.push_back({from, from + seconds(300 + random() % 2101)});
      }
      return all;
    };
    EXPECT_LT(unfairness_over_four_weeks({}, trips), 0.1) << "seed " << seed;
  }
}

}  // namespace
}  // namespace kepu::scheduler
