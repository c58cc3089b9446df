#include "headend/airtime.h"

#include <gtest/gtest.h>

namespace kepu::headend {
namespace {

using namespace std::chrono_literals;
using scheduler::Shows;

constexpr Wall kStart{};

scheduler::Rundown rundown() {
  scheduler::Rundown r;
  r.start = kStart;
  r.end = kStart + 100s;
  r.assets = {{"mars", {}}};
  r.texts = {{{{"zh-CN", "台风"}}}};
  r.entries = {"am", "night"};
  r.slots = {{kStart, kStart + 10s, 0, 0},
             {kStart + 10s, kStart + 30s, 0, 0, 0, Shows::text},
             {kStart + 30s, kStart + 40s, 0, 0},
             {kStart + 40s, kStart + 60s, scheduler::kNone, 1, 0, Shows::dark},
             {kStart + 60s, kStart + 100s, scheduler::kNone, scheduler::kNone, 0, Shows::card}};
  return r;
}

TEST(Airtime, IsCountedByWhatIsShownAndByEntry) {
  Airtimes sums;
  add_airtimes(rundown(), kStart, kStart + 100s, sums);
  EXPECT_EQ(sums.assets,
            (AirtimeByName{
                {"mars", {20s, 2}}, {"\"台风\"", {20s, 1}}, {"(dark)", {20s, 1}}, {"(card)", {40s, 1}}}));
  EXPECT_EQ(sums.entries, (AirtimeByName{{"am", {40s, 3}}, {"night", {20s, 1}}, {"(card)", {40s, 1}}}));
}

TEST(Airtime, OfSeveralRundownsIsTheSum) {
  Airtimes sums;
  add_airtimes(rundown(), kStart, kStart + 100s, sums);
  add_airtimes(rundown(), kStart, kStart + 100s, sums);
  EXPECT_EQ(sums.entries.at("am"), (Airtime{80s, 6}));
}

TEST(Airtime, OfAStretchIsCutAtItsEdges) {
  Airtimes sums;
  add_airtimes(rundown(), kStart + 5s, kStart + 15s, sums);
  EXPECT_EQ(sums.assets, (AirtimeByName{{"mars", {5s, 1}}, {"\"台风\"", {5s, 1}}}));
}

}  // namespace
}  // namespace kepu::headend
