// tests/scheduler/example.h: an example of a rule, as a file: the scenario in words, an empty line, then one
// thing a line:
//   zone Europe/Berlin                 of the feed; UTC unless it is said
//   rest DATE, work DATE               of its calendar
//   list p [shuffle] 30s b=20s x x/2   cards p0 of 30 s and b of 20 s, then the list x, then `take` 2 of it
//   entry {"id": "a", ...}             as in a feed, likewise overlay {"id": "t", ...}
//   day DATE, screen ID TAG..., at LAT,LON, stop NAME, untrusted
//                                      the other arguments of compile(), from here on
//   note WORDS                         beside what the next line of these gives
//   row FROM TO                        the names of what begins then, in one line
//   slots FROM TO                      what begins then, local time; TO 04:00 is the end of the day
//   stretches FROM TO                  the same, slots of one entry joined
//   why AT                             the reasons
//   on AT                              what a screen shows that is switched on
//   ended AT STARTED                   which slot follows the one of STARTED, which ended at AT
//   overlaid                           when overlays are to be seen
//   drives M M ...                     what is on so many metres north of the first entry's circle, one after
//                                      the other
//   passed AT CARD...                  which slot plays instead of that of AT if these cards are not playable
// A day is 23 November 2026 unless it is said: then every list begins with its first item.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "config/feed.h"
#include "scheduler/calendar.h"
#include "scheduler/nearest.h"
#include "scheduler/rundown.h"
#include "scheduler/surroundings.h"
#include "tests/scheduler/oracle/wall_clock.h"
#include "tests/scheduler/sample.h"

namespace kepu::scheduler {

class Example {
 public:
  explicit Example(const std::string& text) {
    const std::size_t gap = text.find("\n\n");
    scenario = text.substr(0, gap + 1);
    std::istringstream rest(text.substr(gap + 2));
    for (std::string line; std::getline(rest, line);) {
      std::istringstream words(line);
      std::string verb;
      words >> verb;
      obey(verb, words);
    }
  }

  std::string scenario;
  std::vector<std::string> lines;

 private:
  void obey(const std::string& verb, std::istringstream& words) {
    std::string word;
    if (verb == "zone") {
      words >> zone_;
    } else if (verb == "rest" || verb == "work") {
      words >> word;
      (verb == "rest" ? rest_ : work_) += comma(verb == "rest" ? rest_ : work_) + '"' + word + '"';
    } else if (verb == "list") {
      list(words);
    } else if (verb == "entry") {
      entries_ += comma(entries_) + rest_of(words);
    } else if (verb == "overlay") {
      overlays_ += comma(overlays_) + rest_of(words);
    } else if (verb == "day") {
      words >> word;
      day_.date = date(std::stoi(word.substr(0, 4)), static_cast<unsigned>(std::stoi(word.substr(5, 2))),
                       static_cast<unsigned>(std::stoi(word.substr(8))));
    } else if (verb == "screen") {
      words >> screen_.id.name;
      screen_.tags.clear();
      while (words >> word) screen_.tags.push_back(word);
    } else if (verb == "at") {
      words >> word;
      place_.position = {std::stod(word), std::stod(word.substr(word.find(',') + 1))};
    } else if (verb == "stop") {
      words >> place_.stop;
    } else if (verb == "untrusted") {
      day_.clock_trusted = false;
    } else if (verb == "drives") {
      drive(words);
    } else if (verb == "note") {
      std::getline(words >> std::ws, note_);
      note_ += ' ';
    } else {
      ask(verb, words);
      note_.clear();
    }
  }

  static std::string comma(const std::string& list) { return list.empty() ? "" : ", "; }
  static std::string rest_of(std::istringstream& words) {
    std::string rest;
    std::getline(words >> std::ws, rest);
    return rest;
  }

