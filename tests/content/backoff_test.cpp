#include "content/backoff.h"

#include <gtest/gtest.h>

namespace kepu::content {
namespace {

using namespace std::chrono_literals;

TEST(Backoff, IsSpreadByChanceAndAsLongAsTheServerAsks) {
  Backoff backoff;
  const Steady now{};
  backoff.fail(now, 0.25);
  EXPECT_EQ(backoff.until(), now + 500ms);
  backoff.fail(now, 0.25, 1s);
  EXPECT_EQ(backoff.until(), now + 1s);
  backoff.fail(now, 0.25, 90s);
  EXPECT_EQ(backoff.until(), now + 90s);
}

TEST(Backoff, DoublesFromTwoSecondsToFiveMinutes) {
  Backoff backoff;
  Steady now{};
  EXPECT_FALSE(backoff.holds(now));
  std::vector<long> delays;
  for (int i = 0; i < 10; ++i) {
    backoff.fail(now);
    delays.push_back(backoff.delay().count());
  }
  EXPECT_EQ(delays, (std::vector<long>{2, 4, 8, 16, 32, 64, 128, 256, 300, 300}));
  EXPECT_TRUE(backoff.holds(now + 299s));
  EXPECT_FALSE(backoff.holds(now + 300s));
  backoff.succeed();
  EXPECT_FALSE(backoff.holds(now));
}

}  // namespace
}  // namespace kepu::content
