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
  Airtimes shown, entries;
  add_airtime(shown, rundown(), kStart, kStart + 100s, shown_words);
  EXPECT_EQ(
      shown,
      (Airtimes{{"mars", {20s, 2}}, {"\"台风\"", {20s, 1}}, {"(dark)", {20s, 1}}, {"(card)", {40s, 1}}}));
  add_airtime(entries, rundown(), kStart, kStart + 100s, entry_words);
  EXPECT_EQ(entries, (Airtimes{{"am", {40s, 3}}, {"night", {20s, 1}}, {"(card)", {40s, 1}}}));
}

TEST(Airtime, OfAStretchIsCutAtItsEdges) {
  Airtimes shown;
  add_airtime(shown, rundown(), kStart + 5s, kStart + 15s, shown_words);
  EXPECT_EQ(shown, (Airtimes{{"mars", {5s, 1}}, {"\"台风\"", {5s, 1}}}));
}

}  // namespace
}  // namespace kepu::headend
