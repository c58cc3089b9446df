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
  EXPECT_EQ(explanation(feed, *rundown, rundown->slots[0], *local, scheduler::Language::en),
            "2026-11-23 04:00:00.000 to 04:00:00.000: the built-in card: nothing is scheduled\n");
  EXPECT_EQ(explanation(feed, *rundown, rundown->slots[0], *local, scheduler::Language::zh_cn),
            "2026-11-23 04:00:00.000 至 04:00:00.000：内置画面：没有排播\n");
}

}  // namespace
}  // namespace kepu::headend
