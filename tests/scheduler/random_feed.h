// tests/scheduler/random_feed.h: a feed, a screen, a day and a place by a seed: all modes and rules, with
// windows, dates, places, priorities and shares that collide often. Each is one that read_feed() could have
// given.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "config/feed.h"
#include "config/screen.h"
#include "tests/scheduler/random_rules.h"
#include "tests/scheduler/sample.h"

namespace kepu::scheduler {

class RandomFeed {
 public:
  explicit RandomFeed(unsigned seed) : dice_(seed) {
    zone_and_day();
    today.clock_trusted = !dice_.chance(8);
    place = random_place(dice_);
    calendar();
    media();
    const int entries = dice_.pick(0, 9);
    for (int i = 0; i < entries; ++i) entry(i);
    for (int i = dice_.chance(25) ? dice_.pick(1, 2) : 0; i > 0; --i) overlay(i);
  }

  Sample sample;
  config::Day today;
  config::Place place;

  const config::Feed& feed() const { return sample.feed; }
  Rundown rundown() const { return *compile(sample.feed, sample.screen, today, place); }
  // For whoever looks into a failure: the arguments of compile().
  std::string text() const {
    std::ostringstream out;
    out << "date " << std::chrono::sys_days(today.date).time_since_epoch().count()
        << " days since 1970, screen zone \"" << sample.screen.timezone
        << (today.clock_trusted ? "\"" : "\", clock not trusted");
    if (place.position) out << ", at " << place.position->lat << ',' << place.position->lon;
    out << ", stop \"" << place.stop << "\"\n" << config::write_feed(sample.feed);
    return out.str();
  }

 private:
  void zone_and_day() {
    const ZonedDay day = random_day(dice_);
    today.date = day.date;
    sample.feed.name = "random";
    sample.feed.epoch = 1;
    sample.feed.version = 1;
    sample.feed.issued = utc(date(2026, 11, 1), 0);
    sample.feed.expires = utc(date(2027, 11, 1), 0);
    sample.feed.timezone = day.zone;
    if (!dice_.chance(25)) return;
    sample.screen.timezone = day.zone;
    sample.feed.timezone = random_day(dice_).zone;
  }
  config::Date some_date() {
    return std::chrono::sys_days(today.date) + std::chrono::days(dice_.pick(-2, 2));
  }

  void calendar() {
    auto& [rest, work] = sample.feed.calendar;
    const auto holds = [](const auto& dates, const config::Date& date) {
      return std::find(dates.begin(), dates.end(), date) != dates.end();
    };
    for (int i = dice_.pick(0, 2); i > 0; --i) {
      const config::Date day = some_date();
      if (!holds(rest, day)) rest.push_back(day);
    }
    for (int i = dice_.pick(0, 2); i > 0; --i) {
      const config::Date day = some_date();
      if (!holds(rest, day) && !holds(work, day)) work.push_back(day);
    }
  }

  // Images and streams: their items may last as long as they like.
  void media() {
    for (int i = 0; i < kAssets; ++i) {
      const bool stream = dice_.chance(20);
      sample.asset("a" + std::to_string(i), stream ? config::AssetType::stream : config::AssetType::image);
      config::Asset& asset = sample.feed.assets.back();
      asset.url = "http://host/a" + std::to_string(i);
      if (stream) {
        asset.id = {};
        asset.stall = seconds(5);
      } else {
        asset.bytes = 1000;
      }
    }
    const int lists = dice_.pick(1, 6);
    for (int i = 0; i < lists; ++i) list(i);
    short_list();
  }

