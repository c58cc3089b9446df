#include "player/status.h"

#include <algorithm>
#include <array>
#include <ostream>

#include "config/json_reader.h"
#include "config/json_writer.h"
#include "config/notation.h"
#include "player/control.h"

namespace kepu::player {
namespace {

namespace json = config::json;

constexpr std::size_t kFolderBytesMax = 3000;

std::string_view kind_of(const Cue& cue) {
  if (cue.shows == scheduler::Shows::dark) return "dark";
  if (cue.shows == scheduler::Shows::text) return "text";
  return cue.shows == scheduler::Shows::card ? "card" : "asset";
}

void put(json::Writer& out, std::string_view key, std::string_view text) {
  out.key(key);
  out.text(text);
}
void put(json::Writer& out, std::string_view key, std::int64_t value) {
  out.key(key);
  out.integer(value);
}
void put_time(json::Writer& out, std::string_view key, Wall at) { put(out, key, config::print_instant(at)); }

void put_cue(json::Writer& out, std::string_view key, const Cue& cue, std::optional<Wall> since) {
  out.key(key);
  out.begin_object(json::Layout::line);
  put(out, "shows", kind_of(cue));
  if (!cue.asset.empty()) put(out, "asset", cue.asset);
  if (!cue.entry.empty()) put(out, "entry", cue.entry);
  if (cue.slot.end > cue.slot.start) {
    put_time(out, "slot_start", cue.slot.start);
    put_time(out, "slot_end", cue.slot.end);
  }
  if (since) put_time(out, "since", *since);
  out.end();
}

void put_position(json::Writer& out, const config::Position& at) {
  out.key("lat");
  out.number(at.lat);
  out.key("lon");
  out.number(at.lon);
}

void put_kept_out(json::Writer& out, const std::string& key, const std::vector<KeptOut>& all) {
  put(out, key + "_count", static_cast<std::int64_t>(all.size()));
  out.key(key);
  out.begin_array();
  for (std::size_t i = 0; i < std::min(all.size(), kListedMax); ++i) {
    out.begin_object(json::Layout::line);
    put(out, "sha256", all[i].asset);
    put(out, "reason", all[i].reason);
    if (all[i].until) put_time(out, "until", *all[i].until);
    out.end();
  }
  out.end();
}

void put_feed(json::Writer& out, const Status& status) {
  if (status.feed.empty()) return;
  out.key("feed");
  out.begin_object(json::Layout::line);
  put(out, "name", status.feed);
  put(out, "epoch", status.feed_epoch);
  put(out, "version", status.feed_version);
  if (status.feed_issued) put_time(out, "issued", *status.feed_issued);
  if (status.feed_expires) put_time(out, "expires", *status.feed_expires);
  out.key("expired");
  out.boolean(status.feed_expired);
  out.end();
}

// Who is believed, and what came beside the feed.
void put_trust(json::Writer& out, const Status& status) {
  out.key("feeds_must_be_signed");
  out.boolean(!status.trusts_anybody);
  if (status.root > 0) put(out, "root", status.root);
  out.list_field("notices", status.notices);
  put(out, "recalled", static_cast<std::int64_t>(status.recalled));
  if (!status.beacon.empty()) put(out, "beacon", status.beacon);
  if (!status.hints.empty()) put(out, "broker", status.hints);
}

void put_place(json::Writer& out, const Status& status) {
  if (status.place_by.empty()) return;
  out.key("place");
  out.begin_object(json::Layout::line);
  put(out, "by", status.place_by);
  if (status.place.position) put_position(out, *status.place.position);
  if (!status.place.stop.empty()) put(out, "stop", status.place.stop);
  out.end();
}

void put_stage(json::Writer& out, const StageStatus& stage) {
  out.key("display");
  out.begin_object(json::Layout::line);
  put(out, "width", stage.width);
  put(out, "height", stage.height);
  put(out, "driver", stage.driver);
  out.end();
  if (stage.clock_offset_ms) {
    out.key("clock_offset_ms");
    out.number(*stage.clock_offset_ms);
  }
  if (stage.clock_quality) put(out, "clock_quality", *stage.clock_quality);
}

// What is not said stays as it was.
void read_place(json::Reader& in, const json::Fields& fields, Order& order) {
  const json::Value lat = fields.optional("lat"), lon = fields.optional("lon"),
                    stop = fields.optional("stop");
  const auto north = in.number(lat, -90, 90), east = in.number(lon, -180, 180);
  if (north && east) order.position = config::Position{*north, *east};
  if (const auto name = in.text(stop, 0, config::kStopBytesMax)) order.stop = std::string(*name);
  if (static_cast<bool>(lat) != static_cast<bool>(lon) || (!lat && !stop))
    in.fault(fields.required("do"), "needs \"lat\" and \"lon\", or \"stop\", or all three");
}

void read_folder(json::Reader& in, json::Value at, Order& order) {
  const auto folder = in.text(at, 1, kFolderBytesMax);
  if (folder && folder->starts_with('/') && folder->find('\0') == std::string_view::npos) {
    order.folder = *folder;
  } else if (folder) {
    in.wrong(at, "an absolute path");
  }
}

constexpr std::array<std::string_view, 5> kSteps{"none", "looking", "copying", "done", "failed"};

void put_import(json::Writer& out, const ImportState& import) {
  if (import.step == ImportState::Step::none) return;
  out.key("stick");
  out.begin_object(json::Layout::line);
  put(out, "step", kSteps[static_cast<std::size_t>(import.step)]);
  put(out, "folder", import.folder);
  put(out, "files_left", static_cast<std::int64_t>(import.media.files_left));
  put(out, "bytes_left", static_cast<std::int64_t>(import.media.bytes_left));
  put(out, "copied", static_cast<std::int64_t>(import.media.copied));
  put(out, "lacking", static_cast<std::int64_t>(import.media.lacking));
  out.key("full");
  out.boolean(import.media.full);
  if (!import.said.empty()) put(out, "said", import.said);
  out.end();
}

void read_import(json::Value field, ImportState& import) {
  const std::string_view key = field.key();
  if (field.type() == json::Type::string) {
    const auto step = std::ranges::find(kSteps, field.string());
    if (key == "step" && step != kSteps.end())
      import.step = static_cast<ImportState::Step>(step - kSteps.begin());
    if (key == "folder") import.folder = field.string();
    if (key == "said") import.said = field.string();
  }
  if (field.type() == json::Type::boolean && key == "full") import.media.full = field.boolean();
  if (field.type() != json::Type::integer || field.integer() < 0) return;
  const auto number = static_cast<std::uint64_t>(field.integer());
  if (key == "files_left") import.media.files_left = number;
  if (key == "bytes_left") import.media.bytes_left = number;
  if (key == "copied") import.media.copied = number;
  if (key == "lacking") import.media.lacking = number;
}

// The fields of an answer. refused: it is an error.
Result<json::Parsed> parse_answer(std::string_view text) {
  json::Parsed parsed = json::parse(text, {kAnswerBytesMax, false});
  if (!parsed.document || parsed.document->root().type() != json::Type::object)
    return Error{Kind::invalid, "the player answers in a language of its own; is it of another version?"};
  for (const json::Value field : parsed.document->root().items()) {
    if (field.key() == "error" && field.type() == json::Type::string)
      return Error{Kind::refused, std::string(field.string())};
  }
  return parsed;
}

void show_value(json::Value value, const std::string& indent, std::ostream& out) {
  switch (value.type()) {
    case json::Type::string:
      out << value.string();
      return;
    case json::Type::integer:
      out << value.integer();
      return;
    case json::Type::number:
      out << value.number();
      return;
    case json::Type::boolean:
      out << (value.boolean() ? "yes" : "no");
      return;
    case json::Type::null:
      out << "-";
      return;
    case json::Type::object: {
      const char* between = "";
      for (const json::Value each : value.items()) {
        out << std::exchange(between, ", ") << each.key() << " ";
        show_value(each, indent, out);
      }
      return;
    }
    case json::Type::array:
      for (const json::Value each : value.items()) {
        out << "\n" << indent;
        show_value(each, indent, out);
      }
  }
}

}  // namespace

std::string print_status(const Status& status) {
  json::Writer out;
  out.begin_object();
  put(out, "version", status.version);
  put(out, "screen", status.screen);
  put(out, "uptime_s", std::chrono::floor<std::chrono::seconds>(status.uptime).count());
  put_feed(out, status);
  put_trust(out, status);
  out.list_field("alarms", status.alarms);
  put_import(out, status.import);
  if (status.stage.on) put_cue(out, "on", *status.stage.on, status.stage.since);
  if (status.next) put_cue(out, "next", *status.next, {});
  put(out, "needed", static_cast<std::int64_t>(status.needed));
  put(out, "playable", static_cast<std::int64_t>(status.playable));
  put(out, "missing", static_cast<std::int64_t>(status.missing));
  put(out, "store_bytes", static_cast<std::int64_t>(status.store_bytes));
  put(out, "to_scrub", static_cast<std::int64_t>(status.to_scrub));
  put_kept_out(out, "quarantined", status.quarantined);
  put_kept_out(out, "refused", status.refused);
  if (status.safe_mode_until) put_time(out, "safe_mode_until", *status.safe_mode_until);
  put(out, "decoder_deaths", static_cast<std::int64_t>(status.decoder_deaths));
  put(out, "frames_dropped", static_cast<std::int64_t>(status.frames_dropped));
  put_place(out, status);
  put_stage(out, status.stage);
  out.key("seals_as_run");
  out.boolean(status.seals_as_run);
  out.key("sound");
  out.boolean(status.sound);
  out.key("ducked");
  out.boolean(status.ducked);
  out.end();
  return out.finish();
}

Result<Order> parse_order(std::string_view text) {
  constexpr std::array<std::string_view, 6> kFields{"do", "on", "lat", "lon", "stop", "folder"};
  constexpr std::array<json::Choice<Order::Do>, 5> kOrders{{{"status", Order::Do::status},
                                                            {"duck", Order::Do::duck},
                                                            {"place", Order::Do::place},
                                                            {"import", Order::Do::import},
                                                            {"release_log", Order::Do::release_log}}};
  const json::Parsed parsed = json::parse(text, {kRequestBytesMax, false});
  if (!parsed.document) return Error{Kind::invalid, config::describe("request", parsed.faults)};
  json::Reader in(*parsed.document, json::Unknown::fault);
  const json::Fields fields(in, parsed.document->root(), kFields);
  Order order;
  order.what = in.choice(fields.required("do"), kOrders).value_or(Order::Do::status);
  if (order.what == Order::Do::duck) order.on = in.boolean(fields.required("on")).value_or(false);
  if (order.what == Order::Do::place) read_place(in, fields, order);
  if (order.what == Order::Do::import) read_folder(in, fields.required("folder"), order);
  if (in.fault_count() > 0) return Error{Kind::invalid, config::describe("request", in.faults())};
  return order;
}

std::string print_order(const Order& order) {
  constexpr std::array<std::string_view, 5> kOrders{"status", "duck", "place", "import", "release_log"};
  json::Writer out;
  out.begin_object(json::Layout::line);
  put(out, "do", kOrders[static_cast<std::size_t>(order.what)]);
  if (order.what == Order::Do::duck) {
    out.key("on");
    out.boolean(order.on);
  }
  if (order.position) put_position(out, *order.position);
  if (order.stop) put(out, "stop", *order.stop);
  if (order.what == Order::Do::import) put(out, "folder", order.folder);
  out.end();
  return out.finish();
}

std::string print_error(std::string_view message) {
  json::Writer out;
  out.begin_object(json::Layout::line);
  put(out, "error", message.substr(0, 1000));
  out.end();
  return out.finish();
}

Result<ImportState> import_of(std::string_view answer) {
  const auto parsed = parse_answer(answer);
  if (!parsed) return parsed.error();
  ImportState import;
  for (const json::Value field : parsed->document->root().items()) {
    if (field.key() != "stick" || field.type() != json::Type::object) continue;
    for (const json::Value each : field.items()) read_import(each, import);
  }
  return import;
}

Result<void> show_answer(std::string_view text, std::ostream& out) {
  const auto parsed = parse_answer(text);
  if (!parsed) return parsed.error();
  for (const json::Value field : parsed->document->root().items()) {
    out << field.key() << std::string(field.key().size() < 18 ? 18 - field.key().size() : 1, ' ');
    show_value(field, std::string(4, ' '), out);
    out << "\n";
  }
  return {};
}

}  // namespace kepu::player
