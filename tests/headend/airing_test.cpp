#include "headend/airing.h"

#include <gtest/gtest.h>

#include "tests/scheduler/sample.h"

namespace kepu::headend {
namespace {

using scheduler::from_to;
using scheduler::Sample;
using Lines = std::vector<std::string>;

Lines lines(const std::vector<Airing>& airings) {
  Lines all;
  for (const Airing& one : airings) {
    all.push_back(scheduler::clock_text(one.from) + '-' + scheduler::clock_text(one.to));
    for (const std::string& id : one.entries) all.back() += ' ' + id;
  }
  return all;
}

TEST(Airings, AreTheEntriesThatShareTheScreen) {
  Sample sample;
  const auto list = sample.clips("p", {std::chrono::minutes(10)});
  sample.loop("b", list);
  sample.loop("a", list, {from_to(8, 0, 9, 0)});
  sample.loop("low", list).priority = -1;
  sample.loop("spot", list, {from_to(8, 30, 9, 30)}).mode = config::Mode::spot;
  sample.feed.entries.back().per_hour = 1;
  EXPECT_EQ(lines(airings(sample.rundown())),
            (Lines{"04:00:00-08:00:00 b", "08:00:00-08:30:00 a b", "08:30:00-09:00:00 a b spot",
                   "09:00:00-09:30:00 b spot", "09:30:00-04:00:00 b"}));
}

TEST(Airings, ATakeoverAndDarknessAreAlone) {
  Sample sample;
  const auto list = sample.clips("p", {std::chrono::minutes(10)});
  sample.loop("a", list, {from_to(8, 0, 10, 0)});
  sample.loop("storm", list, {from_to(9, 0, 9, 15)}).mode = config::Mode::takeover;
  sample.dark("night", {from_to(22, 0, 5, 0)});
  EXPECT_EQ(
      lines(airings(sample.rundown())),
      (Lines{"04:00:00-05:00:00 night", "05:00:00-08:00:00", "08:00:00-09:00:00 a", "09:00:00-09:15:00 storm",
             "09:15:00-10:00:00 a", "10:00:00-22:00:00", "22:00:00-04:00:00 night"}));
}

}  // namespace
}  // namespace kepu::headend
