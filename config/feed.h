// config/feed.h: the feed, the one document that holds assets, playlists and entries for a fleet of screens.
// Plain values: no pointers to each other, equality throughout. The words are those of the design page.
#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/clock.h"
#include "config/faults.h"
#include "config/place.h"

namespace kepu::config {

using Date = std::chrono::year_month_day;         // local to the feed's (or the screen's) time zone
using Text = std::map<std::string, std::string>;  // by language tag: {"zh-CN": "光合作用"}

// The SHA-256 of an asset's bytes.
struct AssetId {
  std::array<std::uint8_t, 32> bytes{};
  auto operator<=>(const AssetId&) const = default;
  std::string hex() const;                                    // 64 lower-case digits
  static std::optional<AssetId> parse(std::string_view hex);  // nothing but that
};

struct EntryId {
  std::string name;
  auto operator<=>(const EntryId&) const = default;
};

enum class AssetType : std::uint8_t { video, image, captions, stream };

struct Asset {
  std::string name;  // its key in the feed
  AssetType type = AssetType::video;
  AssetId id;               // all zero for a stream, and in a draft that names a file
  std::uint64_t bytes = 0;  // exact length of the file
  std::string url;          // absolute, or relative to the feed's own URL
  std::string file;         // drafts alone: path of the media file, relative to the draft
  milliseconds
      duration{};  // video: its length. image: how long an item without its own duration shows it; 0: unset
  int width = 0, height = 0;      // pixels as displayed; 0: unknown
  std::optional<double> gain_db;  // what its sound is raised by; none: as recorded
  std::chrono::seconds stall{};   // stream: so long without a picture, and the next item takes over; 1..60
  Text title;
  std::map<std::string, std::string> captions;  // language -> name of a captions asset
  bool operator==(const Asset&) const = default;
};

struct AssetItem {
  std::uint32_t asset = 0;  // index into Feed::assets
  // How long it shows: always set, from the item or from the asset (a video's is its asset's, always). In a
  // draft alone it is 0 while it is not known: of a video or image that names a `file`, until the publisher
  // fills it in.
  milliseconds duration{};
  bool operator==(const AssetItem&) const = default;
};
struct TakeItem {
  std::uint32_t playlist = 0;  // index into Feed::playlists
  std::optional<int> take;     // items at a time; none: the whole list
  bool operator==(const TakeItem&) const = default;
};
struct TextItem {
  Text text;
  milliseconds duration{};
  bool operator==(const TextItem&) const = default;
};
using Item = std::variant<AssetItem, TakeItem, TextItem>;

enum class Order : std::uint8_t { sequential, shuffle };
struct Playlist {
  std::string name;
  Order order = Order::sequential;
  std::vector<Item> items;  // never empty; playlists do not contain themselves, and nest at most 8 deep
  bool operator==(const Playlist&) const = default;
};

// A screen matches if it has all of `all`, one of `any` (or `any` is empty) and none of `none`.
struct TagRule {
  std::vector<std::string> all, any, none;
  bool operator==(const TagRule&) const = default;
};

// Minutes since local midnight, half-open. end <= begin: past midnight. 00:00-24:00 is {0, 1440}. Never begin
// == end.
struct Hours {
  int begin = 0, end = 0;
  bool operator==(const Hours&) const = default;
};

enum class DayRule : std::uint8_t {
  sun,
  mon,
  tue,
  wed,
  thu,
  fri,
  sat,
  workday,
  restday
};  // sun = 0 as in <chrono>
struct Stop {
  std::string name;
  bool operator==(const Stop&) const = default;
};
using Near = std::variant<Circle, Stop>;

enum class Mode : std::uint8_t { loop, spot, takeover, dark };
enum class Align : std::uint8_t { free, clock };
enum class TransitionKind : std::uint8_t { cut, fade, crossfade };
struct Transition {
  TransitionKind kind = TransitionKind::cut;
  milliseconds length{};
  std::uint32_t colour = 0;  // of a fade: 0xRRGGBB
  bool operator==(const Transition&) const = default;
};

// On which screens, when and where an entry or an overlay is active.
struct Selection {
  TagRule screens;                  // empty: every screen
  std::optional<Date> from, until;  // both inclusive
  std::vector<DayRule> days;        // empty: every day
  std::string rrule;                // RFC 5545, as written; empty: none
  std::vector<Date> except;
  std::vector<Hours> hours;  // empty: all day
  std::vector<Near> near;    // empty: anywhere
  bool operator==(const Selection&) const = default;
};

struct Entry : Selection {
  EntryId id;
  Mode mode = Mode::loop;
  std::optional<std::uint32_t> playlist;  // index into Feed::playlists; none exactly when mode is dark
  int priority = 0;                       // -1000..1000
  int share = 1;                          // 1..1000
  int per_hour = 0;                       // spots: 1..60
  Align align = Align::free;
  Transition transition;
  double volume = 1;  // 0..1
  bool operator==(const Entry&) const = default;
};

struct Overlay : Selection {
  std::string id;
  std::string kind;  // "ticker"
  Text text;
  bool operator==(const Overlay&) const = default;
};

struct Calendar {
  std::vector<Date> rest, work;  // public holidays; make-up working days
  bool operator==(const Calendar&) const = default;
};

struct Feed {
  std::string name;
  std::int64_t epoch = 0, version = 0;  // ordered as a pair
  Wall issued{}, expires{};
  std::string timezone;  // IANA name, e.g. Asia/Shanghai
  Calendar calendar;
  std::vector<Asset> assets;        // sorted by name
  std::vector<Playlist> playlists;  // sorted by name
  std::vector<Entry> entries;       // in document order
  std::vector<Overlay> overlays;
  std::vector<AssetId> recalled;
  std::vector<std::string> notice_assets;
  bool operator==(const Feed&) const = default;
};

constexpr std::size_t kFeedBytesMax = 64U << 20U;  // bytes of JSON

enum class Reading {
  publishing,  // unknown fields are faults, with the nearest known name
  playing,     // unknown fields are ignored and reported in `ignored`, so that old players survive new feeds
  draft,  // as publishing, but an asset may name a `file` instead of sha256, bytes and url (its duration may
          // be missing then); epoch, version, issued and expires may be missing: zero, the publisher fills
          // them in
};

struct FeedReading {
  std::optional<Feed> feed;  // set exactly when there are no faults
  Faults faults;             // all of them up to kFaultsMax, in document order
  Faults ignored;            // playing: unknown fields that were passed over
};

// Never throws, whatever the bytes; never recurses deeper than 16 levels. Any thread.
FeedReading read_feed(std::string_view json, Reading reading);

// The document of `feed`, indented, ending with a newline; fields that have their default are left out.
// read_feed(write_feed(f), publishing).feed == f for whatever read_feed() gave, unless the
// document is longer than kFeedBytesMax; likewise with `draft`.
std::string write_feed(const Feed& feed);

}  // namespace kepu::config
