// What holds of every rundown, on random feeds. That entries are active when they may play is asked of the
// oracle's minutes, which know nothing of compile().
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "scheduler/rundown.h"
#include "tests/scheduler/oracle/channel.h"
#include "tests/scheduler/random_feed.h"
#include "tests/scheduler/seeds.h"

namespace kepu::scheduler {
namespace {

constexpr unsigned kFeeds = 3'000;

// Calls `check(random, rundown, minutes)` for each seed.
template <class Check>
void for_each_feed(const Check& check) {
  oracle::WallClocks clocks;
  for (const unsigned seed : seeds(kFeeds)) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const RandomFeed random(seed);
    const oracle::Minutes minutes(random.feed(), random.sample.screen, random.today, random.place, clocks);
    check(random, random.rundown(), minutes);
    if (testing::Test::HasFailure()) return;
  }
}

TEST(Property, SlotsAreContiguousFromEdgeToEdge) {
  for_each_feed([](const RandomFeed&, const Rundown& rundown, const oracle::Minutes&) {
    ASSERT_FALSE(rundown.slots.empty());
    EXPECT_EQ(rundown.slots.front().start, rundown.start);
    EXPECT_EQ(rundown.slots.back().end, rundown.end);
    for (std::size_t i = 1; i < rundown.slots.size(); ++i)
      ASSERT_EQ(rundown.slots[i].start, rundown.slots[i - 1].end);
    for (const Slot& slot : rundown.slots) ASSERT_LT(slot.start, slot.end);
  });
}

// ---- durations

// What an entry may show, of whatever length it is published with: (asset's name or text, duration).
using Published = std::set<std::pair<std::string, milliseconds>>;

void add_items(const config::Feed& feed, std::uint32_t list, Published& out) {
  for (const config::Item& item : feed.playlists[list].items) {
    if (const auto* asset = std::get_if<config::AssetItem>(&item))
      out.insert({feed.assets[asset->asset].name, asset->duration});
    if (const auto* text = std::get_if<config::TextItem>(&item))
      out.insert({'"' + text->text.begin()->second, text->duration});
    if (const auto* nested = std::get_if<config::TakeItem>(&item)) add_items(feed, nested->playlist, out);
  }
}

TEST(Property, ItemsLastAsPublishedToTheMillisecondUnlessTheyAreCut) {
  for_each_feed([](const RandomFeed& random, const Rundown& rundown, const oracle::Minutes&) {
    std::vector<Published> published(random.feed().entries.size());
    for (std::size_t i = 0; i < published.size(); ++i) {
      const auto& list = random.feed().entries[i].playlist;
      if (list) add_items(random.feed(), *list, published[i]);
    }
    for (const Slot& slot : rundown.slots) {
      if (!is_item(slot.shows)) continue;
      const std::string what = slot.shows == Shows::asset
                                   ? rundown.assets[slot.asset].name
                                   : '"' + rundown.texts[slot.asset].text.begin()->second;
      const milliseconds lasts = slot.end - slot.start;
      const Published& all = published[slot.entry];
      if (!slot.cut) {
        ASSERT_TRUE(all.contains({what, lasts})) << what << ' ' << lasts.count();
      } else {
        ASSERT_TRUE(std::ranges::any_of(
            all, [&](const auto& one) { return one.first == what && one.second > lasts; }))
            << what << ' ' << lasts.count();
      }
    }
  });
}

// ---- who may be on

// Until when `entry` is active that is active at `at` (ms of the day); if it is not, until when it was last,
// 0: never.
milliseconds active_until(const oracle::Minutes& minutes, std::size_t entry, milliseconds at) {
  auto minute = static_cast<int>(at / std::chrono::minutes(1));
  if (minutes.active(entry, minute)) return std::chrono::minutes(minutes.closes(entry, minute));
  while (minute > 0 && !minutes.active(entry, minute - 1)) --minute;
  return std::chrono::minutes(minute);
}

// Out by its window, dates, tags or circle, it does not begin, and is off within 60 s if it is a loop or a
// spot, at once if not. A spot that waited may begin then, if it ends within the 60 s.
TEST(Property, NothingIsOnWhileItsEntryIsOutBeyondTheOverrun) {
  int late = 0;
  for_each_feed([&](const RandomFeed& random, const Rundown& rundown, const oracle::Minutes& minutes) {
    for (const Slot& slot : rundown.slots) {
      if (slot.entry == kNone) continue;
      const config::Mode mode = random.feed().entries[slot.entry].mode;
      const bool exact = mode == config::Mode::takeover || mode == config::Mode::dark;
      const milliseconds until = active_until(minutes, slot.entry, slot.start - rundown.start);
      ASSERT_GT(until, milliseconds(0)) << text_of(rundown, slot);
      ASSERT_LE(slot.end - rundown.start, until + (exact ? milliseconds(0) : milliseconds(kOverrunMax)))
          << text_of(rundown, slot);
      if (slot.start - rundown.start < until) continue;
      ASSERT_TRUE(mode == config::Mode::spot && (!slot.cut || slot.end == rundown.end))
          << text_of(rundown, slot);
      ++late;
    }
  });
  std::cout << late << " spots began late\n";
}

// An emergency fills the screen from its first millisecond to its last: the one of the highest priority.
TEST(Property, TakeoversNeverYield) {
  int seen = 0;
  for_each_feed([&](const RandomFeed& random, const Rundown& rundown, const oracle::Minutes& minutes) {
    for (const Slot& slot : rundown.slots) {
      const auto first = static_cast<int>((slot.start - rundown.start) / std::chrono::minutes(1));
      for (int minute = first; rundown.start + std::chrono::minutes(minute) < slot.end; ++minute) {
        const auto takeover = oracle::playing_at(random.feed(), minutes, minute).takeover;
        const bool on =
            slot.entry != kNone && random.feed().entries[slot.entry].mode == config::Mode::takeover;
        if (takeover) {
          ASSERT_EQ(slot.entry, *takeover) << text_of(rundown, slot);
          ++seen;
        } else {
          ASSERT_FALSE(on) << text_of(rundown, slot);
        }
      }
    }
  });
  EXPECT_GT(seen, 0);
}

// Loops and darkness of a lower priority than one that is active do not begin.
TEST(Property, NothingOfALowerPriorityBegins) {
  for_each_feed([](const RandomFeed& random, const Rundown& rundown, const oracle::Minutes& minutes) {
    for (const Slot& slot : rundown.slots) {
      if (slot.entry == kNone) continue;
      const config::Entry& entry = random.feed().entries[slot.entry];
      if (entry.mode != config::Mode::loop && entry.mode != config::Mode::dark) continue;
      const auto minute = static_cast<int>((slot.start - rundown.start) / std::chrono::minutes(1));
      const auto playing = oracle::playing_at(random.feed(), minutes, minute);
      ASSERT_TRUE(std::ranges::count(playing.loops, slot.entry) > 0) << text_of(rundown, slot);
    }
  });
}

TEST(Property, TheCardShowsOnlyWhereNothingPlays) {
  for_each_feed([](const RandomFeed& random, const Rundown& rundown, const oracle::Minutes& minutes) {
    for (const Slot& slot : rundown.slots) {
      if (slot.shows != Shows::card) continue;
      const auto first = static_cast<int>((slot.start - rundown.start) / std::chrono::minutes(1));
      for (int minute = first; rundown.start + std::chrono::minutes(minute) < slot.end; ++minute) {
        const auto playing = oracle::playing_at(random.feed(), minutes, minute);
        ASSERT_TRUE(playing.loops.empty() && !playing.takeover) << text_of(rundown, slot);
      }
    }
  });
}

}  // namespace
}  // namespace kepu::scheduler
