// Overlays: selected as entries are, silent under takeovers and darkness.
#include <gtest/gtest.h>

#include "scheduler/why.h"
#include "tests/scheduler/sample.h"

namespace kepu::scheduler {
namespace {

using namespace std::chrono_literals;

class OverlaysTest : public testing::Test {
 protected:
  OverlaysTest() { sample_.loop("a", sample_.clips("p", {10min})); }

  config::Overlay& overlay(const std::string& id, std::vector<config::Hours> at = {}) {
    config::Overlay& one = sample_.feed.overlays.emplace_back();
    one.id = id;
    one.text = {{"en", "Welcome"}};
    one.hours = std::move(at);
    return one;
  }
  // "ticker 04:00:00-09:00:00"
  std::vector<std::string> overlaid(const Rundown& rundown) {
    std::vector<std::string> lines;
    for (const Overlaid& one : rundown.overlaid)
      lines.push_back(rundown.overlays[one.overlay].id + ' ' + clock_text(one.start) + '-' +
                      clock_text(one.end));
    return lines;
  }
  std::vector<std::string> overlaid() { return overlaid(sample_.rundown()); }
  using Lines = std::vector<std::string>;
  Sample sample_;
};

TEST_F(OverlaysTest, LieOverTheDayOrTheirHours) {
  overlay("always");
  overlay("noon", {from_to(12, 0, 13, 0), from_to(22, 0, 1, 0)});
  EXPECT_EQ(overlaid(),
            (Lines{"always 04:00:00-04:00:00", "noon 12:00:00-13:00:00", "noon 22:00:00-01:00:00"}));
}

TEST_F(OverlaysTest, AreSelectedByTagsPlaceAndDate) {
  overlay("tram").screens.all = {"tram"};
  overlay("museum").near = {config::Stop{"museum"}};
  overlay("december").from = date(2026, 12, 1);
  overlay("rule").rrule = "FREQ=WEEKLY;BYDAY=TU";
  overlay("except").except = {date(2026, 11, 23)};
  EXPECT_EQ(overlaid(), (Lines{"rule 00:00:00-04:00:00", "except 00:00:00-04:00:00"}));
}

TEST_F(OverlaysTest, AreSilentUnderATakeover) {
  overlay("ticker");
  sample_.loop("storm", 0, {from_to(8, 0, 9, 0)}).mode = config::Mode::takeover;
  EXPECT_EQ(overlaid(), (Lines{"ticker 04:00:00-08:00:00", "ticker 09:00:00-04:00:00"}));
}

TEST_F(OverlaysTest, AreSilentFromWhenTheDisplayIsReallyDark) {
  overlay("ticker");
  sample_.feed.entries[0].hours = {from_to(4, 0, 8, 9)};
  sample_.dark("night", {from_to(8, 9, 9, 0)});
  // The item that began at 08:00 plays for its overrun of 60 s.
  EXPECT_EQ(overlaid(), (Lines{"ticker 04:00:00-08:10:00", "ticker 09:00:00-04:00:00"}));
}

TEST_F(OverlaysTest, WithoutATrustedClockOnlyThoseThatAskForNoTimeShow) {
  overlay("always");
  overlay("noon", {from_to(12, 0, 13, 0)});
  const auto rundown = compile(sample_.feed, sample_.screen, {date(2026, 11, 23), false}, {});
  ASSERT_TRUE(rundown);
  EXPECT_EQ(overlaid(*rundown), Lines{"always 04:00:00-04:00:00"});
}

TEST_F(OverlaysTest, AreOneStretchAcrossTheSeamOfTwoDays) {
  overlay("always");
  overlay("night", {from_to(23, 0, 5, 0)});
  Rundown two = sample_.rundown();
  extend(two, sample_.rundown(date(2026, 11, 24)));
  ASSERT_EQ(two.overlaid.size(), 4U);
  EXPECT_EQ(two.overlaid[0], (Overlaid{two.start, two.end, 0}));
  EXPECT_EQ(two.overlaid[2].end - two.overlaid[2].start, 6h);
}

TEST_F(OverlaysTest, SayWhy) {
  overlay("noon", {from_to(12, 0, 12, 5)});
  sample_.loop("storm", 0, {from_to(12, 2, 12, 3)}).mode = config::Mode::takeover;
  const Rundown rundown = sample_.rundown();
  const auto why_at = [&](int minute) {
    const Wall at = utc(date(2026, 11, 23), 12, minute);
    for (const Slot& slot : rundown.slots)
      if (at < slot.end) return why_overlays(rundown, slot, at)[0];
    return std::string();
  };
  EXPECT_EQ(why_at(1), "noon: lies over it");
  EXPECT_EQ(why_at(2), "noon: out: a takeover of priority 0 fills the screen");
  EXPECT_EQ(why_at(4), "noon: lies over it");
  EXPECT_EQ(why_at(5), "noon: out: not at this hour (hours)");
}

}  // namespace
}  // namespace kepu::scheduler
