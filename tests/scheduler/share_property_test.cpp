// Loops that share a segment keep to their shares at every prefix of it (rule 10), on random feeds.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "scheduler/rundown.h"
#include "tests/scheduler/random_rules.h"
#include "tests/scheduler/seeds.h"

namespace kepu::scheduler {
namespace {

// Two to six loops that play all day: one segment, which spots and takeovers only interrupt. Lists of lists,
// shuffled ones, items of seconds beside items of half an hour.
class SharedDay {
 public:
  explicit SharedDay(unsigned seed) : dice_(seed) {
    const int loops = dice_.pick(2, 6);
    for (int i = 0; i < loops; ++i)
      add("loop" + std::to_string(i)).share = dice_.pick(1, dice_.chance(30) ? 50 : 5);
    if (dice_.chance(40)) {
      config::Entry& spot = add("spot");
      spot.mode = config::Mode::spot;
      spot.per_hour = dice_.pick(1, 6);
    }
    if (dice_.chance(40)) {
      config::Entry& takeover = add("takeover");
      takeover.mode = config::Mode::takeover;
      takeover.hours = {random_hours(dice_), random_hours(dice_)};
    }
  }
  Sample sample;

 private:
  config::Entry& add(const std::string& name) {
    std::vector<milliseconds> lengths;
    const int most = dice_.chance(30) ? 1'800'000 : 120'000;
    for (int i = dice_.pick(1, 6); i > 0; --i)
      lengths.emplace_back(dice_.chance(30) ? 60'000 : dice_.pick(5'000, most));
    const std::uint32_t list = sample.clips(name, lengths);
    if (dice_.chance(30)) sample.feed.playlists[list].order = config::Order::shuffle;
    if (sample.feed.playlists.size() > 1 && dice_.chance(30)) {
      const config::TakeItem some{0, dice_.pick(1, 2)};
      sample.feed.playlists[list].items.emplace_back(some);
    }
    return sample.loop(name, list);
  }
  Dice dice_;
};

milliseconds longest_item(const config::Feed& feed, std::uint32_t list) {
  milliseconds longest{};
  for (const config::Item& item : feed.playlists[list].items) {
    const auto* asset = std::get_if<config::AssetItem>(&item);
    longest = std::max(longest, asset != nullptr ? asset->duration : longest_item(feed, 0));
  }
  return longest;
}

// After each item: nobody has had more than its part of the airtime by more than an item of its own, nor less
// by more than the longest item of all. In between the bounds hold, too: airtime grows towards the next.
TEST(Share, IsWithinOneItemAtEveryPrefixOfASegment) {
  for (const unsigned seed : seeds(1'000)) {
    const SharedDay random(seed);
    const config::Feed& feed = random.sample.feed;
    const Rundown rundown = random.sample.rundown();
    double shares = 0, total = 0, most = 0;
    std::vector<double> airtime(feed.entries.size()), longest(feed.entries.size());
    const auto is_loop = [&](std::size_t entry) { return feed.entries[entry].mode == config::Mode::loop; };
    for (std::size_t i = 0; i < feed.entries.size(); ++i) {
      longest[i] = static_cast<double>(longest_item(feed, *feed.entries[i].playlist).count());
      if (!is_loop(i)) continue;
      shares += feed.entries[i].share;
      most = std::max(most, longest[i]);
    }
    for (const Slot& slot : rundown.slots) {
      if (!is_loop(slot.entry)) continue;
      const auto shown = static_cast<double>((slot.end - slot.start).count());
      airtime[slot.entry] += shown;
      total += shown;
      for (std::size_t i = 0; i < feed.entries.size(); ++i) {
        if (!is_loop(i)) continue;
        const double fair = total * feed.entries[i].share / shares;
        ASSERT_LE(airtime[i], fair + longest[i] + 0.001) << "seed " << seed << ", " << text_of(rundown, slot);
        ASSERT_GE(airtime[i], fair - most - 0.001) << "seed " << seed << ", " << text_of(rundown, slot);
      }
    }
  }
}

}  // namespace
}  // namespace kepu::scheduler
