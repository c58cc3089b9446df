// Spots come as often as they are owed, wherever there is room; on random feeds.
//
// There is room for a play that is due at an instant d, if, with L the longest item of the feed (loops and
// spots):
//   - no other spot is due within 2 L of d: whatever was due before has ended, nothing else waits;
//   - its window stays open until d + L: the item that is on at d ends by then;
//   - neither a takeover nor darkness is on between d and d + L, nor does the day end.
// Then it begins between d and d + L. The spots' assets are no loop's, so that none has to step aside.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "scheduler/rundown.h"
#include "tests/scheduler/oracle/channel.h"
#include "tests/scheduler/oracle/owed.h"
#include "tests/scheduler/random_rules.h"
#include "tests/scheduler/seeds.h"

namespace kepu::scheduler {
namespace {

constexpr int kLongest = 60;  // seconds

class SpotFeed {
 public:
  explicit SpotFeed(unsigned seed) : dice_(seed) {
    const ZonedDay day = random_day(dice_);
    today.date = day.date;
    sample.feed.timezone = day.zone;
    for (int i = dice_.pick(0, 2); i > 0; --i) add("loop", config::Mode::loop, 30);
    for (int i = dice_.pick(1, 3); i > 0; --i)
      add("spot", config::Mode::spot, 40).per_hour = dice_.pick(1, 6);
    if (dice_.chance(40)) add("takeover", config::Mode::takeover, 100);
    if (dice_.chance(40)) sample.dark("dark", {random_hours(dice_)});
  }

  Sample sample;
  config::Day today;

 private:
  config::Entry& add(const std::string& kind, config::Mode mode, int windowed) {
    const std::string name = kind + std::to_string(sample.feed.entries.size());
    std::vector<milliseconds> lengths;
    for (int i = dice_.pick(1, 4); i > 0; --i) lengths.emplace_back(dice_.pick(5'000, kLongest * 1000));
    config::Entry& entry = sample.loop(name, sample.clips(name, lengths));
    entry.mode = mode;
    entry.priority = dice_.pick(0, 2);
    if (dice_.chance(windowed)) entry.hours = {random_hours(dice_)};
    return entry;
  }
  Dice dice_;
};

class Room {
 public:
  Room(const config::Feed& feed, const oracle::Minutes& minutes)
      : feed_(feed), minutes_(minutes), owed_(oracle::owed(feed, minutes)) {}

  const std::vector<oracle::Owed>& owed() const { return owed_; }
  bool has(const oracle::Owed& one) const {
    const std::int64_t longest = kLongest * 1000, last = one.at + longest;
    for (const oracle::Owed& other : owed_) {
      if (&other != &one && std::abs(other.at - one.at) <= 2 * longest) return false;
    }
    if (one.closes < last || last >= minutes_.count() * oracle::kMinute) return false;
    for (std::int64_t minute = one.at / oracle::kMinute; minute <= last / oracle::kMinute; ++minute) {
      const auto playing = oracle::playing_at(feed_, minutes_, static_cast<int>(minute));
      if (playing.takeover || playing.dark) return false;
    }
    return true;
  }

 private:
  const config::Feed& feed_;
  const oracle::Minutes& minutes_;
  std::vector<oracle::Owed> owed_;
};

std::int64_t begun(const Rundown& rundown, std::size_t entry, std::int64_t from, std::int64_t to) {
  return std::ranges::count_if(rundown.slots, [&](const Slot& slot) {
    const std::int64_t at = (slot.start - rundown.start).count();
    return slot.entry == entry && from <= at && at <= to;
  });
}

TEST(SpotCount, IsExactWhereverThereIsRoom) {
  oracle::WallClocks clocks;
  int plays = 0, whole = 0;
  for (const unsigned seed : seeds(1'000)) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const SpotFeed random(seed);
    const config::Feed& feed = random.sample.feed;
    const Rundown rundown = *compile(feed, random.sample.screen, random.today, {});
    const config::Place nowhere;
    const oracle::Minutes minutes(feed, random.sample.screen, random.today, nowhere, clocks);
    const Room room(feed, minutes);
    std::vector<std::int64_t> owed(feed.entries.size());
    std::vector<bool> all(feed.entries.size(), true);
    for (const oracle::Owed& one : room.owed()) {
      ++owed[one.entry];
      all[one.entry] = all[one.entry] && room.has(one);
      if (!room.has(one)) continue;
      ASSERT_EQ(begun(rundown, one.entry, one.at, one.at + kLongest * 1000), 1) << one.at;
      ++plays;
    }
    for (std::size_t entry = 0; entry < owed.size(); ++entry) {
      if (feed.entries[entry].mode != config::Mode::spot) continue;
      const std::int64_t found = begun(rundown, entry, 0, INT64_MAX);
      ASSERT_LE(found, owed[entry]) << rundown.entries[entry];
      if (!all[entry]) continue;
      ASSERT_EQ(found, owed[entry]) << rundown.entries[entry];
      whole += owed[entry] > 0 ? 1 : 0;
    }
  }
  std::cout << plays << " plays where there was room; " << whole << " spots had room all day\n";
}

}  // namespace
}  // namespace kepu::scheduler
