#include "scheduler/rundown.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "config/log.h"
#include "scheduler/calendar.h"
#include "scheduler/filler.h"
#include "scheduler/match.h"
#include "scheduler/playing.h"
#include "scheduler/standing.h"
#include "scheduler/support.h"

namespace kepu::scheduler {
namespace {

using config::Entry;
using config::Feed;
using config::Screen;

const std::string& zone_of(const Feed& feed, const Screen& screen) {
  return screen.timezone.empty() ? feed.timezone : screen.timezone;
}

Error with_place(Error error, const Screen& screen) {
  return screen.timezone.empty() ? error : std::move(error).with("screen " + screen.id.name + ": timezone");
}

// Entries, weights and verdicts of the rundown.
void judge(const Feed& feed, const Screen& screen, const LocalTime& local, const BroadcastDay& day,
           Rundown& rundown) {
  Support support(feed);
  rundown.entries.reserve(feed.entries.size());
  rundown.weights.reserve(feed.entries.size());
  rundown.manners.reserve(feed.entries.size());
  rundown.verdicts.reserve(feed.entries.size());
  for (std::uint32_t i = 0; i < feed.entries.size(); ++i) {
    const Entry& entry = feed.entries[i];
    rundown.entries.push_back(entry.id.name);
    rundown.weights.push_back({entry.priority, entry.share});
    rundown.manners.push_back({entry.align, entry.transition, entry.volume});
    if (!matches(entry.screens, screen)) {
      rundown.verdicts.push_back({day.span.begin, i, Rule::tags});
    } else if (!support.can_schedule(entry)) {
      rundown.verdicts.push_back({day.span.begin, i, Rule::not_yet_built});
    } else {
      add_verdicts(entry, i, local, day, rundown.verdicts);
    }
  }
}

bool is_active(const Verdict& verdict) { return verdict.rule == Rule::plays || verdict.rule == Rule::dark; }

// Those that are active at some time of the day, by id.
Contenders contenders(const Rundown& rundown) {
  Contenders all;
  for (const Verdict& verdict : rundown.verdicts) {
    const bool known = !all.entries.empty() && all.entries.back() == verdict.entry;
    if (is_active(verdict) && !known) all.entries.push_back(verdict.entry);
  }
  std::sort(all.entries.begin(), all.entries.end(), [&](std::uint32_t a, std::uint32_t b) {
    const int order = rundown.entries[a].compare(rundown.entries[b]);
    return order != 0 ? order < 0 : a < b;
  });
  return all;
}

// An entry that becomes active or stops being so.
struct Change {
  Wall at{};
  std::uint32_t number = 0;  // of the contender
  bool begins = false;
};

std::vector<Change> changes(const Rundown& rundown, const Contenders& all) {
  std::vector<std::uint32_t> numbers(rundown.entries.size(), kNone);
  for (std::uint32_t number = 0; number < all.entries.size(); ++number) numbers[all.entries[number]] = number;
  std::vector<Change> list;
  const Verdict* before = nullptr;
  for (const Verdict& verdict : rundown.verdicts) {
    const bool was = before != nullptr && before->entry == verdict.entry && is_active(*before);
    if (was != is_active(verdict)) list.push_back({verdict.since, numbers[verdict.entry], !was});
    before = &verdict;
  }
  std::stable_sort(list.begin(), list.end(), [](const Change& a, const Change& b) { return a.at < b.at; });
  return list;
}

void add_segment(Wall start, Wall end, const Playing& playing, Rundown& rundown) {
  Segment segment{start, end, 0, Shows::card};
  if (!playing.none()) {
    segment.priority = playing.group().priority;
    segment.shows = playing.group().dark ? Shows::dark : Shows::asset;
  }
  rundown.segments.push_back(segment);
}

// Segments and slots of the rundown. A change that does not concern who plays ends no segment: one neighbour
// of lower priority that begins or ends must not send everybody back to the first item.
void fill_day(const Contenders& all, const std::vector<Change>& list, Filler& filler, Rundown& rundown) {
  Playing playing;
  Wall start = rundown.start;
  for (auto now = list.begin(); now != list.end();) {
    const Wall at = now->at;
    const auto later = std::find_if(now, list.end(), [&](const Change& change) { return change.at != at; });
    const bool concerns = std::any_of(
        now, later, [&](const Change& change) { return playing.concerns(all.groups[change.number]); });
    if (concerns && at > start) {
      add_segment(start, at, playing, rundown);
      filler.fill(playing);
      start = at;
    }
    for (; now != later; ++now) {
      const Group& group = all.groups[now->number];
      now->begins ? playing.begin(group, now->number) : playing.end(group, now->number);
    }
  }
  add_segment(start, rundown.end, playing, rundown);
  filler.fill(playing);
  filler.finish();
}

// `more` goes behind `list`, entry by entry; what does not change at the seam stays one verdict.
std::vector<Verdict> joined(const std::vector<Verdict>& list, const std::vector<Verdict>& more) {
  std::vector<Verdict> all;
  all.reserve(list.size() + more.size());
  auto next = more.begin();
  for (auto verdict = list.begin(); verdict != list.end(); ++verdict) {
    all.push_back(*verdict);
    const bool last_of_entry = verdict + 1 == list.end() || (verdict + 1)->entry != verdict->entry;
    for (; last_of_entry && next != more.end() && next->entry == verdict->entry; ++next) {
      if (next->rule != all.back().rule) all.push_back(*next);
    }
  }
  return all;
}

}  // namespace

Result<Rundown> compile(const Feed& feed, const Screen& screen, const config::Day& day,
                        const config::Place& /*place: entries with `near` are not in this version*/) {
  const auto local = LocalTime::of(zone_of(feed, screen), day.date);
  if (!local) return with_place(local.error(), screen);
  const BroadcastDay today = broadcast_day(*local, feed.calendar, day.date);
  Rundown rundown;
  rundown.start = today.span.begin;
  rundown.end = today.span.end;
  judge(feed, screen, *local, today, rundown);
  Contenders all = contenders(rundown);
  for (const std::uint32_t entry : all.entries) {
    const Entry& from = feed.entries[entry];
    all.groups.push_back({from.priority, from.mode == config::Mode::dark});
    all.shares.push_back(from.share);
  }
  Filler filler(feed, all, rundown);
  fill_day(all, changes(rundown, all), filler, rundown);
  return rundown;
}

void extend(Rundown& rundown, const Rundown& next) {
  KEPU_CHECK(next.start == rundown.end);
  KEPU_CHECK(next.entries == rundown.entries && next.weights == rundown.weights);
  std::unordered_map<std::string_view, std::uint32_t> known;
  for (std::uint32_t i = 0; i < rundown.assets.size(); ++i) known.emplace(rundown.assets[i].name, i);
  std::vector<std::uint32_t> assets;  // by index into next.assets
  std::vector<PlannedAsset> added;
  for (const PlannedAsset& asset : next.assets) {
    const auto index = static_cast<std::uint32_t>(rundown.assets.size() + added.size());
    const auto [at, is_new] = known.emplace(asset.name, index);
    if (is_new) added.push_back(asset);
    assets.push_back(at->second);
  }
  rundown.assets.insert(rundown.assets.end(), added.begin(), added.end());
  const auto segments = static_cast<std::uint32_t>(rundown.segments.size());
  for (Slot slot : next.slots) {
    if (slot.asset != kNone) slot.asset = assets[slot.asset];
    slot.segment += segments;
    rundown.slots.push_back(slot);
  }
  rundown.segments.insert(rundown.segments.end(), next.segments.begin(), next.segments.end());
  rundown.verdicts = joined(rundown.verdicts, next.verdicts);
  rundown.end = next.end;
}

Result<config::Day> day_of(const Feed& feed, const Screen& screen, Wall at) {
  const auto date = broadcast_date(zone_of(feed, screen), at);
  if (!date) return with_place(date.error(), screen);
  return config::Day{*date};
}

}  // namespace kepu::scheduler
