// From a feed to a rundown. The first byte says whether the rest is a feed's JSON or choices of which one is
// made: random bytes seldom are a feed, choices always.
#include <fuzzer/FuzzedDataProvider.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "config/feed.h"
#include "config/log.h"
#include "scheduler/rundown.h"

namespace {

using namespace kepu;
using namespace kepu::config;

constexpr int kDayMinutes = 1440;

// A feed, whatever the choices.
class FeedMaker {
 public:
  explicit FeedMaker(FuzzedDataProvider& choices) : choices_(&choices) {}

  Feed make() {
    feed_.name = "fuzz";
    feed_.epoch = feed_.version = 1;
    feed_.issued = Wall(std::chrono::sys_days(std::chrono::year(2026) / 1 / 1));
    feed_.expires = feed_.issued + std::chrono::hours(24 * 365);
    feed_.timezone = pick<std::string>({"Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "UTC"});
    const int assets = number(1, 6), playlists = number(1, 4), entries = number(0, 8);
    for (int i = 0; i < assets; ++i) add_asset(i);
    for (int i = 0; i < playlists; ++i) add_playlist(i);
    for (int i = 0; i < entries; ++i) add_entry(i);
    return std::move(feed_);
  }

 private:
  int number(int min, int max) { return choices_->ConsumeIntegralInRange(min, max); }
  template <class T>
  T pick(std::vector<T> all) {
    return all[static_cast<std::size_t>(number(0, static_cast<int>(all.size()) - 1))];
  }
  Date date() {
    const auto day =
        std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + std::chrono::days(number(0, 364));
    return Date(day);
  }

  void add_asset(int i) {
    Asset asset;
    asset.name = "a" + std::to_string(i);
    asset.type = pick<AssetType>({AssetType::video, AssetType::image});
    asset.id.bytes[0] = static_cast<std::uint8_t>(i + 1);
    asset.bytes = 1000;
    asset.url = asset.name;
    asset.duration = milliseconds(number(1'000, 3'600'000));
    feed_.assets.push_back(std::move(asset));
  }

  void add_playlist(int i) {
    Playlist playlist;
    playlist.name = "p" + std::to_string(i);
    playlist.order = pick<Order>({Order::sequential, Order::shuffle});
    const int items = number(1, 5);
    for (int item = 0; item < items; ++item) {
      const auto asset = static_cast<std::uint32_t>(number(0, static_cast<int>(feed_.assets.size()) - 1));
      const int kind = number(0, 9);
      if (kind == 0) {
        playlist.items.emplace_back(TextItem{{{"en", "text"}}, milliseconds(number(1'000, 100'000))});
      } else if (kind <= 2 && i > 0) {
        TakeItem take{static_cast<std::uint32_t>(number(0, i - 1)), {}};
        if (number(0, 1) == 1) take.take = number(1, 5);
        playlist.items.emplace_back(take);
      } else {
        playlist.items.emplace_back(AssetItem{asset, feed_.assets[asset].duration});
      }
    }
    feed_.playlists.push_back(std::move(playlist));
  }

  void add_entry(int i) {
    Entry entry;
    entry.id.name = "e" + std::to_string(i);
    entry.mode = pick<Mode>({Mode::loop, Mode::loop, Mode::spot, Mode::takeover, Mode::dark});
    if (entry.mode != Mode::dark)
      entry.playlist = static_cast<std::uint32_t>(number(0, static_cast<int>(feed_.playlists.size()) - 1));
    entry.priority = number(-2, 2);
    entry.share = entry.mode == Mode::loop ? number(1, 5) : 1;
    if (entry.mode == Mode::spot) entry.per_hour = number(1, 60);
    entry.align = entry.mode == Mode::loop ? pick<Align>({Align::free, Align::clock}) : Align::free;
    if (number(0, 3) == 0) entry.from = date();
    if (number(0, 3) == 0) entry.until = date();
    if (number(0, 2) == 0) entry.days.push_back(static_cast<DayRule>(number(0, 8)));
    if (number(0, 7) == 0)
      entry.rrule =
          pick<std::string>({"FREQ=DAILY;INTERVAL=2", "FREQ=MONTHLY;BYDAY=1SA", "FREQ=WEEKLY;BYDAY=MO,WE"});
    for (int hours = number(0, 2); hours > 0; --hours) {
      const int begin = number(0, kDayMinutes - 1), end = number(0, kDayMinutes);
      if (begin != end) entry.hours.push_back({begin, end});
    }
    feed_.entries.push_back(std::move(entry));
  }

  FuzzedDataProvider* choices_;
  Feed feed_;
};

// A day of items of 20 ms has four million slots: that takes seconds by design.
bool is_hasty(const Feed& feed) {
  return std::ranges::any_of(feed.playlists, [](const Playlist& playlist) {
    return std::ranges::any_of(playlist.items, [](const Item& item) {
      const auto* asset = std::get_if<AssetItem>(&item);
      const auto* text = std::get_if<TextItem>(&item);
      const milliseconds shortest = std::chrono::seconds(1);
      return (asset != nullptr && asset->duration < shortest) ||
             (text != nullptr && text->duration < shortest);
    });
  });
}

void check(const scheduler::Rundown& rundown) {
  KEPU_CHECK(!rundown.slots.empty() && !rundown.segments.empty());
  Wall at = rundown.start;
  for (const scheduler::Slot& slot : rundown.slots) {
    KEPU_CHECK(slot.start == at && slot.end > at);
    KEPU_CHECK(slot.segment < rundown.segments.size());
    if (slot.shows == scheduler::Shows::asset) KEPU_CHECK(slot.asset < rundown.assets.size());
    if (slot.shows == scheduler::Shows::text) KEPU_CHECK(slot.asset < rundown.texts.size());
    at = slot.end;
  }
  KEPU_CHECK(at == rundown.end);
}

void compile(const Feed& feed, std::chrono::sys_days day, bool clock_trusted) {
  const Screen screen{{"screen"}, {"bus"}, ""};
  auto of = scheduler::day_of(feed, screen, Wall(day) + std::chrono::hours(12));
  if (!of) return;
  of->clock_trusted = clock_trusted;
  const auto rundown = scheduler::compile(feed, screen, *of, {});
  if (rundown) check(*rundown);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4) return 0;
  const bool json = data[0] % 4 == 0;
  const auto day =
      std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + std::chrono::days(data[1] + data[2]);
  const bool trusted = data[3] % 4 != 0;
  if (json) {
    const auto reading =
        read_feed(std::string_view(reinterpret_cast<const char*>(data + 4), size - 4), Reading::playing);
    KEPU_CHECK(reading.feed.has_value() == reading.faults.empty());
    if (reading.feed && !is_hasty(*reading.feed)) compile(*reading.feed, day, trusted);
    return 0;
  }
  FuzzedDataProvider choices(data + 4, size - 4);
  const Feed made = FeedMaker(choices).make();
  const auto reading = read_feed(write_feed(made), Reading::publishing);
  if (reading.feed) KEPU_CHECK(*reading.feed == made);
  if (reading.feed) compile(*reading.feed, day, trusted);
  return 0;
}