  // From ten seconds to half an hour; often one of a few, so that shares are even and ends meet windows'.
  milliseconds length() {
    if (dice_.chance(30)) return minutes(dice_.pick(1, 20));
    if (dice_.chance(25)) return milliseconds(dice_.pick(10'000, 80'000));
    return milliseconds(dice_.pick(40'000, 1'500'000));
  }
  config::Item item() {
    if (dice_.chance(15)) {
      const std::string text = "t" + std::to_string(dice_.pick(0, 2));
      return config::TextItem{{{"en", text}, {"zh-CN", "字" + text}}, length()};
    }
    return config::AssetItem{static_cast<std::uint32_t>(dice_.pick(0, most_assets_ - 1)), length()};
  }
  void list(int number) {
    most_assets_ = dice_.pick(1, kAssets);
    std::vector<config::Item> items;
    for (int i = dice_.pick(1, 6); i > 0; --i) {
      if (number > 0 && dice_.chance(25)) {
        const auto nested = static_cast<std::uint32_t>(dice_.pick(0, number - 1));
        items.push_back(
            config::TakeItem{nested, dice_.chance(50) ? std::optional(dice_.pick(1, 4)) : std::nullopt});
      } else {
        items.push_back(item());
      }
    }
    sample.playlist("p" + std::to_string(number), std::move(items));
    if (dice_.chance(35)) sample.feed.playlists.back().order = config::Order::shuffle;
  }

  // For spots that come late: items that end within a minute of their window.
  void short_list() {
    std::vector<config::Item> items;
    for (int i = dice_.pick(1, 3); i > 0; --i) {
      items.push_back(config::AssetItem{static_cast<std::uint32_t>(dice_.pick(0, kAssets - 1)),
                                        milliseconds(dice_.pick(5'000, 40'000))});
    }
    sample.playlist("short", std::move(items));
  }

  void entry(int number) {
    const int last_list = static_cast<int>(sample.feed.playlists.size()) - 2;
    config::Entry& one = sample.loop("e" + std::to_string(dice_.pick(0, 9)) + "-" + std::to_string(number),
                                     static_cast<std::uint32_t>(dice_.pick(0, last_list)));
    const int kind = dice_.pick(1, 10);
    if (kind <= 2) {
      one.mode = config::Mode::spot;
      if (dice_.chance(50)) one.playlist = static_cast<std::uint32_t>(last_list + 1);
      one.per_hour = dice_.pick(1, dice_.chance(25) ? 60 : 7);
    } else if (kind == 3) {
      one.mode = config::Mode::takeover;
    } else if (kind == 4) {
      one.mode = config::Mode::dark;
      one.playlist.reset();
    } else {
      one.share = dice_.pick(1, 4);
    }
    one.priority = dice_.pick(0, 2);
    screens(one);
    when(one);
    if (dice_.chance(25)) one.near = random_near(dice_, place);
  }
  void overlay(int number) {
    config::Overlay& one = sample.feed.overlays.emplace_back();
    one.id = "o" + std::to_string(number);
    one.kind = "ticker";
    one.text = {{"en", one.id}};
    screens(one);
    when(one);
    if (dice_.chance(25)) one.near = random_near(dice_, place);
  }
  void screens(config::Selection& one) {
    if (dice_.chance(15)) one.screens.all = {dice_.chance(70) ? "bus" : "campus"};
    if (dice_.chance(15)) one.screens.any = {"tram", dice_.chance(70) ? "route:10" : "route:2"};
    if (dice_.chance(10)) one.screens.none = {dice_.chance(50) ? "bus-17" : "campus"};
  }
  void when(config::Selection& one) {
    for (int i = dice_.pick(0, 3); i > 0; --i) {
      const config::Hours window = random_hours(dice_);
      if (std::find(one.hours.begin(), one.hours.end(), window) == one.hours.end())
        one.hours.push_back(window);
    }
    if (dice_.chance(15)) one.from = some_date();
    if (dice_.chance(15)) one.until = some_date();
    if (one.from && one.until && *one.until < *one.from) std::swap(one.from, one.until);
    if (dice_.chance(20)) one.except.push_back(some_date());
    for (int i = dice_.chance(30) ? dice_.pick(1, 3) : 0; i > 0; --i) {
      const auto day = static_cast<config::DayRule>(dice_.pick(0, 8));
      if (std::find(one.days.begin(), one.days.end(), day) == one.days.end()) one.days.push_back(day);
    }
    if (!dice_.chance(20)) return;
    if (!one.from && !one.until && dice_.chance(70))
      one.from =
          std::chrono::sys_days(today.date) - std::chrono::days(dice_.pick(0, dice_.chance(50) ? 40 : 800));
    one.rrule = random_rrule(dice_, today.date, one.from.has_value());
  }

  static constexpr int kAssets = 10;
  Dice dice_;
  int most_assets_ = kAssets;
};

}  // namespace kepu::scheduler
