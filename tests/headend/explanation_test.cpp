#include "headend/explanation.h"

#include <gtest/gtest.h>

namespace kepu::headend {
namespace {

TEST(Explanation, WithoutEntriesTheCardHasNoReasons) {
  config::Feed feed;
  feed.timezone = "Asia/Shanghai";
  const auto local = LocalClock::in(feed.timezone);
  const config::Day day{std::chrono::year(2026) / 11 / 23};
  const auto rundown = scheduler::compile(feed, {{"bus-17"}, {}, ""}, day, {});
  ASSERT_TRUE(local);
  ASSERT_TRUE(rundown);
  EXPECT_EQ(explanation(feed, *rundown, rundown->slots[0], rundown->start, *local, scheduler::Language::en),
            "2026-11-23 04:00:00.000 to 04:00:00.000: the built-in card: nothing is scheduled\n");
  EXPECT_EQ(
      explanation(feed, *rundown, rundown->slots[0], rundown->start, *local, scheduler::Language::zh_cn),
      "2026-11-23 04:00:00.000 至 04:00:00.000：内置画面：没有排播\n");
}

TEST(Explanation, SaysOfOverlaysWhetherTheyLieOverIt) {
  config::Feed feed;
  feed.timezone = "Asia/Shanghai";
  config::Overlay ticker;
  ticker.id = "ticker";
  ticker.text = {{"zh-CN", "科普长廊欢迎您"}};
  ticker.hours = {{12 * 60, 13 * 60}};
  feed.overlays = {ticker};
  const auto local = LocalClock::in(feed.timezone);
  const auto rundown =
      scheduler::compile(feed, {{"bus-17"}, {}, ""}, {std::chrono::year(2026) / 11 / 23}, {});
  ASSERT_TRUE(local && rundown);
  const auto lines = [&](int hour, scheduler::Language language) {
    const Wall at = rundown->start + std::chrono::hours(hour - 4);
    const std::string all = explanation(feed, *rundown, rundown->slots[0], at, *local, language);
    return all.substr(all.find('\n') + 1);
  };
  EXPECT_EQ(lines(11, scheduler::Language::en), "over it\n  ticker: out: not at this hour (hours)\n");
  EXPECT_EQ(lines(12, scheduler::Language::en), "over it\n  ticker: lies over it\n");
  EXPECT_EQ(lines(12, scheduler::Language::zh_cn), "叠加字幕\n  ticker：叠加显示\n");
}

}  // namespace
}  // namespace kepu::headend
