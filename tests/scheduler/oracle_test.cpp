// compile() against the oracle, on random feeds.
#include <gtest/gtest.h>

#include "scheduler/rundown.h"
#include "tests/scheduler/oracle/channel.h"
#include "tests/scheduler/oracle/over.h"
#include "tests/scheduler/random_feed.h"
#include "tests/scheduler/seeds.h"

namespace kepu::scheduler {
namespace {

std::string line(std::int64_t start, std::int64_t end, const std::string& what, const std::string& entry,
                 bool cut) {
  return std::to_string(start) + "-" + std::to_string(end) + " " + what + " " + entry + (cut ? " cut" : "");
}

std::string text_of(const config::Feed& feed, const oracle::Slot& slot) {
  std::string what = slot.what == oracle::What::card ? "(card)" : "(dark)";
  if (slot.what == oracle::What::asset)
    what = feed.assets[std::get<config::AssetItem>(*slot.item).asset].name;
  if (slot.what == oracle::What::text)
    what = '"' + std::get<config::TextItem>(*slot.item).text.begin()->second + '"';
  return line(slot.start, slot.end, what, slot.entry ? feed.entries[*slot.entry].id.name : "", slot.cut);
}

std::string found_text(const Rundown& rundown, const Slot& slot) {
  std::string what = slot.shows == Shows::card ? "(card)" : "(dark)";
  if (slot.shows == Shows::asset) what = rundown.assets[slot.asset].name;
  if (slot.shows == Shows::text) what = '"' + rundown.texts[slot.asset].text.begin()->second + '"';
  return line((slot.start - rundown.start).count(), (slot.end - rundown.start).count(), what,
              slot.entry == kNone ? "" : rundown.entries[slot.entry], slot.cut);
}

bool is_overlaid(const Rundown& rundown, std::size_t overlay, Wall at) {
  return std::any_of(rundown.overlaid.begin(), rundown.overlaid.end(), [&](const Overlaid& one) {
    return one.overlay == overlay && one.start <= at && at < one.end;
  });
}

// At the start of every minute and of every slot.
void agrees_on_overlays(unsigned seed, const RandomFeed& random, const Rundown& rundown,
                        const std::vector<oracle::Slot>& slots, oracle::WallClocks& clocks) {
  const config::Feed overlays = oracle::overlays_as_entries(random.feed());
  const oracle::Minutes minutes(overlays, random.sample.screen, random.today, random.place, clocks);
  for (const oracle::Slot& slot : slots) {
    for (std::int64_t at = slot.start; at < slot.end; at = (at / oracle::kMinute + 1) * oracle::kMinute) {
      for (std::size_t i = 0; i < overlays.entries.size(); ++i) {
        ASSERT_EQ(is_overlaid(rundown, i, rundown.start + milliseconds(at)),
                  oracle::is_seen(random.feed(), minutes, i, slot, at))
            << "seed " << seed << ", overlay " << i << " at " << at << " ms\n"
            << random.text();
      }
    }
  }
}

void agrees(unsigned seed, oracle::WallClocks& clocks) {
  const RandomFeed random(seed);
  const Rundown rundown = random.rundown();
  const oracle::Minutes minutes(random.feed(), random.sample.screen, random.today, random.place, clocks);
  ASSERT_EQ(rundown.start.time_since_epoch(), std::chrono::minutes(minutes.begin())) << "seed " << seed;
  const auto wanted =
      oracle::Channel(random.feed(), minutes, std::chrono::sys_days(random.today.date)).slots();
  for (std::size_t i = 0; i < std::max(wanted.size(), rundown.slots.size()); ++i) {
    const std::string found = i < rundown.slots.size() ? found_text(rundown, rundown.slots[i]) : "nothing";
    ASSERT_EQ(found, i < wanted.size() ? text_of(random.feed(), wanted[i]) : "nothing")
        << "seed " << seed << ", slot " << i << '\n'
        << random.text();
  }
  if (!random.feed().overlays.empty()) agrees_on_overlays(seed, random, rundown, wanted, clocks);
}

TEST(Oracle, AgreesSlotBySlotOnTenThousandFeeds) {
  oracle::WallClocks clocks;
  for (const unsigned seed : seeds(10'000)) {
    agrees(seed, clocks);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace kepu::scheduler
