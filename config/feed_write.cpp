#include <array>
#include <string>
#include <type_traits>
#include <variant>

#include "config/feed.h"
#include "config/feed_parts.h"
#include "config/json_writer.h"
#include "config/log.h"
#include "config/notation.h"

namespace kepu::config {
namespace {

using json::Layout;
using json::Writer;

// Indexed by the enumerations.
constexpr std::array<std::string_view, 4> kTypes{"video", "image", "captions", "stream"};
constexpr std::array<std::string_view, 4> kModes{"loop", "spot", "takeover", "dark"};
constexpr std::array<std::string_view, 9> kDays{"sun", "mon", "tue",     "wed",    "thu",
                                                "fri", "sat", "workday", "restday"};
constexpr std::array<std::string_view, 3> kDatums{"wgs84", "gcj02", "bd09"};
constexpr std::array<std::string_view, 3> kTransitions{"cut", "fade", "crossfade"};

constexpr std::size_t kLineMax = 10;  // of short values

template <std::size_t n, class E>
std::string_view name_of(const std::array<std::string_view, n>& names, E value) {
  const auto index = static_cast<std::size_t>(value);
  KEPU_CHECK(index < n);
  return names[index];
}

void text_field(Writer& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out.key(name);
  out.text(value);
}

void integer_field(Writer& out, std::string_view name, std::int64_t value, std::int64_t usual) {
  if (value == usual) return;
  out.key(name);
  out.integer(value);
}

void number_field(Writer& out, std::string_view name, double value, double usual) {
  if (value == usual) return;
  out.key(name);
  out.number(value);
}

template <class T, class Print>
void list_field(Writer& out, std::string_view name, const std::vector<T>& list, Print print) {
  if (list.empty()) return;
  out.key(name);
  out.begin_array(list.size() > kLineMax ? Layout::lines : Layout::line);
  for (const T& one : list) out.text(print(one));
  out.end();
}

void write_asset(Writer& out, const Asset& asset) {
  out.key(asset.name);
  out.begin_object();
  out.key("type");
  out.text(name_of(kTypes, asset.type));
  text_field(out, "file", asset.file);
  if (asset.file.empty() && asset.type != AssetType::stream) {
    text_field(out, "sha256", asset.id.hex());
    integer_field(out, "bytes", static_cast<std::int64_t>(asset.bytes), 0);
  }
  text_field(out, "url", asset.url);
  integer_field(out, "duration_ms", asset.duration.count(), 0);
  integer_field(out, "width", asset.width, 0);
  integer_field(out, "height", asset.height, 0);
  if (asset.gain_db) {
    out.key("gain_db");
    out.number(*asset.gain_db);
  }
  if (asset.type == AssetType::stream) integer_field(out, "stall_s", asset.stall.count(), 5);
  write_text(out, "title", asset.title);
  write_text(out, "captions", asset.captions);
  out.end();
}

class ItemWriter {
 public:
  ItemWriter(Writer& out, const Feed& feed) : out_(&out), feed_(&feed) {}

  void operator()(const AssetItem& item) const {
    KEPU_CHECK(item.asset < feed_->assets.size());
    const Asset& asset = feed_->assets[item.asset];
    out_->key("asset");
    out_->text(asset.name);
    const bool own = asset.type != AssetType::video && item.duration != asset.duration;
    if (own) integer_field(*out_, "duration_ms", item.duration.count(), 0);
  }
  void operator()(const TakeItem& item) const {
    KEPU_CHECK(item.playlist < feed_->playlists.size());
    out_->key("playlist");
    out_->text(feed_->playlists[item.playlist].name);
    integer_field(*out_, "take", item.take.value_or(0), 0);
  }
  void operator()(const TextItem& item) const {
    write_text(*out_, "text", item.text);
    integer_field(*out_, "duration_ms", item.duration.count(), 0);
  }

