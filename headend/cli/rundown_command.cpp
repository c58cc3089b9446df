#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

#include "config/notation.h"
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
  config::Screen screen;
  config::Place place;
  std::optional<config::Date> date;
  minutes from = kDayBegins;  // since the midnight that the day's date begins with
  minutes to = kDayBegins + minutes(1440);
};

Error wrong(std::string message) { return {Kind::invalid, std::move(message)}; }

config::Screen read_screen(const std::string& text) {
  config::Screen screen;
  std::size_t begin = text.find(',');
  screen.id.name = text.substr(0, begin);
  while (begin != std::string::npos) {
    const std::size_t end = text.find(',', begin + 1);
    const std::string tag = text.substr(begin + 1, end == std::string::npos ? end : end - begin - 1);
    if (!tag.empty()) screen.tags.push_back(tag);
    begin = end;
  }
  return screen;
}

// "24.326,109.412"
std::optional<config::Position> read_position(std::string_view text) {
  config::Position at;
  const char* const end = text.data() + text.size();
  const auto lat = std::from_chars(text.data(), end, at.lat);
  if (lat.ec != std::errc() || lat.ptr == end || *lat.ptr != ',') return std::nullopt;
  const auto lon = std::from_chars(lat.ptr + 1, end, at.lon);
  if (lon.ec != std::errc() || lon.ptr != end) return std::nullopt;
  return std::abs(at.lat) <= 90 && std::abs(at.lon) <= 180 ? std::optional(at) : std::nullopt;
}

Result<Wanted> read_wanted(const Options& options) {
  Wanted wanted;
  if (!options.words.empty()) return wrong("takes no \"" + options.words[0] + "\"");
  if (options.get("--feed").empty()) return wrong("--feed FILE is missing");
  wanted.screen = read_screen(options.get("--screen"));
  if (wanted.screen.id.name.empty()) return wrong("--screen ID[,TAG...] is missing");
  wanted.place = {read_position(options.get("--place")), options.get("--stop")};
  if (options.has("--place") && !wanted.place.position)
    return wrong("--place takes degrees LAT,LON such as 24.326,109.412");
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

int refuse(const std::string& line) {
  complain(line);
  return kFaults;
}

int tell(const Draft& draft, const Wanted& wanted, const Options& options, Wall now) {
  const config::Feed& feed = draft.feed;
  for (const std::string& line : not_yet_built(draft.document, feed)) complain("warning: " + line);
  if (lacks_durations(feed)) {
    return refuse(
        draft.document +
        ": names files whose length is not known yet: publish it first (kepu publish --feed), and ask about "
        "the site's feed.json");
  }
  const auto local = LocalClock::in(feed.timezone);
  if (!local) return refuse(draft.document + ": /timezone: " + local.error().message);
  const auto today = scheduler::day_of(feed, wanted.screen, now);
  if (!today) return refuse(draft.document + ": " + today.error().message);
  const config::Day day{wanted.date.value_or(today->date)};
  const auto edges = scheduler::LocalTime::of(feed.timezone, day.date);
  if (!edges) return refuse(draft.document + ": " + edges.error().message);
  const auto rundown = scheduler::compile(feed, wanted.screen, day, wanted.place);
  if (!rundown) return refuse(draft.document + ": " + rundown.error().message);
  const Timetable timetable{feed,
                            wanted.screen,
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
  const DraftReading reading = draft_by_hand(options->get("--feed"), world.files);
  for (const std::string& line : reading.faults) complain(line);
  if (!reading.draft) return kFaults;
  return tell(*reading.draft, *wanted, *options, world.clock.wall());
}

}  // namespace kepu::headend::cli
