#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "config/notation.h"
#include "headend/cli/asked.h"
#include "headend/cli/commands.h"
#include "headend/draft.h"
#include "headend/local_clock.h"
#include "headend/timetable.h"
#include "scheduler/calendar.h"
#include "scheduler/rundown.h"

namespace kepu::headend::cli {
namespace {

using std::chrono::minutes;

constexpr std::array<Option, 9> kOptions{{{"--feed", true},
                                          {"--screen", true},
                                          {"--date", true},
                                          {"--from", true},
                                          {"--to", true},
                                          {"--place", true},
                                          {"--stop", true},
                                          {"--json"},
                                          {"--why"}}};
constexpr minutes kDayBegins{4 * 60};

struct Wanted {
  AskedScreen asked;
  std::optional<config::Date> date;
  minutes from = kDayBegins;  // since the midnight that the day's date begins with
  minutes to = kDayBegins + minutes(1440);
};

Error wrong(std::string message) { return {Kind::invalid, std::move(message)}; }

Result<Wanted> read_wanted(const Options& options) {
  Wanted wanted;
  if (!options.words.empty()) return wrong("takes no \"" + options.words[0] + "\"");
  if (options.get("--feed").empty()) return wrong("--feed FILE is missing");
  auto asked = asked_screen(options);
  if (!asked) return asked.error();
  wanted.asked = std::move(*asked);
  wanted.date = config::parse_date(options.get("--date"));
  if (options.has("--date") && !wanted.date) return wrong("--date takes a day YYYY-MM-DD");
  const auto from = read_time(options.get("--from", "04:00"));
  const auto to = read_time(options.get("--to", "04:00"));
  if (!from || !to) return wrong("--from and --to take a time HH:MM");
  wanted.from = *from < kDayBegins ? *from + minutes(1440) : *from;
  wanted.to = *to <= kDayBegins ? *to + minutes(1440) : *to;
  if (wanted.to <= wanted.from) return wrong("--to is not after --from: a day goes from 04:00 to 04:00");
  return wanted;
}

int tell(const Draft& draft, const Wanted& wanted, const Options& options, Wall now) {
  const config::Feed& feed = draft.feed;
  const auto local = LocalClock::in(feed.timezone);
  if (!local) return refuse(draft.document + ": /timezone: " + local.error().message);
  const auto today = scheduler::day_of(feed, wanted.asked.screen, now);
  if (!today) return refuse(draft.document + ": " + today.error().message);
  const config::Day day{wanted.date.value_or(today->date)};
  const auto edges = scheduler::LocalTime::of(feed.timezone, day.date);
  if (!edges) return refuse(draft.document + ": " + edges.error().message);
  const auto rundown = scheduler::compile(feed, wanted.asked.screen, day, wanted.asked.place);
  if (!rundown) return refuse(draft.document + ": " + rundown.error().message);
  const Timetable timetable{feed,
                            wanted.asked.screen,
                            day.date,
                            *rundown,
                            *local,
                            feed.timezone,
                            edges->utc(day.date, static_cast<int>(wanted.from.count())),
                            edges->utc(day.date, static_cast<int>(wanted.to.count())),
                            options.has("--why")};
  print(options.has("--json") ? json(timetable) : table(timetable));
  return kFine;
}

}  // namespace

int rundown_command(Words words, World world) {
  const auto options = read_options(words, kOptions);
  if (!options) return usage("rundown", options.error().message);
  const auto wanted = read_wanted(*options);
  if (!wanted) return usage("rundown", wanted.error().message);
  const auto draft = schedulable_feed(options->get("--feed"), world);
  if (!draft) return kFaults;
  return tell(*draft, *wanted, *options, world.clock.wall());
}

}  // namespace kepu::headend::cli
