// config/notices.h: notices.json, what cannot wait for the next feed: emergency takeovers, and recalls. A
// plain value. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/clock.h"
#include "config/faults.h"
#include "config/feed.h"

namespace kepu::config {

// A takeover: a text card, then assets of the feed, again and again.
struct Notice {
  std::string id;
  Text text;                        // empty: assets alone
  std::vector<std::string> assets;  // names of the feed's `notice_assets`; empty: the card alone
  TagRule screens;                  // empty: every screen
  Wall from{}, until{};             // half-open
  bool operator==(const Notice&) const = default;
};

struct Notices {
  std::string feed;                     // the stable name of the feed that they go with
  std::int64_t epoch = 0, version = 0;  // of this document, ordered as a pair; apart from the feed's
  Wall issued{}, expires{};
  std::vector<Notice> notices;    // the first of those that are on fills the screen
  std::vector<AssetId> recalled;  // beside those of the feed
  bool operator==(const Notices&) const = default;
};

// What a root lets notices do.
struct NoticeLimits {
  std::chrono::hours longest{6};  // of one notice; 1..6
  std::vector<std::string> tags;  // a notice is for screens with one of these; empty: any
  std::vector<Hours> quiet;       // local hours in which none is shown
  bool operator==(const NoticeLimits&) const = default;
};

constexpr std::size_t kNoticesBytesMax = 256U << 10U;  // of JSON
constexpr std::size_t kNoticesMax = 32;
constexpr std::chrono::hours kNoticeLongest{6};

struct NoticesReading {
  std::optional<Notices> notices;  // set exactly when there are no faults
  Faults faults;
};

// {"format": "kepu-notices/1", "feed": "liuzhou", "epoch": 1, "version": 7, "issued": ..., "expires": ...,
//  "notices": [{"id": "typhoon", "text": {"zh-CN": "台风橙色预警"}, "assets": ["typhoon-map"],
//    "screens": {"all": ["bus"]}, "from": ..., "until": ...}], "recalled": ["5e88…"]}
// `draft`: epoch, version, issued and expires may be missing, and a notice's "from".
NoticesReading read_notices(std::string_view json, Reading reading);
std::string write_notices(const Notices& notices);

// What of `notice` the limits do not let happen, in words; empty: nothing.
std::string over_limit(const Notice& notice, const NoticeLimits& limits);

}  // namespace kepu::config
