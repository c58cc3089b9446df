#include "headend/comparison.h"

#include <gtest/gtest.h>

#include "tests/scheduler/sample.h"

namespace kepu::headend {
namespace {

using scheduler::date;
using scheduler::from_to;
using scheduler::Sample;
using std::chrono::minutes;
using Lines = std::vector<std::string>;

class ComparisonTest : public testing::Test {
 protected:
  ComparisonTest() {
    before_.loop("day", before_.clips("p", {minutes(10), minutes(5)}));
    before_.loop("am", before_.clips("q", {minutes(10)}), {from_to(7, 0, 9, 0)}).screens.all = {"bus"};
    add_screen("bus-1", {"bus"});
    add_screen("hall", {});
    add_screen("bus-2", {"bus"});
  }
  void add_screen(const std::string& id, std::vector<std::string> tags) {
    FleetScreen& one = fleet_.emplace_back();
    one.screen.id.name = id;
    one.screen.tags = std::move(tags);
  }
  std::vector<ScreenChanges> compared(const Sample& after, int days = 1) {
    const Period period{date(2026, 11, 23),
                        std::chrono::sys_days(date(2026, 11, 22)) + std::chrono::days(days)};
    auto all = compare(before_.feed, after.feed, fleet_, period, [&](std::size_t done, std::size_t of) {
      told_ = {done, of};
    });
    EXPECT_TRUE(all);
    return all ? *all : std::vector<ScreenChanges>{};
  }
  // "23 07:00:00-09:00:00 +a -b"
  static Lines lines(const ScreenChanges& screens) {
    Lines all;
    for (const Change& one : screens.changes) {
      all.push_back(std::to_string(static_cast<unsigned>(one.day.day())) + ' ' +
                    scheduler::clock_text(one.from) + '-' + scheduler::clock_text(one.to));
      for (const auto& id : one.comes) all.back() += " +" + id;
      for (const auto& id : one.goes) all.back() += " -" + id;
    }
    return all;
  }
  Sample before_;
  Fleet fleet_;
  std::pair<std::size_t, std::size_t> told_;
};

TEST_F(ComparisonTest, TheSameFeedChangesNothingOnAnyScreen) {
  const auto all = compared(before_, 3);
  ASSERT_EQ(all.size(), 2U);
  for (const auto& screens : all) {
    EXPECT_EQ(lines(screens), Lines{});
    EXPECT_EQ(screens.first, std::nullopt);
    EXPECT_EQ(screens.before, screens.after);
  }
}

TEST_F(ComparisonTest, ScreensThatMatchTheSameEntriesAreOneGroup) {
  const auto all = compared(before_);
  EXPECT_EQ(all[0].screens, (Lines{"bus-1", "bus-2"}));
  EXPECT_EQ(all[1].screens, Lines{"hall"});
  EXPECT_EQ(told_, (std::pair<std::size_t, std::size_t>{2, 2}));
}

TEST_F(ComparisonTest, OtherHoursAreStretchesInWhichAnEntryComesOrGoes) {
  Sample after = before_;
  after.feed.entries[1].hours = {from_to(8, 0, 10, 0)};
  const auto all = compared(after, 2);
  EXPECT_EQ(lines(all[0]), (Lines{"23 07:00:00-08:00:00 -am", "23 09:00:00-10:00:00 +am",
                                  "24 07:00:00-08:00:00 -am", "24 09:00:00-10:00:00 +am"}));
  EXPECT_EQ(all[0].first, scheduler::utc(date(2026, 11, 23), 7));
  EXPECT_EQ(lines(all[1]), Lines{});
  EXPECT_EQ(all[1].first, std::nullopt);
}

TEST_F(ComparisonTest, ATakeoverTakesTheOthersOff) {
  Sample after = before_;
  after.loop("storm", 0, {from_to(8, 0, 10, 0)}).mode = config::Mode::takeover;
  EXPECT_EQ(lines(compared(after)[0]),
            (Lines{"23 08:00:00-09:00:00 +storm -am -day", "23 09:00:00-10:00:00 +storm -day"}));
}

TEST_F(ComparisonTest, AnotherItemChangesAirtimeAlone) {
  Sample after = before_;
  after.feed.playlists[0].items.pop_back();
  const auto hall = compared(after)[1];
  EXPECT_EQ(lines(hall), Lines{});
  EXPECT_EQ(hall.first, scheduler::utc(date(2026, 11, 23), 4, 10));
  EXPECT_EQ(hall.before.assets.at("p1").time, std::chrono::hours(8));
  EXPECT_FALSE(hall.after.assets.contains("p1"));
}

TEST_F(ComparisonTest, AZoneThatIsNotKnownIsAnError) {
  Sample after = before_;
  after.feed.timezone = "Moon/Base";
  EXPECT_FALSE(compare(before_.feed, after.feed, fleet_, {date(2026, 11, 23), date(2026, 11, 23)},
                       [](std::size_t, std::size_t) {}));
}

}  // namespace
}  // namespace kepu::headend
