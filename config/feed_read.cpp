#include <algorithm>
#include <array>

#include "config/feed.h"
#include "config/feed_entries.h"
#include "config/feed_media.h"
#include "config/feed_parts.h"
#include "config/json_reader.h"
#include "config/nesting.h"
#include "config/notation.h"

namespace kepu::config {
namespace {

using json::Fields;
using json::Reader;
using json::Value;

constexpr std::string_view kFormat = "kepu-feed/1";
constexpr std::size_t kRecalledMax = 100'000;

constexpr std::array<std::string_view, 14> kFields{
    "format",   "feed",   "epoch",     "version", "issued",   "expires",  "timezone",
    "calendar", "assets", "playlists", "entries", "overlays", "recalled", "notice_assets"};

// Another major version is another document: to say what is wrong with its fields would mislead.
std::optional<Fault> other_format(Value root) {
  if (root.type() != json::Type::object) return Fault{"", "a feed is an object"};
  for (const Value field : root.items()) {
    if (field.key() != "format") continue;
    if (field.type() == json::Type::string && field.string() == kFormat) return {};
    const std::string shown = field.type() == json::Type::string ? in_quotes(field.string()) : "this";
    return Fault{"/format",
                 shown + " is not " + in_quotes(kFormat) + ", the only format that this version reads"};
  }
  return Fault{"", "the field \"format\" is missing: a feed says " + in_quotes(kFormat)};
}

class FeedReader {
 public:
  FeedReader(Reader& reader, Value root, Reading reading)
      : in_(&reader), fields_(reader, root, kFields), reading_(reading) {}

  Feed read() {
    feed_.name = in_->line(fields_.required("feed"), kNameBytesMax).value_or("");
    read_issue();
    read_zone();
    read_calendar(fields_.optional("calendar"));
    read_all_media();
    feed_.entries = read_entries(*in_, fields_.required("entries"), feed_.playlists);
    feed_.overlays = read_overlays(*in_, fields_.optional("overlays"));
    feed_.recalled = read_ids(*in_, fields_.optional("recalled"), kRecalledMax);
    read_notice_assets(fields_.optional("notice_assets"));
    return std::move(feed_);
  }

 private:
  // What the publisher fills in for a draft.
  Value issue_field(std::string_view name) const {
    return reading_ == Reading::draft ? fields_.optional(name) : fields_.required(name);
  }

  void read_issue() {
    feed_.epoch = in_->integer(issue_field("epoch"), 0, kVersionMax).value_or(0);
    feed_.version = in_->integer(issue_field("version"), 0, kVersionMax).value_or(0);
    const auto issued = in_->parsed(issue_field("issued"), parse_instant, kInstantForm);
    const Value at = issue_field("expires");
    const auto expires = in_->parsed(at, parse_instant, kInstantForm);
    if (issued && expires && *issued >= *expires) in_->fault(at, "is not later than \"issued\"");
    feed_.issued = issued.value_or(Wall{});
    feed_.expires = expires.value_or(Wall{});
  }

  void read_zone() {
    const auto parse = [](std::string_view text) {
      return is_zone_name(text) ? std::optional<std::string>(text) : std::nullopt;
    };
    const Value at = fields_.required("timezone");
    feed_.timezone = in_->parsed(at, parse, "the name of a time zone like Asia/Shanghai").value_or("");
  }

  void read_calendar(Value at) {
    constexpr std::array<std::string_view, 2> kCalendarFields{"rest", "work"};
    const Fields fields(*in_, at, kCalendarFields);
    feed_.calendar.rest = read_dates(*in_, fields.optional("rest"));
    feed_.calendar.work = read_dates(*in_, fields.optional("work"));
    std::vector<Date> rest = feed_.calendar.rest;
    std::sort(rest.begin(), rest.end());
    for (const Date& date : feed_.calendar.work) {
      if (!std::binary_search(rest.begin(), rest.end(), date)) continue;
      in_->fault(fields.optional("work"),
                 print_date(date) + " is in \"rest\" too: a day is one or the other");
    }
  }

  void read_all_media() {
    const Value playlists = fields_.optional("playlists");
    Media media = read_media(*in_, fields_.optional("assets"), playlists, reading_);
    feed_.assets = std::move(media.assets);
    feed_.playlists = std::move(media.playlists);
    if (playlists) check_nesting(playlists);
  }

  void check_nesting(Value playlists) {
    const Nesting nesting = nesting_of(feed_.playlists);
    for (const auto& cycle : nesting.cycles)
      in_->fault(playlist_at(playlists, cycle.front()), in_words(cycle));
    for (std::size_t i = 0; i < feed_.playlists.size(); ++i) {
      // Those that contain this one are too deep as well, and right again when it is.
      if (nesting.depth[i] != kNestingMax + 1) continue;
      in_->fault(playlist_at(playlists, i),
                 "nests playlists more than " + std::to_string(kNestingMax) + " deep");
    }
  }

  Value playlist_at(Value playlists, std::size_t index) const {
    if (in_->fault_count() > kFaultsMax) return playlists;  // will not be listed: not worth the search
    for (const Value one : playlists.items()) {
      if (one.key() == feed_.playlists[index].name) return one;
    }
    return playlists;
  }

  std::string in_words(const std::vector<std::uint32_t>& cycle) const {
    constexpr std::size_t kShown = 8;
    std::string words = "contains itself: ";
    for (std::size_t i = 0; i < std::min(cycle.size(), kShown); ++i) {
      words += in_quotes(feed_.playlists[cycle[i]].name) + " > ";
    }
    if (cycle.size() > kShown) words += "… > ";
    return words + in_quotes(feed_.playlists[cycle.front()].name);
  }

  void read_notice_assets(Value at) {
    if (!in_->array(at, 0, kAssetsMax)) return;
    for (const Value one : at.items()) {
      if (in_->reference(one, feed_.assets, "asset")) feed_.notice_assets.emplace_back(one.string());
    }
  }

  Reader* in_;
  Fields fields_;
  Reading reading_;
  Feed feed_;
};

}  // namespace

FeedReading read_feed(std::string_view json, Reading reading) {
  const json::Parsed parsed = json::parse(json, {kFeedBytesMax, false});
  if (!parsed.document) return {{}, parsed.faults, {}};
  if (auto fault = other_format(parsed.document->root())) return {{}, {std::move(*fault)}, {}};
  const auto unknown = reading == Reading::playing ? json::Unknown::ignored : json::Unknown::fault;
  Reader reader(*parsed.document, unknown);
  FeedReading result;
  Feed feed = FeedReader(reader, parsed.document->root(), reading).read();
  if (reader.fault_count() == 0) result.feed = std::move(feed);
  result.faults = reader.faults();
  result.ignored = reader.ignored();
  return result;
}

}  // namespace kepu::config
