#include "headend/expectations.h"

#include <algorithm>
#include <array>

#include "config/json_reader.h"
#include "config/place_read.h"
#include "headend/explanation.h"
#include "scheduler/rundown.h"

namespace kepu::headend {
namespace {

namespace json = config::json;
using json::Fields;
using json::Reader;
using json::Value;
using scheduler::Rundown;
using scheduler::Slot;

constexpr std::size_t kExpectationsMax = 10'000;
constexpr std::size_t kNameBytesMax = 200;
constexpr std::size_t kTagsMax = 64;
constexpr std::int64_t kPerHourMax = 3600;
constexpr auto kLongest = std::chrono::days(31);

constexpr std::array<std::string_view, 11> kFields{
    "name",  "screen",           "tags", "place", "at", "from", "to", "shows", "never_shows",
    "plays", "at_least_per_hour"};

std::string line_of(Reader& in, Value at) { return std::string(in.line(at, kNameBytesMax).value_or("")); }

void read_when(Reader& in, Value at, const Fields& fields, Expectation& one) {
  constexpr std::string_view kForm = "a moment such as 2027-06-03T08:15";
  const auto moment = in.parsed(fields.optional("at"), read_moment, kForm);
  const auto from = in.parsed(fields.optional("from"), read_moment, kForm);
  one.to = in.parsed(fields.optional("to"), read_moment, kForm);
  const bool range = fields.has("from") && fields.has("to");
  if (fields.has("at") == range || fields.has("from") != fields.has("to")) {
    in.fault(at, "needs either \"at\", or \"from\" and \"to\"");
  }
  if (moment) one.from = *moment;
  if (from) one.from = *from;
  if (!from || !one.to) return;
  const auto seconds = [](const LocalMoment& m) { return std::chrono::sys_days(m.date) + m.since_midnight; };
  if (seconds(*one.to) <= seconds(*from) || seconds(*one.to) - seconds(*from) > kLongest) {
    in.fault(fields.optional("to"), "is not after \"from\", or more than 31 days after it");
  }
}

void read_what(Reader& in, Value at, const Fields& fields, Expectation& one) {
  const std::array<Value, 3> kinds{fields.optional("shows"), fields.optional("never_shows"),
                                   fields.optional("plays")};
  if (std::ranges::count_if(kinds, [](Value kind) { return static_cast<bool>(kind); }) != 1) {
    return in.fault(at, "needs one of \"shows\", \"never_shows\" and \"plays\"");
  }
  const auto kind = std::ranges::find_if(kinds, [](Value candidate) { return static_cast<bool>(candidate); });
  one.what = static_cast<Expectation::What>(kind - kinds.begin());
  one.whom = line_of(in, *kind);
  const bool counted = one.what == Expectation::What::plays;
  const Value least = counted ? fields.required("at_least_per_hour") : fields.optional("at_least_per_hour");
  if (!counted && least) in.fault(least, "goes with \"plays\"");
  one.at_least_per_hour = static_cast<int>(in.integer(least, 1, kPerHourMax).value_or(0));
  if (counted && !fields.has("from")) in.fault(at, "\"plays\" needs \"from\" and \"to\"");
}

Expectation read_expectation(Reader& in, Value at) {
  Expectation one;
  const Fields fields(in, at, kFields);
  one.name = line_of(in, fields.optional("name"));
  one.screen.id.name = line_of(in, fields.required("screen"));
  const Value tags = fields.optional("tags");
  if (in.array(tags, 0, kTagsMax)) {
    for (const Value tag : tags.items()) one.screen.tags.push_back(line_of(in, tag));
  }
  one.place = config::read_place(in, fields.optional("place"));
  read_when(in, at, fields, one);
  read_what(in, at, fields, one);
  return one;
}

bool is(const Rundown& rundown, const Slot& slot, const std::string& whom) {
  if (slot.shows == scheduler::Shows::card && whom == "(card)") return true;
  if (slot.shows == scheduler::Shows::dark && whom == "(dark)") return true;
  if (slot.entry != scheduler::kNone && rundown.entries[slot.entry] == whom) return true;
  return slot.shows == scheduler::Shows::asset && rundown.assets[slot.asset].name == whom;
}

bool is_known(const config::Feed& feed, const std::string& whom) {
  return whom == "(card)" || whom == "(dark)" ||
         std::ranges::count(feed.assets, whom, &config::Asset::name) > 0 ||
         std::ranges::any_of(feed.entries, [&](const config::Entry& entry) { return entry.id.name == whom; });
}

// The days from the one of `from` to the one of `to`.
Result<Rundown> compiled(const config::Feed& feed, const Expectation& expectation, Wall from, Wall to) {
  const auto compile_at = [&](Wall at) -> Result<Rundown> {
    const auto day = scheduler::day_of(feed, expectation.screen, at);
    return day ? scheduler::compile(feed, expectation.screen, *day, expectation.place) : day.error();
  };
  auto rundown = compile_at(from);
  while (rundown && rundown->end < to) {
    auto next = compile_at(rundown->end);
    if (!next) return next;
    scheduler::extend(*rundown, *next);
  }
  return rundown;
}

std::string too_rare(const Rundown& rundown, const Expectation& expectation, Wall from, Wall to,
                     const LocalClock& local) {
  for (Wall hour = from; hour + std::chrono::hours(1) <= to; hour += std::chrono::hours(1)) {
    const auto plays = std::ranges::count_if(rundown.slots, [&](const Slot& slot) {
      return slot.start >= hour && slot.start < hour + std::chrono::hours(1) &&
             is(rundown, slot, expectation.whom);
    });
    if (plays >= expectation.at_least_per_hour) continue;
    return "plays " + std::to_string(plays) + " times in the hour from " + local.date(hour) + ' ' +
           local.time(hour) + ", not " + std::to_string(expectation.at_least_per_hour) + " times\n";
  }
  return "";
}

}  // namespace

ExpectationsReading read_expectations(std::string_view text) {
  const json::Parsed parsed = json::parse(text, {kExpectationBytesMax, true});
  if (!parsed.document) return {{}, parsed.faults};
  constexpr std::array<std::string_view, 2> kTop{"feed", "expect"};
  Reader reader(*parsed.document, json::Unknown::fault);
  const Fields fields(reader, parsed.document->root(), kTop);
  Expectations read{line_of(reader, fields.optional("feed")), {}};
  const Value list = fields.required("expect");
  if (reader.array(list, 1, kExpectationsMax)) {
    for (const Value one : list.items()) read.all.push_back(read_expectation(reader, one));
  }
  ExpectationsReading result;
  if (reader.fault_count() == 0) result.expectations = std::move(read);
  result.faults = reader.faults();
  return result;
}

std::string disappointment(const config::Feed& feed, const Expectation& expectation) {
  if (!is_known(feed, expectation.whom)) return "the feed has neither an asset nor an entry of that name\n";
  const auto from = instant(expectation.from, feed.timezone);
  if (!from) return from.error().message + "\n";
  const auto to =
      expectation.to ? instant(*expectation.to, feed.timezone) : Result<Wall>(*from + milliseconds(1));
  if (!to) return to.error().message + "\n";
  const auto local = LocalClock::in(feed.timezone);
  const auto rundown = compiled(feed, expectation, *from, *to);
  if (!rundown) return rundown.error().message + "\n";
  if (expectation.what == Expectation::What::plays)
    return too_rare(*rundown, expectation, *from, *to, *local);
  const auto first = std::ranges::find_if(rundown->slots, [&](const Slot& slot) { return slot.end > *from; });
  const auto end =
      std::find_if(first, rundown->slots.end(), [&](const Slot& slot) { return slot.start >= *to; });
  const auto found =
      std::find_if(first, end, [&](const Slot& slot) { return is(*rundown, slot, expectation.whom); });
  const bool shows = found != end;
  if (shows == (expectation.what == Expectation::What::shows)) return "";
  const Slot& told = shows ? *found : *first;
  return explanation(feed, *rundown, told, std::max(*from, told.start), *local, scheduler::Language::en);
}

}  // namespace kepu::headend
