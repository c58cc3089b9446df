// scheduler/rundown.h: what one screen plans to show over one day.
//   rundown = compile(feed, screen, day, place)
// is a pure function: no I/O but the time zone database, no threads, no clock, no random source, no history.
// Any thread may call what is declared here. The rules, with examples: scheduler/README.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/feed.h"
#include "config/result.h"
#include "config/screen.h"

namespace kepu::scheduler {

enum class Shows : std::uint8_t {
  asset,  // the slot's asset
  text,   // a text card
  card,   // nothing is scheduled: the built-in card
  dark,   // a `dark` entry: the display is off
};

// Whether an item of a playlist is shown, not what stands where there is none.
constexpr bool is_item(Shows shows) { return shows == Shows::asset || shows == Shows::text; }

constexpr std::uint32_t kNone = 0xFFFFFFFF;

// Half-open: [start, end). Asset and entry are indices into the rundown's tables, kNone where there is none.
// Of a text card `asset` is the index into Rundown::texts.
struct Slot {
  Wall start{}, end{};
  std::uint32_t asset = 0;
  std::uint32_t entry = 0;
  std::uint32_t segment = 0;  // index into Rundown::segments: the one in which it began
  Shows shows = Shows::asset;
  bool cut = false;  // ends before its item does: at the day's edge, where a takeover begins or ends, or 60 s
                     // after its entry stopped playing
  bool operator==(const Slot&) const = default;
};
// An item plays to its end though its entry has stopped playing, but at most this long.
constexpr milliseconds kOverrunMax = std::chrono::seconds(60);

// Why an entry is in or out. The order is that in which the rules are asked.
enum class Rule : std::uint8_t {
  plays,           // in: an active loop of the highest priority
  dark,            // in: a dark entry of the highest priority
  spot,            // in: an active spot: plays at its instants
  takeover,        // in: the takeover that fills the screen
  tags,            // out: the screen's tags do not match
  place,           // out: the screen is at none of its places
  clock,           // out: has dates or hours, and the clock is not trusted
  date,            // out: before `from`, after `until` or in `except`
  rrule,           // out: not a date of its rrule
  days,            // out: not one of its days
  hours,           // out: not in one of its hours
  lower_priority,  // out: active, but another active entry has a higher priority
  outshone,        // out: active, but a dark entry turns the display off
  silenced,        // out: active, but a takeover fills the screen
};

// What an entry's own rules say from `since` until its next verdict, or the end of the rundown: `plays`,
// `dark`, `spot` or `takeover` if it is active, else why it is not. Priority is not in it: rule_at() (why.h)
// adds the segment's. Kept apart, because a table of 10,000 entries times hundreds of segments would be
// larger than all the rest.
struct Verdict {
  Wall since{};
  std::uint32_t entry = 0;  // index into Rundown::entries
  Rule rule = Rule::plays;
  bool operator==(const Verdict&) const = default;
};

// A maximal stretch of the day in which the same loops or dark entries *play*, or one takeover does. One that
// is active but has a lower priority may begin or end within it, and so may a spot: that restarts nobody's
// rotation.
struct Segment {
  Wall start{}, end{};
  int priority = 0;                // of what plays; 0 if nothing does
  Shows shows = Shows::card;       // asset: loops play, or the takeover
  std::uint32_t takeover = kNone;  // the entry that fills the screen; none
  bool operator==(const Segment&) const = default;
};

struct PlannedAsset {
  std::string name;
  config::AssetId id;
  config::AssetType type = config::AssetType::video;
  double gain_db = 0;
  std::string url{};             // of a stream alone
  std::chrono::seconds stall{};  // of a stream: so long without a picture, and the next item takes over
  bool operator==(const PlannedAsset&) const = default;
};

// Words that lie over what the slots show.
struct PlannedOverlay {
  std::string id;
  config::Text text;
  bool operator==(const PlannedOverlay&) const = default;
};

// Half-open: [start, end). `overlay` is an index into Rundown::overlays.
struct Overlaid {
  Wall start{}, end{};
  std::uint32_t overlay = 0;
  bool operator==(const Overlaid&) const = default;
};

struct PlannedText {
  config::Text text;  // by language, one at least
  bool operator==(const PlannedText&) const = default;
};

// How an entry's items are shown.
struct Manner {
  config::Align align = config::Align::free;
  config::Transition transition;  // into each of its items
  double volume = 1;
  bool operator==(const Manner&) const = default;
};

struct Weight {
  int priority = 0;
  int share = 1;
  int per_hour = 0;  // of a spot
  bool operator==(const Weight&) const = default;
};

// Flat: a few tables of plain values, so that dropping one costs the main loop nothing and it may cross
// threads.
struct Rundown {
  Wall start{}, end{};               // the day's edges
  std::vector<Slot> slots;           // contiguous: slots[0].start == start, each begins where the last ended
  std::vector<PlannedAsset> assets;  // only those that appear in slots, by first appearance
  std::vector<PlannedText> texts;    // likewise
  std::vector<std::string> entries;  // every entry's id, in feed order
  std::vector<Weight> weights;       // of the entries, in the same order
  std::vector<Manner> manners;       // likewise
  std::vector<Segment> segments;     // contiguous; one that an overrun covers wholly has no slot
  std::vector<Verdict> verdicts;     // by entry, then by time; every entry has one at `start`
  std::vector<PlannedOverlay> overlays;   // every overlay, in feed order
  std::vector<Verdict> overlay_verdicts;  // as `verdicts`, of overlays: `plays`, or why not
  std::vector<Overlaid> overlaid;         // by overlay, then by time: when it is to be seen
  bool operator==(const Rundown&) const = default;
};

// Compiles one broadcast day (04:00 to 04:00 local) for `screen`. `feed` is one that read_feed() could have
// given; a draft only if every item has its duration, else it is a broken invariant. Fails with `invalid` if
// the time zone is not in the tz database; the message does not say where the feed names it. Cost: O(entries
// log entries + slots log loops).
Result<Rundown> compile(const config::Feed& feed, const config::Screen& screen, const config::Day& day,
                        const config::Place& place);

// Puts the following day's rundown behind `rundown`. Both are of the same feed and screen, and next.start ==
// rundown.end, else it is a broken invariant.
void extend(Rundown& rundown, const Rundown& next);

// The time zone whose clocks `screen` goes by: its own, else the feed's.
const std::string& zone_of(const config::Feed& feed, const config::Screen& screen);

// The broadcast day of `screen` in which `at` lies. Fails as compile() does.
Result<config::Day> day_of(const config::Feed& feed, const config::Screen& screen, Wall at);

enum class Language : std::uint8_t { en, zh_cn };

// In words, for people: one line per entry considered for this slot, e.g. "bus-am: plays (priority 10, share
// 3)". `slot` is one of `rundown`.
std::vector<std::string> why(const Rundown& rundown, const Slot& slot, Language language = Language::en);

// Likewise one line per overlay, as of `at`, which lies in `slot`: "ticker: lies over it".
std::vector<std::string> why_overlays(const Rundown& rundown, const Slot& slot, Wall at,
                                      Language language = Language::en);

}  // namespace kepu::scheduler
