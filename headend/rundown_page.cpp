#include "headend/rundown_page.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>
#include <utility>

#include "config/notation.h"
#include "config/wording.h"
#include "headend/airtime.h"
#include "headend/html.h"
#include "headend/page_files.h"
#include "headend/words.h"
#include "scheduler/why.h"

namespace kepu::headend {
namespace {

using scheduler::Shows;
using scheduler::Slot;
using std::chrono::hours;
using std::chrono::minutes;

constexpr std::size_t kColours = 8;      // of the style sheet: c0 to c7
constexpr std::size_t kBarsOpen = 20;    // more are folded up
constexpr std::size_t kReasonsMax = 12;  // of a stretch
constexpr auto kTogether = minutes(10);  // an entry's items so close are one block of its lane
using Colours = std::map<std::string, std::size_t>;

// The same on every machine, which std::hash need not be: FNV-1a.
std::uint32_t hash_of(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3f", value);
  std::string words = text.data();
  while (words.back() == '0') words.pop_back();
  if (words.back() == '.') words.pop_back();
  return words;
}

std::string seconds(milliseconds time) { return number(static_cast<double>(time.count()) / 1000); }

std::string percent(milliseconds part, milliseconds whole) {
  const double of_all =
      whole.count() > 0 ? 100.0 * static_cast<double>(part.count()) / static_cast<double>(whole.count()) : 0;
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%.1f", of_all);
  return text.data();
}

std::string clock(const Timetable& t, Wall at) {
  std::string time = t.local.time(at);
  if (time.ends_with(".000")) time.resize(time.size() - 4);
  return time;
}

std::string span_words(const Timetable& t, Wall from, Wall to) {
  return clock(t, from) + " \u2013 " + clock(t, to);
}

std::string day_words(const config::Date& date) {
  constexpr std::array<const char*, 7> kDays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                             "Thursday", "Friday", "Saturday"};
  constexpr std::array<const char*, 12> kMonths{"January",   "February", "March",    "April",
                                                "May",       "June",     "July",     "August",
                                                "September", "October",  "November", "December"};
  const std::chrono::weekday weekday{std::chrono::sys_days(date)};
  return std::string(kDays[weekday.c_encoding()]) + ", " + std::to_string(static_cast<unsigned>(date.day())) +
         " " + kMonths[static_cast<unsigned>(date.month()) - 1] + " " +
         std::to_string(static_cast<int>(date.year()));
}

// The class that colours what `entry` shows.
std::string paint(const Timetable& t, std::uint32_t entry, Shows shows, const Colours& colours) {
  if (shows == Shows::dark) return "dk";
  if (entry == scheduler::kNone) return "no";
  if (t.feed.entries[entry].mode == config::Mode::takeover) return "tk";
  return "c" + std::to_string(colours.at(t.rundown.entries[entry]));
}

// The asset's title beside its name, where the feed has one.
std::string title_of(const config::Feed& feed, const std::string& asset) {
  const auto found =
      std::lower_bound(feed.assets.begin(), feed.assets.end(), asset,
                       [](const config::Asset& one, const std::string& name) { return one.name < name; });
  if (found == feed.assets.end() || found->name != asset || found->title.empty()) return {};
  const std::string& title = config::wording(found->title, "zh-CN")->second;
  return title == asset ? "" : title;
}

struct Piece {
  Wall from{}, to{};
  const Slot* slot = nullptr;
};

// The slots in [from, to), cut at its edges.
std::vector<Piece> pieces(const Timetable& t, Wall from, Wall to) {
  std::vector<Piece> all;
  const auto& slots = t.rundown.slots;
  auto slot = std::upper_bound(slots.begin(), slots.end(), from,
                               [](Wall at, const Slot& one) { return at < one.end; });
  for (; slot != slots.end() && slot->start < to; ++slot)
    all.push_back({std::max(slot->start, from), std::min(slot->end, to), &*slot});
  return all;
}

// What a stretch's items have in common: the reasons. A new one begins where they change.
struct Stretch {
  Wall from{}, to{};
  std::uint32_t segment = 0;
  const Slot* slot = nullptr;
};

std::vector<Stretch> stretches(const Timetable& t) {
  std::vector<Stretch> all;
  for (const Piece& piece : pieces(t, t.from, t.to)) {
    if (all.empty() || all.back().segment != piece.slot->segment)
      all.push_back({piece.from, piece.to, piece.slot->segment, piece.slot});
    all.back().to = piece.to;
  }
  return all;
}

std::string cell_title(const Timetable& t, const Slot& slot) {
  const std::string shown = shown_words(t.rundown, slot);
  const std::string title = slot.shows == Shows::asset ? title_of(t.feed, shown) : "";
  return shown + (title.empty() ? "" : " \u00b7 " + title) + "\n" + span_words(t, slot.start, slot.end) +
         "  (" + time_words(slot.end - slot.start) + (slot.cut ? ", cut" : "") + ")\n" +
         (slot.entry == scheduler::kNone ? "nothing is scheduled" : "entry " + t.rundown.entries[slot.entry]);
}

std::string cell(const Timetable& t, const Piece& piece, Wall row, const Colours& colours) {
  const Slot& slot = *piece.slot;
  std::string kind = paint(t, slot.entry, slot.shows, colours);
  const std::uint32_t tint = scheduler::is_item(slot.shows) ? hash_of(shown_words(t.rundown, slot)) % 3 : 0;
  if (tint > 0) kind += " v" + std::to_string(tint);
  return "<rect class=\"" + kind + "\" x=\"" + seconds(piece.from - row) + "\" width=\"" +
         seconds(piece.to - piece.from) + "\" height=\"10\"><title>" + html(cell_title(t, slot)) +
         "</title></rect>";
}

std::string hour_row(const Timetable& t, Wall row, const std::vector<Stretch>& all, const Colours& colours) {
  std::string text = "<div class=\"hour\"><span>" + t.local.time(row).substr(0, 5) +
                     "</span><svg viewBox=\"0 0 3600 10\" preserveAspectRatio=\"none\">";
  std::size_t open = all.size();  // the stretch whose group is open
  for (const Piece& piece : pieces(t, std::max(row, t.from), std::min<Wall>(row + hours(1), t.to))) {
    const auto stretch = std::upper_bound(all.begin(), all.end(), piece.from,
                                          [](Wall at, const Stretch& one) { return at < one.to; });
    const auto index = static_cast<std::size_t>(stretch - all.begin());
    if (index != open)
      text +=
          (open == all.size() ? "" : "</g>") + std::string("<g data-why=\"") + std::to_string(index) + "\">";
    open = index;
    text += cell(t, piece, row, colours);
  }
  return text + (open == all.size() ? "" : "</g>") + "</svg></div>\n";
}

std::string minutes_axis() {
  std::string text = "<div class=\"hour\"><span></span><div class=\"axis\">";
  for (int minute = 0; minute <= 60; minute += 5) {
    text += "<b style=\"left:" + percent(minutes(minute), hours(1)) + "%\">" + (minute < 10 ? ":0" : ":") +
            std::to_string(minute) + "</b>";
  }
  return text + "</div></div>\n";
}

std::string hour_rows(const Timetable& t, const std::vector<Stretch>& all, const Colours& colours) {
  std::string text = "<h3>Every item, hour by hour</h3>\n<div class=\"hours\">\n" + minutes_axis();
  for (Wall row = t.rundown.start; row < t.to; row += hours(1)) {
    if (row + hours(1) > t.from) text += hour_row(t, row, all, colours);
  }
  return text + "</div>\n";
}

std::string hours_axis(const Timetable& t) {
  std::string text = "<div class=\"axis\">";
  const milliseconds whole = t.to - t.from;
  const auto step = whole > hours(12) ? hours(3) : whole > hours(4) ? hours(1) : hours(0);
  if (step == hours(0)) {
    text += "<b style=\"left:0%\">" + t.local.time(t.from).substr(0, 5) + "</b>";
  } else {
    for (Wall at = t.from; at < t.to - whole / 20; at += step)
      text +=
          "<b style=\"left:" + percent(at - t.from, whole) + "%\">" + t.local.time(at).substr(0, 5) + "</b>";
  }
  return text + "<b style=\"left:100%\">" + t.local.time(t.to).substr(0, 5) + "</b></div>\n";
}

// One entry's line of the overview.
struct Lane {
  std::string name, kind;
  milliseconds time{};
  std::vector<std::pair<Wall, Wall>> blocks;
  std::string words{};  // of an overlay
};

void occupy(Lane& lane, Wall from, Wall to, bool apart) {
  lane.time += to - from;
  if (!lane.blocks.empty() &&
      from - lane.blocks.back().second <= (apart ? milliseconds(0) : milliseconds(kTogether))) {
    lane.blocks.back().second = to;
  } else {
    lane.blocks.emplace_back(from, to);
  }
}

// In the order of the day.
std::vector<Lane> lanes_of(const Timetable& t, const Colours& colours) {
  std::vector<Lane> lanes;
  std::map<std::uint32_t, std::size_t> places;
  for (const Piece& piece : pieces(t, t.from, t.to)) {
    const Slot& slot = *piece.slot;
    const auto [place, is_new] = places.emplace(slot.entry, lanes.size());
    if (is_new)
      lanes.push_back({entry_words(t.rundown, slot), paint(t, slot.entry, slot.shows, colours), {}, {}});
    // A spot's plays are moments, a gap of the card is a fault: neither is smoothed over.
    const bool apart =
        slot.entry == scheduler::kNone || t.feed.entries[slot.entry].mode != config::Mode::loop;
    occupy(lanes[place->second], piece.from, piece.to, apart);
  }
  return lanes;
}

// What lies over the items, in the order of the feed.
std::vector<Lane> overlay_lanes(const Timetable& t) {
  std::vector<Lane> lanes;
  std::map<std::uint32_t, std::size_t> places;
  for (const scheduler::Overlaid& one : t.rundown.overlaid) {
    const Wall from = std::max(one.start, t.from), to = std::min(one.end, t.to);
    if (from >= to) continue;
    const auto [place, is_new] = places.emplace(one.overlay, lanes.size());
    const scheduler::PlannedOverlay& overlay = t.rundown.overlays[one.overlay];
    if (is_new) lanes.push_back({overlay.id, "ov", {}, {}, config::card_words(overlay.text)});
    occupy(lanes[place->second], from, to, true);
  }
  return lanes;
}

std::string swatch(const std::string& kind) { return "<i class=\"swatch " + kind + "\"></i>"; }

std::string lane_row(const Timetable& t, const Lane& lane) {
  const milliseconds whole = t.to - t.from;
  std::string text = "<div class=\"lane\"><div class=\"name\" title=\"" + html(lane.name) + "\">" +
                     swatch(lane.kind) + html(lane.name) + "</div><svg viewBox=\"0 0 " + seconds(whole) +
                     " 10\" preserveAspectRatio=\"none\">";
  // A spot of ten seconds would be a hundredth of a pixel wide.
  const milliseconds least = whole / 700;
  for (const auto& [from, to] : lane.blocks) {
    text += "<rect class=\"" + lane.kind + "\" x=\"" + seconds(from - t.from) + "\" width=\"" +
            seconds(std::max(to - from, least)) + "\" height=\"10\"><title>" + html(lane.name) + "\n" +
            (lane.words.empty() ? "" : html(lane.words) + "\n") + span_words(t, from, to) + "</title></rect>";
  }
  return text + "</svg><div class=\"sum\">" + percent(lane.time, whole) + " %</div></div>\n";
}

std::string overview(const Timetable& t, const Colours& colours) {
  std::string text = "<h3>Entries over the day</h3>\n<div class=\"lanes\">\n";
  for (const Lane& lane : lanes_of(t, colours)) text += lane_row(t, lane);
  for (const Lane& lane : overlay_lanes(t)) text += lane_row(t, lane);
  return text + hours_axis(t) + "</div>\n";
}

struct Bar {
  std::string name, title, kind;
  Airtime air;
};

std::vector<Bar> sorted(std::vector<Bar> bars) {
  std::stable_sort(bars.begin(), bars.end(),
                   [](const Bar& a, const Bar& b) { return a.air.time > b.air.time; });
  return bars;
}

std::vector<Bar> entry_bars(const Timetable& t, const Colours& colours) {
  Airtimes sums;
  add_airtimes(t.rundown, t.from, t.to, sums);
  std::vector<Bar> bars;
  for (const Lane& lane : lanes_of(t, colours))
    bars.push_back({lane.name, "", lane.kind, sums.entries[lane.name]});
  return sorted(std::move(bars));
}

std::vector<Bar> asset_bars(const Timetable& t) {
  Airtimes sums;
  add_airtimes(t.rundown, t.from, t.to, sums);
  std::vector<Bar> bars;
  for (const auto& [name, air] : sums.assets)
    bars.push_back({name, title_of(t.feed, name),
                    name == "(card)"   ? "no"
                    : name == "(dark)" ? "dk"
                                       : "as",
                    air});
  return sorted(std::move(bars));
}

std::string bar_rows(const Timetable& t, const std::vector<Bar>& bars, std::size_t first, std::size_t last) {
  std::string text = "<div class=\"bars\">\n";
  for (std::size_t i = first; i < last; ++i) {
    const Bar& bar = bars[i];
    text += "<div class=\"name\" title=\"" +
            html(bar.name + (bar.title.empty() ? "" : " \u00b7 " + bar.title)) + "\">" + html(bar.name) +
            (bar.title.empty() ? "" : "<small>" + html(bar.title) + "</small>") +
            "</div><div><div class=\"bar " + bar.kind +
            "\" style=\"width:" + percent(bar.air.time, bars[0].air.time) +
            "%\"></div></div><div class=\"sum\">" +
            time_words(std::chrono::floor<std::chrono::seconds>(bar.air.time)) + " <small>" +
            percent(bar.air.time, t.to - t.from) + " % \u00b7 " + std::to_string(bar.air.plays) +
            "\u00d7</small></div>\n";
  }
  return text + "</div>\n";
}

std::string bars_of(const Timetable& t, const char* heading, const std::vector<Bar>& bars) {
  const std::size_t open = bars.size() > kBarsOpen + 5 ? kBarsOpen : bars.size();
  std::string text = std::string("<div><h3>") + heading + "</h3>\n" + bar_rows(t, bars, 0, open);
  if (open < bars.size()) {
    text += "<details class=\"more\"><summary>" + std::to_string(bars.size() - open) + " more</summary>\n" +
            bar_rows(t, bars, open, bars.size()) + "</details>\n";
  }
  return text + "</div>\n";
}

bool is_in(scheduler::Rule rule) {
  return rule == scheduler::Rule::plays || rule == scheduler::Rule::dark || rule == scheduler::Rule::spot ||
         rule == scheduler::Rule::takeover;
}

// What plays first, then what is kept out; entries of other screens are counted alone.
std::vector<std::string> reasons_of(const Timetable& t, const Stretch& stretch) {
  const std::vector<std::string> all = scheduler::why(t.rundown, *stretch.slot);
  std::vector<std::string> in, out;
  std::size_t elsewhere = 0;
  for (std::uint32_t entry = 0; entry < all.size(); ++entry) {
    const scheduler::Rule rule = scheduler::rule_at(t.rundown, entry, stretch.slot->start);
    if (rule == scheduler::Rule::tags) {
      ++elsewhere;
    } else {
      (is_in(rule) ? in : out).push_back(all[entry]);
    }
  }
  in.insert(in.end(), out.begin(), out.end());
  const std::size_t more = in.size() > kReasonsMax ? in.size() - kReasonsMax : 0;
  in.resize(in.size() - more);
  if (more > 0) in.push_back("and " + count_words(more, "more entry", "more entries"));
  if (elsewhere > 0) in.push_back(count_words(elsewhere, "entry is", "entries are") + " for other screens");
  return in;
}

std::string why_list(const Timetable& t, const std::vector<Stretch>& all) {
  std::string text = "<details class=\"why\"><summary>Why: the rules, stretch by stretch</summary>\n<ol>\n";
  for (const Stretch& stretch : all) {
    text += "<li><b>" + span_words(t, stretch.from, stretch.to) + "</b>";
    for (const std::string& reason : reasons_of(t, stretch)) text += "<span>" + html(reason) + "</span>";
    text += "</li>\n";
  }
  return text + "</ol>\n</details>\n";
}

std::string who(const Timetable& t) {
  if (t.screens.size() > 1) return list_words(t.screens, 3);
  return t.screen.id.name + (t.screen.tags.empty() ? "" : " (" + list_words(t.screen.tags, 8) + ")");
}

std::string day_section(const Timetable& t, bool open, const Colours& colours) {
  const std::vector<Stretch> all = stretches(t);
  return std::string("<details class=\"day\"") + (open ? " open" : "") + "><summary><h2>" +
         day_words(t.date) + "</h2><span class=\"who\" title=\"" + html(list_words(t.screens, 200)) + "\">" +
         html(who(t)) + " \u00b7 " + html(t.timezone) + " \u00b7 " +
         count_words(pieces(t, t.from, t.to).size(), "item", "items") + "</span></summary>\n" +
         overview(t, colours) + hour_rows(t, all, colours) + "<div class=\"air\">\n" +
         bars_of(t, "Airtime by entry", entry_bars(t, colours)) +
         bars_of(t, "Airtime by asset", asset_bars(t)) + "</div>\n" + why_list(t, all) + "</details>\n";
}

Colours colours_of(const std::vector<Timetable>& timetables) {
  std::set<std::string> shown;
  for (const Timetable& t : timetables) {
    for (const Slot& slot : t.rundown.slots) {
      if (slot.entry != scheduler::kNone) shown.insert(t.rundown.entries[slot.entry]);
    }
  }
  return entry_colours({shown.begin(), shown.end()}, kColours);
}

std::string head(const Timetable& t) {
  const std::string name = t.feed.name + " " + version_words(t.feed);
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
         "'unsafe-inline'; script-src " +
         script_hash(kPageScript) +
         "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
         html(name) + ": rundown</title>\n<style>\n" + std::string(kPageStyle) +
         "</style>\n</head>\n<body>\n<header class=\"page\"><h1>" + html(t.feed.name) + "<small>version " +
         version_words(t.feed) + "</small></h1>\n";
}

constexpr std::string_view kZoom =
    "<input class=\"zoom\" type=\"radio\" name=\"zoom\" id=\"z1\" checked><input class=\"zoom\" "
    "type=\"radio\" name=\"zoom\" id=\"z3\">"
    "<input class=\"zoom\" type=\"radio\" name=\"zoom\" id=\"z6\">\n<div class=\"tools\">Zoom&ensp;<label "
    "for=\"z1\">hour</label>"
    "<label for=\"z3\">20 min</label><label for=\"z6\">10 min</label></div>\n";

}  // namespace

Colours entry_colours(const std::vector<std::string>& ids, std::size_t colours) {
  Colours all;
  std::vector<int> taken(colours);
  std::set<std::string> by_name(ids.begin(), ids.end());
  for (const std::string& id : by_name) {
    const int least = *std::min_element(taken.begin(), taken.end());
    std::size_t colour = hash_of(id) % colours;
    while (taken[colour] > least) colour = (colour + 1) % colours;
    ++taken[colour];
    all[id] = colour;
  }
  return all;
}

std::string rundown_page(const std::vector<Timetable>& timetables) {
  const Colours colours = colours_of(timetables);
  std::string text = head(timetables.front()) +
                     "<p>What the screens plan to show. A day runs from 04:00 to 04:00; times are local to "
                     "the screen. Point at an item for "
                     "what, when and why.</p>\n</header>\n<main>\n" +
                     std::string(kZoom);
  for (const Timetable& t : timetables) text += day_section(t, &t == &timetables.front(), colours);
  return text + "</main>\n<footer>Made by kepu rundown.</footer>\n<div id=\"tip\" hidden></div>\n<script>" +
         std::string(kPageScript) + "</script>\n</body>\n</html>\n";
}

}  // namespace kepu::headend
