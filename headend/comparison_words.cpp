#include "headend/comparison_words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "config/json_writer.h"
#include "config/notation.h"
#include "headend/local_clock.h"
#include "headend/timetable.h"
#include "headend/words.h"

namespace kepu::headend {
namespace {

constexpr std::size_t kNamesMax = 3;  // screens that are named
constexpr std::size_t kTimeWidth = 11;
constexpr std::size_t kAirtimesMax = 10;          // of entries and of assets
constexpr std::size_t kValueMax = 100;            // bytes of a field's value
constexpr auto kNoted = std::chrono::minutes(1);  // of airtime, and
constexpr int kNotedPart = 100;                   // so many parts of what it was

std::string shortened(const std::string& text) {
  if (text.size() <= kValueMax) return text;
  std::size_t end = kValueMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

// ---- what was edited

// How an asset's file is named is nothing that people see.
bool is_told(const Edit& edit, const FieldEdit& field) {
  return edit.kind != "asset" || (field.field != "bytes" && field.field != "url");
}

std::string field_words(const Edit& edit, const FieldEdit& field) {
  const std::string before = shortened(field.before), after = shortened(field.after);
  if (field.field == "sha256") return edit.how == Edit::How::added ? "" : "another file";
  if (field.field == "items" && edit.how == Edit::How::changed) {
    if (before.empty() && after == "in another order") return "items in another order";
    return (after.empty() ? "" : "+ " + after) + (after.empty() || before.empty() ? "" : "; ") +
           (before.empty() ? "" : "- " + before);
  }
  if (edit.how == Edit::How::added) return field.field + ' ' + after;
  if (field.before.empty()) return "now " + field.field + ' ' + after;
  if (field.after.empty()) return "no longer " + field.field + ' ' + before;
  return field.field + ' ' + before + " -> " + after;
}

std::string edit_words(const Edit& edit) {
  constexpr std::array<const char*, 3> kSigns{"+ ", "- ", "~ "};
  std::vector<std::string> fields;
  for (const FieldEdit& field : edit.fields) {
    std::string words = is_told(edit, field) ? field_words(edit, field) : "";
    if (!words.empty()) fields.push_back(std::move(words));
  }
  return std::string("  ") + kSigns[static_cast<std::size_t>(edit.how)] + edit.kind +
         (edit.name.empty() ? "" : ' ' + edit.name) + (fields.empty() ? "" : ": " + joined(fields)) + '\n';
}

// ---- what changes on the screens

// "07:00", with seconds only where there are any.
std::string clock_words(const LocalClock& local, Wall at) {
  std::string time = local.time(at);
  for (const char* nothing : {".000", ":00"})
    if (time.ends_with(nothing) && time.size() > 5) time.erase(time.size() - std::string(nothing).size());
  return time;
}

// The same at the same hours of several days is one line.
std::string change_lines(const ScreenChanges& screens, const Period& period, const LocalClock& local) {
  using Hours = std::tuple<std::string, std::vector<std::string>, std::vector<std::string>>;
  std::vector<std::pair<Hours, std::vector<config::Date>>> lines;
  for (const Change& change : screens.changes) {
    const std::string from = clock_words(local, change.from), to = clock_words(local, change.to);
    std::string when = "all day";
    if (from != to) when.assign(from).append("-").append(to);
    const Hours hours{std::move(when), change.comes, change.goes};
    auto line = std::ranges::find(lines, hours, &std::pair<Hours, std::vector<config::Date>>::first);
    if (line == lines.end()) line = lines.insert(lines.end(), {hours, {}});
    if (line->second.empty() || line->second.back() != change.day) line->second.push_back(change.day);
  }
  std::string text;
  for (const auto& [hours, dates] : lines) {
    const auto& [when, comes, goes] = hours;
    text += "    " + padded(date_words(dates, period), 12) + "  " + padded(when, 11);
    if (!comes.empty()) text += "  + " + joined(comes);
    if (!goes.empty()) text += "  - " + joined(goes);
    text += '\n';
  }
  return text;
}

struct Difference {
  std::string name;
  Airtime before, after;
  milliseconds size() const { return std::chrono::abs(after.time - before.time); }
};

// All that differ, the largest difference first.
std::vector<Difference> differences(const AirtimeByName& before, const AirtimeByName& after) {
  std::map<std::string, Difference> all;
  for (const auto& [name, airtime] : before) all[name].before = airtime;
  for (const auto& [name, airtime] : after) all[name].after = airtime;
  std::vector<Difference> list;
  for (auto& [name, one] : all) {
    one.name = name;
    if (one.before != one.after) list.push_back(one);
  }
  std::ranges::stable_sort(list, std::greater<>(), &Difference::size);
  return list;
}

std::string percent_words(const Difference& one) {
  if (one.before.time.count() == 0) return "new";
  if (one.after.time.count() == 0) return "gone";
  const double part =
      static_cast<double>(one.after.time.count()) / static_cast<double>(one.before.time.count());
  const auto percent = std::lround((part - 1) * 100);
  return (percent > 0 ? "+" : "") + std::to_string(percent) + " %";
}

std::string whole_seconds(milliseconds time) {
  return time_words(std::chrono::round<std::chrono::seconds>(time));
}

std::string airtime_lines(const char* kind, std::vector<Difference> list) {
  std::erase_if(list, [](const Difference& one) {
    return one.size() < kNoted || one.size() * kNotedPart < one.before.time;
  });
  if (list.empty()) return "";
  const std::size_t told = std::min(list.size(), kAirtimesMax);
  std::size_t width = columns(kind) + 11;
  for (std::size_t i = 0; i < told; ++i) width = std::max(width, columns(list[i].name));
  std::string text = "    " + padded(std::string("airtime by ") + kind, width) + right("was", kTimeWidth) +
                     right("is", kTimeWidth) + '\n';
  for (std::size_t i = 0; i < told; ++i) {
    const Difference& one = list[i];
    text += "    " + padded(one.name, width) + right(whole_seconds(one.before.time), kTimeWidth) +
            right(whole_seconds(one.after.time), kTimeWidth) + "  " + percent_words(one) + '\n';
  }
  if (list.size() > told) text += "    and " + std::to_string(list.size() - told) + " more\n";
  return text;
}

std::string body(const ScreenChanges& screens, const Period& period) {
  const auto local = LocalClock::in(screens.timezone);
  std::string text;
  if (local) text = change_lines(screens, period, *local);
  if (text.empty()) text = "    the same entries at the same hours, other items\n";
  text += airtime_lines("entry", differences(screens.before.entries, screens.after.entries));
  return text + airtime_lines("asset", differences(screens.before.assets, screens.after.assets));
}

std::string screen_words(const Comparison& comparison) {
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;  // what changes, and where
  std::size_t same = 0;
  for (const ScreenChanges& screens : comparison.screens) {
    if (!screens.first && screens.changes.empty()) {
      same += screens.screens.size();
      continue;
    }
    const std::string text = body(screens, comparison.period);
    auto group = std::ranges::find(groups, text, &std::pair<std::string, std::vector<std::string>>::first);
    if (group == groups.end()) group = groups.insert(groups.end(), {text, {}});
    group->second.insert(group->second.end(), screens.screens.begin(), screens.screens.end());
  }
  std::string text;
  for (const auto& [changes, names] : groups)
    text += (text.empty() ? "  " : "\n  ") + count_words(names.size(), "screen", "screens") + " (" +
            list_words(names, kNamesMax) + ")\n" + changes;
  if (same > 0)
    text += (text.empty() ? "  " : "\n  ") + count_words(same, "screen shows", "screens show") +
            " the same as before\n";
  return text;
}

// ---- JSON

using config::json::Layout;
using config::json::Writer;

void write_edit(Writer& out, const Edit& edit) {
  constexpr std::array<const char*, 3> kHow{"added", "removed", "changed"};
  out.begin_object(Layout::line);
  out.text_field("kind", edit.kind);
  if (!edit.name.empty()) out.text_field("name", edit.name);
  out.text_field("how", kHow[static_cast<std::size_t>(edit.how)]);
  out.key("fields");
  out.begin_array();
  for (const FieldEdit& field : edit.fields) {
    out.begin_object();
    out.text_field("field", field.field);
    out.text_field("before", field.before);
    out.text_field("after", field.after);
    out.end();
  }
  out.end();
  out.end();
}

void write_airtimes(Writer& out, std::string_view name, const std::vector<Difference>& list) {
  out.key(name);
  out.begin_array();
  for (const Difference& one : list) {
    out.begin_object(Layout::line);
    out.text_field("name", one.name);
    out.key("before_ms");
    out.integer(one.before.time.count());
    out.key("after_ms");
    out.integer(one.after.time.count());
    out.key("plays_before");
    out.integer(static_cast<std::int64_t>(one.before.plays));
    out.key("plays_after");
    out.integer(static_cast<std::int64_t>(one.after.plays));
    out.end();
  }
  out.end();
}

void write_screens(Writer& out, const ScreenChanges& screens) {
  out.begin_object();
  out.list_field("screens", screens.screens);
  out.text_field("timezone", screens.timezone);
  if (screens.first) out.text_field("first_difference", config::print_instant(*screens.first));
  out.key("changes");
  out.begin_array();
  for (const Change& change : screens.changes) {
    out.begin_object(Layout::line);
    out.text_field("day", config::print_date(change.day));
    out.text_field("from", config::print_instant(change.from));
    out.text_field("to", config::print_instant(change.to));
    out.list_field("comes", change.comes);
    out.list_field("goes", change.goes);
    out.end();
  }
  out.end();
  write_airtimes(out, "entries", differences(screens.before.entries, screens.after.entries));
  write_airtimes(out, "assets", differences(screens.before.assets, screens.after.assets));
  out.end();
}

}  // namespace

std::string comparison_words(const Comparison& comparison) {
  const auto& [before, after, period, edits, screens] = comparison;
  std::string text = after.name + ' ' + version_words(before) + " -> " + version_words(after) + ", " +
                     period_words(period) + "\n\nEdited\n";
  for (const Edit& edit : edits) text += edit_words(edit);
  if (edits.empty()) text += "  nothing\n";
  return text + "\nOn the screens\n" + screen_words(comparison);
}

std::string comparison_json(const Comparison& comparison) {
  Writer out;
  out.begin_object();
  out.text_field("feed", comparison.after.name);
  out.text_field("before", version_words(comparison.before));
  out.text_field("after", version_words(comparison.after));
  out.text_field("from", config::print_date(comparison.period.from));
  out.text_field("until", config::print_date(comparison.period.until));
  out.key("edits");
  out.begin_array();
  for (const Edit& edit : comparison.edits) write_edit(out, edit);
  out.end();
  out.key("screens");
  out.begin_array();
  for (const ScreenChanges& screens : comparison.screens) write_screens(out, screens);
  out.end();
  out.end();
  return out.finish();
}

}  // namespace kepu::headend
