// headend/timetable.h: a rundown as people and programs read it. Pure but for the tz database.
#pragma once

#include <string>
#include <vector>

#include "config/feed.h"
#include "config/screen.h"
#include "headend/local_clock.h"
#include "scheduler/rundown.h"

namespace kepu::headend {

struct Timetable {
  const config::Feed& feed;
  const config::Screen& screen;
  config::Date date;
  const scheduler::Rundown& rundown;
  LocalClock local;
  std::string timezone;
  Wall from{}, to{};                   // slots that overlap [from, to) are told
  bool why = false;                    // and, once for each stretch of the day, why
  std::vector<std::string> screens{};  // of a fleet: all that show this; empty: `screen` was asked for alone
};

// A line per slot: local start, length, asset, entry; then one per stretch of an overlay.
std::string table(const Timetable& timetable);

// One JSON object with "slots" and "overlays", and "screens" of a fleet; times as RFC 3339 in UTC and local.
std::string json(const Timetable& timetable);

// `text` as a JSON string with its quotes. What is not UTF-8 becomes U+FFFD.
std::string json_string(const std::string& text);

}  // namespace kepu::headend
