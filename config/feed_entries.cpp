#include "config/feed_entries.h"

#include <algorithm>
#include <array>
#include <map>

#include "config/feed_parts.h"
#include "config/notation.h"

namespace kepu::config {
namespace {

using json::Choice;
using json::Fields;
using json::Reader;
using json::Value;

constexpr std::size_t kDaysMax = 9;
constexpr std::size_t kNearMax = 1000;
constexpr std::size_t kRruleBytesMax = 1000;
constexpr std::int64_t kPriorityMax = 1000;
constexpr std::int64_t kShareMax = 1000;
constexpr std::int64_t kPerHourMax = 60;
constexpr std::int64_t kRadiusMax = 100'000;
constexpr std::int64_t kTransitionMin = 20;
constexpr std::int64_t kTransitionMax = 10'000;

constexpr std::array<Choice<Mode>, 4> kModes{
    {{"loop", Mode::loop}, {"spot", Mode::spot}, {"takeover", Mode::takeover}, {"dark", Mode::dark}}};
constexpr std::array<Choice<Align>, 2> kAligns{{{"free", Align::free}, {"clock", Align::clock}}};
constexpr std::array<Choice<DayRule>, 9> kDays{{{"mon", DayRule::mon},
                                                {"tue", DayRule::tue},
                                                {"wed", DayRule::wed},
                                                {"thu", DayRule::thu},
                                                {"fri", DayRule::fri},
                                                {"sat", DayRule::sat},
                                                {"sun", DayRule::sun},
                                                {"workday", DayRule::workday},
                                                {"restday", DayRule::restday}}};
constexpr std::array<Choice<Datum>, 3> kDatums{
    {{"wgs84", Datum::wgs84}, {"gcj02", Datum::gcj02}, {"bd09", Datum::bd09}}};
constexpr std::array<Choice<TransitionKind>, 3> kTransitions{
    {{"cut", TransitionKind::cut}, {"fade", TransitionKind::fade}, {"crossfade", TransitionKind::crossfade}}};
constexpr std::string_view kDateForm = "a date YYYY-MM-DD";

std::vector<DayRule> read_days(Reader& in, Value at) {
  std::vector<DayRule> days;
  if (!in.array(at, 0, kDaysMax)) return days;
  for (const Value one : at.items()) {
    const auto day = in.choice(one, kDays);
    if (!day) continue;
    if (std::find(days.begin(), days.end(), *day) != days.end())
      in.fault(one, in_quotes(one.string()) + " is there twice");
    days.push_back(*day);
  }
  return days;
}

Circle read_circle(Reader& in, const Fields& fields) {
  Circle circle;
  circle.lat = in.number(fields.required("lat"), -90, 90).value_or(0);
  circle.lon = in.number(fields.required("lon"), -180, 180).value_or(0);
  circle.radius_m = static_cast<int>(in.integer(fields.required("radius_m"), 1, kRadiusMax).value_or(1));
  circle.datum = in.choice(fields.optional("datum"), kDatums).value_or(Datum::wgs84);
  return circle;
}

std::vector<Near> read_near(Reader& in, Value at) {
  constexpr std::array<std::string_view, 5> kFields{"lat", "lon", "radius_m", "datum", "stop"};
  std::vector<Near> near;
  if (!in.array(at, 0, kNearMax)) return near;
  for (const Value one : at.items()) {
    const Fields fields(in, one, kFields);
    const Value stop = fields.optional("stop");
    if (!stop) {
      near.emplace_back(read_circle(in, fields));
      continue;
    }
    near.emplace_back(Stop{std::string(in.line(stop, kNameBytesMax).value_or(""))});
    for (const std::string_view name : {"lat", "lon", "radius_m", "datum"}) {
      const Value field = fields.optional(name);
      if (field) in.fault(field, "a place is a \"stop\" or a circle, not both");
    }
  }
  return near;
}

Transition read_transition(Reader& in, Value at) {
  constexpr std::array<std::string_view, 3> kFields{"kind", "ms", "colour"};
  const Fields fields(in, at, kFields);
  Transition transition;
  const auto kind = in.choice(fields.required("kind"), kTransitions);
  if (!kind) return transition;
  transition.kind = *kind;
  const Value colour = fields.optional("colour");
  if (*kind == TransitionKind::fade) {
    transition.colour = in.parsed(colour, parse_colour, "a colour like #1a2b3c").value_or(0);
  } else if (colour) {
    in.fault(colour, "only a \"fade\" goes through a colour: leave it out");
  }
  if (*kind == TransitionKind::cut) {
    if (const Value ms = fields.optional("ms")) in.fault(ms, "a cut has no length: leave it out");
    return transition;
  }
  const auto length = in.integer(fields.required("ms"), kTransitionMin, kTransitionMax);
  transition.length = milliseconds(length.value_or(0));
  return transition;
}

// Mode, and what depends on it.
void read_mode(Reader& in, Value at, const Fields& fields, const std::vector<Playlist>& playlists,
               Entry& entry) {
  const Value mode = fields.optional("mode");
  const auto chosen = in.choice(mode, kModes);
  const Value playlist = fields.optional("playlist");
  entry.playlist = in.reference(playlist, playlists, "playlist");
  const Value per_hour = fields.optional("per_hour");
  entry.per_hour = static_cast<int>(in.integer(per_hour, 1, kPerHourMax).value_or(0));
  if (mode && !chosen) return;
  entry.mode = chosen.value_or(Mode::loop);
  const bool dark = entry.mode == Mode::dark;
  const bool spot = entry.mode == Mode::spot;
  if (dark && playlist) in.fault(playlist, "a \"dark\" entry shows nothing: leave it out");
  if (!dark) fields.required("playlist");
  if (spot && !per_hour)
    in.fault(at, "the field \"per_hour\" is missing: a \"spot\" says how often it shows");
  if (!spot && per_hour) in.fault(per_hour, "is for entries of mode \"spot\" alone: leave it out");
}

void read_selection(Reader& in, const Fields& fields, Selection& selection) {
  selection.screens = read_rule(in, fields.optional("screens"));
  selection.from = in.parsed(fields.optional("from"), parse_date, kDateForm);
  const Value until = fields.optional("until");
  selection.until = in.parsed(until, parse_date, kDateForm);
  if (selection.from && selection.until && *selection.from > *selection.until) {
    in.fault(until, print_date(*selection.until) + " is before \"from\", " + print_date(*selection.from));
  }
  selection.days = read_days(in, fields.optional("days"));
  selection.rrule = in.line(fields.optional("rrule"), kRruleBytesMax).value_or("");
  selection.except = read_dates(in, fields.optional("except"));
  selection.hours = read_hours(in, fields.optional("hours"));
  selection.near = read_near(in, fields.optional("near"));
}

Entry read_entry(Reader& in, Value at, const std::vector<Playlist>& playlists) {
  constexpr std::array<std::string_view, 17> kFields{
      "id",   "playlist", "mode",   "priority", "share", "per_hour", "screens",    "from",  "until",
      "days", "rrule",    "except", "hours",    "near",  "align",    "transition", "volume"};
  const Fields fields(in, at, kFields);
  Entry entry;
  entry.id.name = in.line(fields.required("id"), kNameBytesMax).value_or("");
  read_mode(in, at, fields, playlists, entry);
  const auto priority = in.integer(fields.optional("priority"), -kPriorityMax, kPriorityMax);
  entry.priority = static_cast<int>(priority.value_or(0));
  entry.share = static_cast<int>(in.integer(fields.optional("share"), 1, kShareMax).value_or(1));
  read_selection(in, fields, entry);
  entry.align = in.choice(fields.optional("align"), kAligns).value_or(Align::free);
  entry.transition = read_transition(in, fields.optional("transition"));
  entry.volume = in.number(fields.optional("volume"), 0, 1).value_or(1);
  return entry;
}

Overlay read_overlay(Reader& in, Value at) {
  constexpr std::array<std::string_view, 11> kFields{"id",   "kind",  "text",   "screens", "from", "until",
                                                     "days", "rrule", "except", "hours",   "near"};
  constexpr std::array<Choice<int>, 1> kKinds{{{"ticker", 0}}};
  const Fields fields(in, at, kFields);
  Overlay overlay;
  overlay.id = in.line(fields.required("id"), kNameBytesMax).value_or("");
  const Value kind = fields.required("kind");
  if (in.choice(kind, kKinds)) overlay.kind = kind.string();
  overlay.text = read_text(in, fields.required("text"), 1);
  read_selection(in, fields, overlay);
  return overlay;
}

// An "id" must be that of one element alone.
class Ids {
 public:
  explicit Ids(Reader& in) : in_(&in) {}
  void add(Value element, const std::string& id) {
    if (id.empty()) return;
    const auto [first, is_new] = seen_.try_emplace(id, element);
    if (!is_new) in_->fault(element, "the id " + in_quotes(id) + " is taken by " + first->second.pointer());
  }

