#include "scheduler/support.h"

#include <gtest/gtest.h>

#include "scheduler/rundown.h"
#include "tests/scheduler/sample.h"

namespace kepu::scheduler {
namespace {

using config::Faults;

bool scheduled(const Sample& sample) { return Support(sample.feed).can_schedule(sample.feed.entries.at(0)); }

TEST(Support, LoopsAndDarkEntriesAreBuilt) {
  Sample sample;
  sample.loop("a", sample.clips("p", {seconds(1)}));
  sample.dark("b");
  Support support(sample.feed);
  EXPECT_TRUE(support.can_schedule(sample.feed.entries[0]));
  EXPECT_TRUE(support.can_schedule(sample.feed.entries[1]));
  EXPECT_EQ(not_yet_built(sample.feed), Faults{});
}

TEST(Support, SpotsTakeoversAndShuffleAreBuilt) {
  Sample sample;
  const auto list = sample.clips("p", {seconds(1)});
  sample.feed.playlists[list].order = config::Order::shuffle;
  config::Entry& entry = sample.loop("a", list);
  for (const auto mode : {config::Mode::loop, config::Mode::spot, config::Mode::takeover}) {
    entry.mode = mode;
    EXPECT_TRUE(scheduled(sample));
    EXPECT_EQ(not_yet_built(sample.feed), Faults{});
  }
}

TEST(Support, ARuleOfRecurrenceThatCannotBeReadIsAFault) {
  Sample sample;
  sample.dark("a").rrule = "FREQ=MONTHLY;BYDAY=1SA";
  EXPECT_TRUE(scheduled(sample));
  EXPECT_EQ(not_yet_built(sample.feed), Faults{});
  sample.feed.entries[0].rrule = "each Saturday";
  ASSERT_EQ(not_yet_built(sample.feed).size(), 1U);
  EXPECT_EQ(not_yet_built(sample.feed)[0].pointer, "/entries/0/rrule");
}

TEST(Support, AlignmentTransitionsAndStreamsAreBuilt) {
  Sample sample;
  const auto camera = sample.asset("cam", config::AssetType::stream);
  config::Entry& entry = sample.loop("a", sample.playlist("p", {config::AssetItem{camera, seconds(5)}}));
  entry.align = config::Align::clock;
  entry.transition = {config::TransitionKind::crossfade, milliseconds(400)};
  EXPECT_TRUE(scheduled(sample));
  EXPECT_EQ(not_yet_built(sample.feed), Faults{});
}

TEST(Support, TextCardsAreNotBuiltHoweverDeepTheyLie) {
  Sample sample;
  const auto inner = sample.playlist("a/b~c", {config::TextItem{{{"en", "hello"}}, seconds(5)}});
  const auto middle = sample.playlist("middle", {config::TakeItem{inner, 1}});
  sample.loop("a", sample.playlist("outer", {config::TakeItem{middle, {}}}));
  EXPECT_FALSE(scheduled(sample));
  const Faults expected{
      {"/playlists/a~1b~0c/items/0",
       "text cards are not in this version yet: an entry that plays this list never plays; use an image"},
      {"/entries/0/playlist",
       "\"outer\" holds, or leads to, what is not in this version yet: this entry never plays; the faults "
       "under "
       "/playlists say what"}};
  EXPECT_EQ(not_yet_built(sample.feed), expected);
}

TEST(Support, AListThatNoEntryPlaysIsNobodysFault) {
  Sample sample;
  sample.playlist("unused", {config::TextItem{{{"en", "hello"}}, seconds(5)}});
  sample.dark("a");
  EXPECT_EQ(not_yet_built(sample.feed), Faults{});
}

TEST(Support, AllFaultsAtOnceInTheOrderOfTheEntries) {
  Sample sample;
  sample.dark("a").rrule = "weekly";
  config::Entry& other = sample.dark("b");
  other.rrule = "daily";
  std::vector<std::string> places;
  for (const auto& fault : not_yet_built(sample.feed)) places.push_back(fault.pointer);
  EXPECT_EQ(places, (std::vector<std::string>{"/entries/0/rrule", "/entries/1/rrule"}));
}

TEST(Support, LengthsThatAreNotKnownYetAreNoFault) {
  Sample sample;
  sample.loop("draft", sample.clips("p", {seconds(0)}));
  EXPECT_EQ(not_yet_built(sample.feed), Faults{});
}

TEST(Support, AListThatContainsItselfDoesNotHang) {
  Sample sample;
  sample.loop("a", sample.playlist("p", {config::TakeItem{0, {}}}));
  EXPECT_FALSE(scheduled(sample));
  EXPECT_EQ(not_yet_built(sample.feed).size(), 1U);
}

}  // namespace
}  // namespace kepu::scheduler
