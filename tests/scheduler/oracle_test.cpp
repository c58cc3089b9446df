// compile() against the oracle, on random feeds; and what must hold of every rundown.
#include <gtest/gtest.h>

#include <random>

#include "scheduler/rundown.h"
#include "tests/scheduler/oracle.h"
#include "tests/scheduler/sample.h"

namespace kepu::scheduler {
namespace {

// A feed by a seed: entries of all modes, with windows, dates, days, tags, priorities and shares that collide
// often.
class RandomFeed {
 public:
  explicit RandomFeed(unsigned seed) : random_(seed) {
    const int lists = pick(1, 5);
    for (int i = 0; i < lists; ++i) list(i);
    const int entries = pick(0, 9);
    for (int i = 0; i < entries; ++i) entry(i);
    for (int i = pick(0, 2); i > 0; --i) sample.feed.calendar.rest.push_back(some_date());
    for (int i = pick(0, 2); i > 0; --i) {
      const config::Date date = some_date();
      const auto& rest = sample.feed.calendar.rest;
      if (std::find(rest.begin(), rest.end(), date) == rest.end()) sample.feed.calendar.work.push_back(date);
    }
    today = some_date();
  }

  Sample sample;
  config::Date today;

 private:
  int pick(int low, int high) {
    return low + static_cast<int>(random_() % static_cast<unsigned>(high - low + 1));
  }
  bool chance(int percent) { return pick(1, 100) <= percent; }
  config::Date some_date() { return date(2027, 3, static_cast<unsigned>(pick(10, 14))); }
  config::Hours some_hours() {
    const int begin = pick(0, 47) * 30, length = pick(1, 40) * 30;
    return {begin, begin + length <= 1440             ? begin + length
                   : (begin + length) % 1440 == begin ? 1440
                                                      : (begin + length - 1) % 1440 + 1};
  }

  void list(int number) {
    std::vector<config::Item> items;
    for (int i = pick(1, 5); i > 0; --i) {
      if (number > 0 && chance(25)) {
        const auto nested = static_cast<std::uint32_t>(pick(0, number - 1));
        items.push_back(config::TakeItem{nested, chance(50) ? std::optional(pick(1, 4)) : std::nullopt});
      } else {
        if (assets_.empty() || chance(70))
          assets_.push_back(sample.asset("a" + std::to_string(assets_.size())));
        items.push_back(config::AssetItem{
            assets_[static_cast<std::size_t>(pick(0, static_cast<int>(assets_.size()) - 1))],
            milliseconds(chance(30) ? pick(1, 20) * 60'000 : pick(40'000, 1'500'000))});
      }
    }
    sample.playlist("p" + std::to_string(number), std::move(items));
  }

  void entry(int number) {
    const auto list = static_cast<std::uint32_t>(pick(0, static_cast<int>(sample.feed.playlists.size()) - 1));
    config::Entry& one = sample.loop("e" + std::to_string(pick(0, 9)) + "-" + std::to_string(number), list);
    const int kind = pick(1, 10);
    if (kind <= 2) {
      one.mode = config::Mode::spot;
      one.per_hour = pick(1, 7);
    } else if (kind == 3) {
      one.mode = config::Mode::takeover;
    } else if (kind == 4) {
      one.mode = config::Mode::dark;
      one.playlist.reset();
    }
    one.priority = pick(0, 2);
    one.share = pick(1, 4);
    for (int i = pick(0, 3); i > 0; --i) one.hours.push_back(some_hours());
    if (chance(15)) one.from = some_date();
    if (chance(15)) one.until = some_date();
    if (chance(20)) one.except.push_back(some_date());
    for (int i = chance(30) ? pick(1, 3) : 0; i > 0; --i)
      one.days.push_back(static_cast<config::DayRule>(pick(0, 8)));
    if (chance(15)) one.screens.all = {chance(70) ? "bus" : "campus"};
    if (chance(15)) one.screens.any = {"tram", chance(70) ? "route:10" : "route:2"};
    if (chance(10)) one.screens.none = {chance(50) ? "bus-17" : "campus"};
  }

  std::mt19937 random_;
  std::vector<std::uint32_t> assets_;
};

std::string text_of(const oracle::Slot& slot) {
  return std::to_string(slot.start) + "-" + std::to_string(slot.end) + " " + slot.what + " " + slot.entry +
         (slot.cut ? " cut" : "");
}

oracle::Slot plain(const Rundown& rundown, const Slot& slot) {
  const std::string what = slot.shows == Shows::card   ? "(card)"
                           : slot.shows == Shows::dark ? "(dark)"
                                                       : rundown.assets[slot.asset].name;
  return {(slot.start - rundown.start).count(), (slot.end - rundown.start).count(), what,
          slot.entry == kNone ? "" : rundown.entries[slot.entry], slot.cut};
}

void agrees(unsigned seed) {
  const RandomFeed random(seed);
  const Rundown rundown = random.sample.rundown(random.today);
  const auto wanted =
      oracle::Oracle(random.sample.feed, random.sample.screen, std::chrono::sys_days(random.today)).day();
  for (std::size_t i = 0; i < std::max(wanted.size(), rundown.slots.size()); ++i) {
    const std::string found =
        i < rundown.slots.size() ? text_of(plain(rundown, rundown.slots[i])) : "nothing";
    ASSERT_EQ(found, i < wanted.size() ? text_of(wanted[i]) : "nothing") << "seed " << seed << ", slot " << i;
  }
}

TEST(Oracle, AgreesSlotBySlotOnTenThousandFeeds) {
#ifdef KEPU_SANITIZED
  constexpr unsigned kFeeds = 300;
#else
  constexpr unsigned kFeeds = 10'000;
#endif
  for (unsigned seed = 1; seed <= kFeeds && !HasFatalFailure(); ++seed) agrees(seed);
}

TEST(Property, SlotsAreContiguousFromEdgeToEdge) {
  for (unsigned seed = 1; seed <= 2'000; ++seed) {
    const RandomFeed random(seed);
    const Rundown rundown = random.sample.rundown(random.today);
    ASSERT_FALSE(rundown.slots.empty());
    EXPECT_EQ(rundown.slots.front().start, rundown.start);
    EXPECT_EQ(rundown.slots.back().end, rundown.end);
    for (std::size_t i = 1; i < rundown.slots.size(); ++i) {
      ASSERT_EQ(rundown.slots[i].start, rundown.slots[i - 1].end) << "seed " << seed;
    }
    for (const Slot& slot : rundown.slots) ASSERT_LT(slot.start, slot.end) << "seed " << seed;
  }
}

TEST(Property, TheSameInputGivesTheSameRundown) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    const RandomFeed one(seed), other(seed);
    EXPECT_EQ(one.sample.rundown(one.today), other.sample.rundown(other.today));
  }
}

}  // namespace
}  // namespace kepu::scheduler
