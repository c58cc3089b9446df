#include <algorithm>
#include <array>
#include <deque>
#include <functional>
#include <string>
#include <utility>

#include "headend/audience.h"
#include "headend/cli/asked.h"
#include "headend/cli/commands.h"
#include "headend/draft.h"
#include "headend/local_clock.h"
#include "headend/period.h"
#include "headend/rundown_page.h"
#include "headend/timetable.h"
#include "scheduler/calendar.h"
#include "scheduler/rundown.h"

namespace kepu::headend::cli {
namespace {

using std::chrono::minutes;

constexpr std::array<Option, 12> kOptions{{{"--feed", true},
                                           {"--screen", true},
                                           {"--screens", true},
                                           {"--date", true},
                                           {"--until", true},
                                           {"--from", true},
                                           {"--to", true},
                                           {"--place", true},
                                           {"--stop", true},
                                           {"--json"},
                                           {"--html"},
                                           {"--why"}}};
constexpr minutes kDayBegins{4 * 60};

struct Wanted {
  std::vector<Audience> audiences;  // these two once the feed is known
  Period period;
  bool fleet = false;         // else one screen was asked for by name
  minutes from = kDayBegins;  // since the midnight that each day's date begins with
  minutes to = kDayBegins + minutes(1440);
  bool why = false;
};

// Is told of every rundown wanted; the timetable and what it refers to live as long as the call.
using Teller = std::function<void(const Timetable&)>;

Error wrong(std::string message) { return {Kind::invalid, std::move(message)}; }

Result<Wanted> read_wanted(const Options& options) {
  Wanted wanted;
  if (!options.words.empty()) return wrong("takes no \"" + options.words[0] + "\"");
  if (options.get("--feed").empty()) return wrong("--feed FILE is missing");
  if (!options.has("--screens")) {
    const auto asked = asked_screen(options);
    if (!asked) return asked.error();
  }
  wanted.fleet = options.has("--screens");
  const auto from = read_time(options.get("--from", "04:00"));
  const auto to = read_time(options.get("--to", "04:00"));
  if (!from || !to) return wrong("--from and --to take a time HH:MM");
  wanted.from = *from < kDayBegins ? *from + minutes(1440) : *from;
  wanted.to = *to <= kDayBegins ? *to + minutes(1440) : *to;
  if (wanted.to <= wanted.from) return wrong("--to is not after --from: a day goes from 04:00 to 04:00");
  if (options.has("--json") && options.has("--html")) return wrong("takes either --json or --html, not both");
  wanted.why = options.has("--why");
  return wanted;
}

// The days of one audience.
Result<void> tell_days(const config::Feed& feed, const Audience& audience, const Wanted& wanted,
                       const Teller& tell) {
  const config::Screen& screen = audience.like().screen;
  const std::string& zone = scheduler::zone_of(feed, screen);
  const auto local = LocalClock::in(zone);
  if (!local) return Error(local.error()).with("/timezone");
  for (const config::Date& date : days_of(wanted.period)) {
    const config::Day day{date};
    const auto edges = scheduler::LocalTime::of(zone, day.date);
    if (!edges) return edges.error();
    const auto rundown = scheduler::compile(feed, screen, day, audience.like().place);
    if (!rundown) return rundown.error();
    tell({feed, screen, day.date, *rundown, *local, zone,
          edges->utc(day.date, static_cast<int>(wanted.from.count())),
          edges->utc(day.date, static_cast<int>(wanted.to.count())), wanted.why,
          wanted.fleet ? audience.ids() : std::vector<std::string>()});
  }
  return {};
}

Result<void> tell_all(const config::Feed& feed, const Wanted& wanted, const Teller& tell) {
  for (const Audience& audience : wanted.audiences) {
    auto told = tell_days(feed, audience, wanted, tell);
    if (!told) return told;
  }
  return {};
}

// One object for one day of one screen, else an array of such objects.
Result<void> print_json(const config::Feed& feed, const Wanted& wanted) {
  const bool many = wanted.fleet || wanted.period.from != wanted.period.until;
  const char* before = "[\n";
  auto told = tell_all(feed, wanted, [&](const Timetable& timetable) {
    std::string object = json(timetable);
    if (many) object.pop_back();
    print(many ? before + object : object);
    before = ",\n";
  });
  if (told && many) print("\n]\n");
  return told;
}

Result<void> print_tables(const config::Feed& feed, const Wanted& wanted) {
  const char* before = "";
  return tell_all(feed, wanted, [&](const Timetable& timetable) {
    print(before + table(timetable));
    before = "\n";
  });
}

Result<void> print_page(const config::Feed& feed, const Wanted& wanted) {
  std::deque<scheduler::Rundown> rundowns;
  std::vector<Timetable> sheets;
  auto told = tell_all(feed, wanted, [&](const Timetable& t) {
    if (sheets.size() > kPageDaysMax) return;
    rundowns.push_back(t.rundown);
    sheets.push_back(
        {t.feed, t.screen, t.date, rundowns.back(), t.local, t.timezone, t.from, t.to, t.why, t.screens});
  });
  if (!told) return told;
  if (sheets.size() > kPageDaysMax) {
    return Error{
        Kind::invalid,
        "a page holds " + std::to_string(kPageDaysMax) +
            " days at most (screens with the same rundown count once): ask for fewer days or screens"};
  }
  print(rundown_page(sheets));
  return {};
}

Result<void> print_as_asked(const Options& options, const config::Feed& feed, const Wanted& wanted) {
  if (options.has("--html")) return print_page(feed, wanted);
  return options.has("--json") ? print_json(feed, wanted) : print_tables(feed, wanted);
}

// What asked_fleet() complained about: the command line, or the file.
int fault_of(const Options& options) {
  const bool both = options.has("--screen") || options.has("--place") || options.has("--stop");
  return both ? kUsage : kFaults;
}

}  // namespace

int rundown_command(Words words, World world) {
  const auto options = read_options(words, kOptions);
  if (!options) return usage("rundown", options.error().message);
  auto wanted = read_wanted(*options);
  if (!wanted) return usage("rundown", wanted.error().message);
  const auto fleet = asked_fleet(*options, "rundown", world);
  if (!fleet) return fault_of(*options);
  const auto draft = schedulable_feed(options->get("--feed"), world);
  if (!draft) return kFaults;
  const auto today = scheduler::day_of(draft->feed, {}, world.clock.wall());
  if (!today) return refuse(draft->document + ": /timezone: " + today.error().message);
  const auto period =
      read_period({"--date", options->get("--date")}, {"--until", options->get("--until")}, 1, today->date);
  if (!period) return usage("rundown", period.error().message);
  wanted->period = *period;
  wanted->audiences = audiences(std::array{static_cast<const config::Feed*>(&draft->feed)}, *fleet);
  const auto told = print_as_asked(*options, draft->feed, *wanted);
  return told ? kFine : refuse(draft->document + ": " + told.error().message);
}

}  // namespace kepu::headend::cli