  void list(std::istringstream& words) {
    std::string name, word, items;
    words >> name;
    bool shuffle = false;
    for (int number = 0; words >> word;) {
      const std::size_t equals = word.find('='), slash = word.find('/');
      if (word == "shuffle") {
        shuffle = true;
      } else if (equals != std::string::npos || std::isdigit(static_cast<unsigned char>(word[0])) != 0) {
        const bool named = equals != std::string::npos;
        const std::string card = named ? word.substr(0, equals) : name + std::to_string(number++);
        items += comma(items) + R"({"text": {"en": ")" + card + R"("}, "duration_ms": )" +
                 std::to_string(1000 * std::stoi(named ? word.substr(equals + 1) : word)) + '}';
      } else {
        items += comma(items) + R"({"playlist": ")" + word.substr(0, slash) + '"' +
                 (slash == std::string::npos ? "" : R"(, "take": )" + word.substr(slash + 1)) + '}';
      }
    }
    lists_ += comma(lists_) + '"' + name + R"(": {"order": ")" + (shuffle ? "shuffle" : "sequential") +
              R"(", "items": [)" + items + "]}";
  }

  void drive(std::istringstream& words) {
    const config::Feed all = feed();
    const auto& circle = std::get<config::Circle>(all.entries.at(0).near.at(0));
    Surroundings surroundings(all, screen_);
    for (std::string metres; words >> metres;) {
      surroundings.move({config::Position{circle.lat + std::stod(metres) / 111'195, circle.lon}, ""});
      const Rundown rundown = *compile(all, screen_, day_, surroundings.place());
      const Slot& slot = rundown.slots[0];
      lines.push_back(metres + " m  " + (slot.entry == kNone ? "-" : rundown.entries[slot.entry]));
    }
  }

  config::Feed feed() const {
    const auto reading =
        config::read_feed(R"({"format": "kepu-feed/1", "feed": "example", "timezone": ")" + zone_ +
                              R"(", "calendar": {"rest": [)" + rest_ + R"(], "work": [)" + work_ +
                              R"(]}, "assets": {}, "playlists": {)" + lists_ + R"(}, "entries": [)" +
                              entries_ + R"(], "overlays": [)" + overlays_ + "]}",
                          config::Reading::draft);
    EXPECT_TRUE(reading.faults.empty()) << config::describe("the example's feed", reading.faults);
    return reading.feed.value_or(config::Feed{});
  }

  void ask(const std::string& verb, std::istringstream& words) {
    const Rundown rundown = *compile(feed(), screen_, day_, place_);
    std::string first, second;
    words >> first;
    if (verb == "row") {
      words >> second;
      row(rundown, at(first), at(second));
    } else if (verb == "slots" || verb == "stretches") {
      words >> second;
      const Wall to = at(second);
      slots(rundown, at(first), to > at(first) ? to : rundown.end, verb == "stretches");
    } else if (verb == "why") {
      for (const std::string& reason : why(rundown, slot_at(rundown, at(first)))) add(reason);
    } else if (verb == "on") {
      answer("on at " + first, rundown, nearest(rundown, at(first), {}));
    } else if (verb == "ended") {
      words >> second;
      const Wall start = slot_at(rundown, at(second)).start;
      answer("ended at " + first, rundown, nearest(rundown, at(first), Played{start, start}));
    } else if (verb == "overlaid") {
      for (const Overlaid& one : rundown.overlaid)
        add(clock(one.start) + " - " + clock(one.end) + "  " + rundown.overlays[one.overlay].id);
    } else if (verb == "passed") {
      std::set<std::string> missing;
      while (words >> second) missing.insert(second);
      const auto playable = [&](const Slot& slot) {
        return slot.shows != Shows::text || !missing.contains(shown(rundown, slot));
      };
      const auto index = static_cast<std::size_t>(&slot_at(rundown, at(first)) - rundown.slots.data());
      answer("due at " + first, rundown, pass_over(rundown, index, playable));
    } else {
      ADD_FAILURE() << "an example asks for \"" << verb << '"';
    }
  }

  // Of the broadcast day: what is before 04:00 belongs to the next date.
  Wall at(const std::string& clock) const {
    const int minute = std::stoi(clock) * 60 + std::stoi(clock.substr(3, 2));
    const auto local = *LocalTime::of(zone_, day_.date);
    const Wall whole = local.utc(day_.date, minute < 4 * 60 ? minute + 24 * 60 : minute);
    return whole + seconds(clock.size() > 5 ? std::stoi(clock.substr(6)) : 0);
  }
  std::string clock(Wall at) const {
    const oracle::ProcessZone in(zone_);
    const std::time_t time = std::chrono::floor<seconds>(at).time_since_epoch().count();
    std::tm local{};
    ::localtime_r(&time, &local);
    char text[16];
    std::strftime(text, sizeof text, "%H:%M:%S", &local);
    return text;
  }
  static const Slot& slot_at(const Rundown& rundown, Wall at) {
    const auto after = std::find_if(rundown.slots.begin(), rundown.slots.end(),
                                    [&](const Slot& slot) { return slot.start > at; });
    return *(after - 1);
  }

  static std::string shown(const Rundown& rundown, const Slot& slot) {
    if (slot.shows == Shows::text) return rundown.texts[slot.asset].text.begin()->second;
    return slot.shows == Shows::dark ? "dark" : "card";
  }
  static std::string of(const Rundown& rundown, const Slot& slot) {
    std::string entry = slot.entry == kNone ? "-" : rundown.entries[slot.entry];
    std::size_t width = 1;
    for (const std::string& other : rundown.entries) width = std::max(width, other.size());
    entry.resize(std::max(width, entry.size()), ' ');
    return entry + "  " + shown(rundown, slot);
  }
  void add(const std::string& line) {
    lines.push_back(note_ + line);
    note_.assign(note_.size(), ' ');
  }

  void row(const Rundown& rundown, Wall from, Wall to) {
    std::string names = clock(from) + ' ';
    for (const Slot& slot : rundown.slots)
      if (slot.start >= from && slot.start < to) names += ' ' + shown(rundown, slot);
    add(names);
  }
  void answer(const std::string& question, const Rundown& rundown, std::optional<std::size_t> slot) {
    add(question + ": " +
        (slot ? clock(rundown.slots[*slot].start) + "  " + of(rundown, rundown.slots[*slot]) : "nothing"));
  }

  void slots(const Rundown& rundown, Wall from, Wall to, bool joined) {
    for (std::size_t i = 0; i < rundown.slots.size(); ++i) {
      const Slot& slot = rundown.slots[i];
      if (slot.start < from || slot.start >= to) continue;
      if (!joined) {
        const std::string cut = slot.cut ? "  cut at " + clock(slot.end) : "";
        add(clock(slot.start) + "  " + of(rundown, slot) + cut);
        continue;
      }
      while (i + 1 < rundown.slots.size() && rundown.slots[i + 1].entry == slot.entry) ++i;
      const std::string who = slot.entry == kNone ? "-" : rundown.entries[slot.entry];
      add(clock(slot.start) + " - " + clock(rundown.slots[i].end) + "  " + who +
          (is_item(slot.shows) ? "" : "  " + shown(rundown, slot)));
    }
  }

  std::string zone_ = "Etc/UTC", rest_, work_, lists_, entries_, overlays_, note_;
  config::Day day_{date(2026, 11, 23)};
  config::Screen screen_{{"bus-17"}, {"bus"}, ""};
  config::Place place_;
};

}  // namespace kepu::scheduler