 private:
  Writer* out_;
  const Feed* feed_;
};

void write_playlist(Writer& out, const Feed& feed, const Playlist& playlist) {
  out.key(playlist.name);
  out.begin_object();
  if (playlist.order == Order::shuffle) text_field(out, "order", "shuffle");
  out.key("items");
  out.begin_array();
  for (const Item& item : playlist.items) {
    out.begin_object(Layout::line);
    std::visit(ItemWriter(out, feed), item);
    out.end();
  }
  out.end();
  out.end();
}

void write_near(Writer& out, const Near& near) {
  out.begin_object(Layout::line);
  if (const auto* stop = std::get_if<Stop>(&near)) text_field(out, "stop", stop->name);
  if (const auto* circle = std::get_if<Circle>(&near)) {
    out.key("lat");
    out.number(circle->lat);
    out.key("lon");
    out.number(circle->lon);
    integer_field(out, "radius_m", circle->radius_m, 0);
    if (circle->datum != Datum::wgs84) text_field(out, "datum", name_of(kDatums, circle->datum));
  }
  out.end();
}

void write_selection(Writer& out, const Selection& selection) {
  write_rule(out, "screens", selection.screens);
  if (selection.from) text_field(out, "from", print_date(*selection.from));
  if (selection.until) text_field(out, "until", print_date(*selection.until));
  list_field(out, "days", selection.days, [](DayRule day) { return name_of(kDays, day); });
  text_field(out, "rrule", selection.rrule);
  list_field(out, "except", selection.except, print_date);
  list_field(out, "hours", selection.hours, print_hours);
  if (selection.near.empty()) return;
  out.key("near");
  out.begin_array();
  for (const Near& near : selection.near) write_near(out, near);
  out.end();
}

void write_entry(Writer& out, const Feed& feed, const Entry& entry) {
  out.begin_object();
  text_field(out, "id", entry.id.name);
  if (entry.mode != Mode::loop) text_field(out, "mode", name_of(kModes, entry.mode));
  if (entry.playlist) {
    KEPU_CHECK(*entry.playlist < feed.playlists.size());
    text_field(out, "playlist", feed.playlists[*entry.playlist].name);
  }
  integer_field(out, "priority", entry.priority, 0);
  integer_field(out, "share", entry.share, 1);
  integer_field(out, "per_hour", entry.per_hour, 0);
  write_selection(out, entry);
  if (entry.align == Align::clock) text_field(out, "align", "clock");
  if (entry.transition != Transition{}) {
    out.key("transition");
    out.begin_object(Layout::line);
    text_field(out, "kind", name_of(kTransitions, entry.transition.kind));
    integer_field(out, "ms", entry.transition.length.count(), 0);
    if (entry.transition.colour != 0) text_field(out, "colour", print_colour(entry.transition.colour));
    out.end();
  }
  number_field(out, "volume", entry.volume, 1);
  out.end();
}

void write_head(Writer& out, const Feed& feed) {
  text_field(out, "format", "kepu-feed/1");
  text_field(out, "feed", feed.name);
  out.key("epoch");
  out.integer(feed.epoch);
  out.key("version");
  out.integer(feed.version);
  // A draft may have neither. A feed that was issued at the epoch itself expires later.
  if (feed.issued != Wall{} || feed.expires != Wall{}) text_field(out, "issued", print_instant(feed.issued));
  if (feed.expires != Wall{}) text_field(out, "expires", print_instant(feed.expires));
  text_field(out, "timezone", feed.timezone);
  if (feed.calendar == Calendar{}) return;
  out.key("calendar");
  out.begin_object();
  list_field(out, "rest", feed.calendar.rest, print_date);
  list_field(out, "work", feed.calendar.work, print_date);
  out.end();
}

void write_media(Writer& out, const Feed& feed) {
  if (!feed.assets.empty()) {
    out.key("assets");
    out.begin_object();
    for (const Asset& asset : feed.assets) write_asset(out, asset);
    out.end();
  }
  if (!feed.playlists.empty()) {
    out.key("playlists");
    out.begin_object();
    for (const Playlist& playlist : feed.playlists) write_playlist(out, feed, playlist);
    out.end();
  }
}

void write_overlays(Writer& out, const Feed& feed) {
  if (feed.overlays.empty()) return;
  out.key("overlays");
  out.begin_array();
  for (const Overlay& overlay : feed.overlays) {
    out.begin_object();
    text_field(out, "id", overlay.id);
    text_field(out, "kind", overlay.kind);
    write_text(out, "text", overlay.text);
    write_selection(out, overlay);
    out.end();
  }
  out.end();
}

}  // namespace

std::string write_feed(const Feed& feed) {
  Writer out;
  out.begin_object();
  write_head(out, feed);
  write_media(out, feed);
  out.key("entries");
  out.begin_array();
  for (const Entry& entry : feed.entries) write_entry(out, feed, entry);
  out.end();
  write_overlays(out, feed);
  list_field(out, "recalled", feed.recalled, [](const AssetId& id) { return id.hex(); });
  list_field(out, "notice_assets", feed.notice_assets, [](const std::string& name) { return name; });
  out.end();
  return out.finish();
}

}  // namespace kepu::config
