#include "headend/timetable.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>
#include <vector>

#include "config/notation.h"
#include "config/wording.h"
#include "headend/airtime.h"
#include "headend/names.h"
#include "headend/words.h"

namespace kepu::headend {
namespace {

using scheduler::Rundown;
using scheduler::Shows;
using scheduler::Slot;

std::string entry_or_dash(const Rundown& rundown, const Slot& slot) {
  return slot.entry == scheduler::kNone ? "-" : rundown.entries[slot.entry];
}

std::vector<Slot> chosen(const Timetable& t) {
  std::vector<Slot> slots;
  std::copy_if(t.rundown.slots.begin(), t.rundown.slots.end(), std::back_inserter(slots),
               [&](const Slot& slot) { return slot.start < t.to && slot.end > t.from; });
  return slots;
}

std::string heading(const Timetable& t) {
  std::string line = t.feed.name + " " + version_words(t.feed);
  line += t.screens.size() < 2 ? ", screen " + t.screen.id.name : ", screens " + list_words(t.screens, 3);
  if (t.screens.size() < 2 && !t.screen.tags.empty()) line += " (" + joined(t.screen.tags) + ")";
  return line + ", " + config::print_date(t.date) + ", " + t.timezone + "\n";
}

std::string field(const char* name, const std::string& value) {
  return std::string("\"") + name + "\": " + value;
}

std::string json_list(const std::vector<std::string>& texts) {
  std::vector<std::string> all;
  all.reserve(texts.size());
  for (const std::string& text : texts) all.push_back(json_string(text));
  return "[" + joined(all) + "]";
}

std::string text_json(const config::Text& text) {
  std::vector<std::string> languages;
  for (const auto& [language, words] : text)
    languages.push_back(json_string(language) + ": " + json_string(words));
  return "{" + joined(languages) + "}";
}

std::string slot_json(const Timetable& t, const Slot& slot) {
  constexpr std::array<const char*, 4> kShows{"asset", "text", "card", "dark"};
  const char* shows = kShows[static_cast<std::size_t>(slot.shows)];
  std::string text = "    {" + field("start", json_string(t.local.rfc3339(slot.start))) + ", " +
                     field("start_utc", json_string(config::print_instant(slot.start))) + ", " +
                     field("end_utc", json_string(config::print_instant(slot.end))) + ", " +
                     field("duration_ms", std::to_string((slot.end - slot.start).count())) + ", " +
                     field("shows", json_string(shows));
  if (slot.shows == Shows::asset) {
    const auto& asset = t.rundown.assets[slot.asset];
    text += ", " + field("asset", json_string(asset.name));
    if (asset.type != config::AssetType::stream) text += ", " + field("sha256", json_string(asset.id.hex()));
  }
  if (slot.shows == Shows::text) text += ", " + field("text", text_json(t.rundown.texts[slot.asset].text));
  if (slot.entry != scheduler::kNone)
    text += ", " + field("entry", json_string(t.rundown.entries[slot.entry]));
  if (slot.cut) text += ", " + field("cut", "true");
  if (t.why) {
    text += ", " + field("why", json_list(scheduler::why(t.rundown, slot)));
  }
  return text + "}";
}

std::string overlaid_json(const Timetable& t, const scheduler::Overlaid& one) {
  const auto& overlay = t.rundown.overlays[one.overlay];
  return "    {" + field("overlay", json_string(overlay.id)) + ", " +
         field("start", json_string(t.local.rfc3339(one.start))) + ", " +
         field("start_utc", json_string(config::print_instant(one.start))) + ", " +
         field("end_utc", json_string(config::print_instant(one.end))) + ", " +
         field("text", text_json(overlay.text)) + "}";
}

std::vector<scheduler::Overlaid> overlaid(const Timetable& t) {
  std::vector<scheduler::Overlaid> chosen;
  std::copy_if(t.rundown.overlaid.begin(), t.rundown.overlaid.end(), std::back_inserter(chosen),
               [&](const auto& one) { return one.start < t.to && one.end > t.from; });
  return chosen;
}

std::string overlay_lines(const Timetable& t) {
  std::string text;
  for (const scheduler::Overlaid& one : overlaid(t)) {
    const auto& overlay = t.rundown.overlays[one.overlay];
    text += t.local.time(one.start) + "  until " + t.local.time(one.end) + "  over it: " + overlay.id + ", " +
            config::card_words(overlay.text) + "\n";
  }
  return text;
}

// The length of the well-formed character at the start of `text`; 0 if there is none.
std::size_t character(std::string_view text) {
  for (std::size_t length = 1; length <= std::min<std::size_t>(4, text.size()); ++length) {
    if (is_utf8(text.substr(0, length))) return length;
  }
  return 0;
}

}  // namespace

std::string json_string(const std::string& text) {
  std::string out = "\"";
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t length = character(rest);
    const char c = rest[0];
    if (length == 0) {
      out += "\xEF\xBF\xBD";
    } else if (c == '"' || c == '\\') {
      out.append(1, '\\').append(1, c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
      out += escape.data();
    } else {
      out += rest.substr(0, length);
    }
    rest.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out + "\"";
}

std::string table(const Timetable& t) {
  const std::vector<Slot> slots = chosen(t);
  std::size_t length_width = 0;
  std::size_t asset_width = 0;
  for (const Slot& slot : slots) {
    length_width = std::max(length_width, time_words(slot.end - slot.start).size());
    asset_width = std::max(asset_width, columns(shown_words(t.rundown, slot)));
  }
  std::string text = heading(t);
  std::uint32_t told = scheduler::kNone;
  for (const Slot& slot : slots) {
    if (t.why && slot.segment != told) {
      for (const std::string& reason : scheduler::why(t.rundown, slot)) text += "  # " + reason + "\n";
      told = slot.segment;
    }
    text += t.local.time(slot.start) + "  ";
    const std::string length = time_words(slot.end - slot.start);
    text.append(length_width - length.size(), ' ').append(length).append("  ");
    text += padded(shown_words(t.rundown, slot), asset_width);
    text += "  " + entry_or_dash(t.rundown, slot) + (slot.cut ? "  cut" : "") + "\n";
  }
  return text + overlay_lines(t);
}

std::string json(const Timetable& t) {
  std::string text = "{\n  " + field("feed", json_string(t.feed.name)) + ",\n  " +
                     field("epoch", std::to_string(t.feed.epoch)) + ",\n  " +
                     field("version", std::to_string(t.feed.version)) + ",\n  " +
                     field("screen", json_string(t.screen.id.name)) + ",\n  " +
                     field("tags", json_list(t.screen.tags)) + ",\n  " +
                     (t.screens.empty() ? "" : field("screens", json_list(t.screens)) + ",\n  ") +
                     field("date", json_string(config::print_date(t.date))) + ",\n  " +
                     field("timezone", json_string(t.timezone)) + ",\n  \"slots\": [";
  const char* comma = "\n";
  for (const Slot& slot : chosen(t)) {
    text += comma + slot_json(t, slot);
    comma = ",\n";
  }
  text += "\n  ],\n  \"overlays\": [";
  comma = "\n";
  for (const scheduler::Overlaid& one : overlaid(t)) {
    text += comma + overlaid_json(t, one);
    comma = ",\n";
  }
  return text + "\n  ]\n}\n";
}

}  // namespace kepu::headend
