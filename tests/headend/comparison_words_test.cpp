#include "headend/comparison_words.h"

#include <gtest/gtest.h>

#include "config/json.h"
#include "tests/scheduler/sample.h"

namespace kepu::headend {
namespace {

using scheduler::date;
using scheduler::from_to;
using scheduler::Sample;
using std::chrono::minutes;

class ComparisonWordsTest : public testing::Test {
 protected:
  ComparisonWordsTest() {
    before_.feed.name = "city";
    before_.feed.version = 3;
    before_.loop("day", before_.clips("p", {minutes(10), minutes(5)}));
    before_.loop("am", before_.clips("q", {minutes(10)}), {from_to(7, 0, 9, 0)}).screens.all = {"bus"};
    for (int i = 1; i <= 6; ++i) add_screen("bus-" + std::to_string(i), {"bus"});
    add_screen("hall", {});
    after_ = before_;
    after_.feed.version = 4;
  }
  void add_screen(const std::string& id, std::vector<std::string> tags) {
    FleetScreen& one = fleet_.emplace_back();
    one.screen.id.name = id;
    one.screen.tags = std::move(tags);
  }
  std::string said(std::string (*say)(const Comparison&) = comparison_words) {
    const Period period{date(2026, 11, 23), date(2026, 11, 29)};
    auto screens = compare(before_.feed, after_.feed, fleet_, period, [](std::size_t, std::size_t) {});
    EXPECT_TRUE(screens);
    return say({before_.feed, after_.feed, period, edits(before_.feed, after_.feed), *screens});
  }
  Sample before_, after_;
  Fleet fleet_;
};

TEST_F(ComparisonWordsTest, NothingIsSaidPlainly) {
  EXPECT_EQ(said(),
            "city 0.3 -> 0.4, 2026-11-23 to 2026-11-29\n\nEdited\n  nothing\n\nOn the screens\n"
            "  7 screens show the same as before\n");
}

TEST_F(ComparisonWordsTest, WhatIsTheSameOnManyDaysAndScreensIsOneLine) {
  after_.feed.entries[1].hours = {from_to(7, 0, 10, 30)};
  after_.feed.entries[1].except = {date(2026, 11, 25)};
  EXPECT_EQ(said(),
            "city 0.3 -> 0.4, 2026-11-23 to 2026-11-29\n\n"
            "Edited\n"
            "  ~ entry am: hours 07:00-09:00 -> 07:00-10:30, now except 2026-11-25\n\n"
            "On the screens\n"
            "  6 screens (bus-1, bus-2, bus-3 and 3 more)\n"
            "    every day but 2026-11-25  09:00-10:30  + am\n"
            "    2026-11-25    07:00-09:00  - am\n"
            "    airtime by entry        was         is\n"
            "    am                  7:00:00   10:36:00  +51 %\n"
            "    day               161:00:00  157:24:00  -2 %\n"
            "    airtime by asset        was         is\n"
            "    q0                  7:00:00   10:36:00  +51 %\n"
            "    p0                107:20:00  104:56:00  -2 %\n"
            "    p1                 53:40:00   52:28:00  -2 %\n"
            "\n  1 screen shows the same as before\n");
}

TEST_F(ComparisonWordsTest, OtherItemsAtTheSameHoursAreSaidToBe) {
  std::swap(after_.feed.playlists[0].items[0], after_.feed.playlists[0].items[1]);
  EXPECT_NE(said().find("the same entries at the same hours, other items\n"), std::string::npos);
}

TEST_F(ComparisonWordsTest, ForProgramsItIsJson) {
  after_.feed.entries[1].hours = {from_to(7, 0, 10, 30)};
  const std::string text = said(comparison_json);
  EXPECT_TRUE(config::json::parse(text, {text.size()}).document != nullptr) << text;
  EXPECT_NE(
      text.find(R"({"day": "2026-11-23", "from": "2026-11-23T09:00:00Z", "to": "2026-11-23T10:30:00Z", )"
                R"("comes": ["am"], "goes": []})"),
      std::string::npos)
      << text;
}

}  // namespace
}  // namespace kepu::headend