 private:
  Reader* in_;
  std::map<std::string, Value> seen_;
};

}  // namespace

std::vector<Entry> read_entries(Reader& reader, Value at, const std::vector<Playlist>& playlists) {
  std::vector<Entry> entries;
  if (!reader.array(at, 0, kEntriesMax)) return entries;
  entries.reserve(at.size());
  Ids ids(reader);
  for (const Value one : at.items()) {
    entries.push_back(read_entry(reader, one, playlists));
    ids.add(one, entries.back().id.name);
  }
  return entries;
}

std::vector<Overlay> read_overlays(Reader& reader, Value at) {
  std::vector<Overlay> overlays;
  if (!reader.array(at, 0, kOverlaysMax)) return overlays;
  Ids ids(reader);
  for (const Value one : at.items()) {
    overlays.push_back(read_overlay(reader, one));
    ids.add(one, overlays.back().id);
  }
  return overlays;
}

std::vector<Date> read_dates(Reader& reader, Value at) {
  std::vector<Date> dates;
  if (!reader.array(at, 0, kDatesMax)) return dates;
  for (const Value one : at.items()) {
    const auto date = reader.parsed(one, parse_date, kDateForm);
    if (date) dates.push_back(*date);
  }
  return dates;
}

}  // namespace kepu::config
