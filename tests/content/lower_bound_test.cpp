#include "content/lower_bound.h"

#include <gtest/gtest.h>

namespace kepu::content {
namespace {

using namespace std::chrono_literals;

TEST(LowerBound, BeginsWithTheRelease) { EXPECT_EQ(LowerBound().at(), kReleased); }

TEST(LowerBound, TheNewestSignatureCountsAndAnOlderOneTakesNothingBack) {
  LowerBound bound;
  bound.raise(kReleased + 24h * 30);
  bound.raise(kReleased + 24h * 20);
  EXPECT_EQ(bound.at(), kReleased + 24h * 30);
}

TEST(LowerBound, TheTimeItRunsCountsFromTheFirstCallOn) {
  LowerBound bound;
  const Steady start{12345ns};
  bound.run_on(start);
  EXPECT_EQ(bound.at(), kReleased);
  bound.run_on(start + 90s);
  bound.raise(kReleased + 1s);
  EXPECT_EQ(bound.at(), kReleased + 90s);
}

TEST(LowerBound, ManyShortTimesAddUp) {
  LowerBound bound;
  for (int i = 0; i <= 10'000; ++i) bound.run_on(Steady(i * 100us));
  EXPECT_EQ(bound.at(), kReleased + 1s);
}

}  // namespace
}  // namespace kepu::content
