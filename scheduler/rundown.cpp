#include "scheduler/rundown.h"

#include <algorithm>
#include <set>
#include <span>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "config/log.h"
#include "scheduler/calendar.h"
#include "scheduler/filler.h"
#include "scheduler/overlays.h"
#include "scheduler/playing.h"
#include "scheduler/spots.h"
#include "scheduler/standing.h"
#include "scheduler/verdicts.h"
#include "scheduler/why.h"

namespace kepu::scheduler {
namespace {

using config::Entry;
using config::Feed;
using config::Screen;

Error with_place(Error error, const Screen& screen) {
  return screen.timezone.empty() ? error : std::move(error).with("screen " + screen.id.name + ": timezone");
}

// The tables of the rundown's entries.
void list_entries(const Feed& feed, Rundown& rundown) {
  rundown.entries.reserve(feed.entries.size());
  rundown.weights.reserve(feed.entries.size());
  rundown.manners.reserve(feed.entries.size());
  for (const Entry& entry : feed.entries) {
    rundown.entries.push_back(entry.id.name);
    rundown.weights.push_back({entry.priority, entry.share, entry.per_hour});
    rundown.manners.push_back({entry.align, entry.transition, entry.volume});
  }
}

// Those that are active at some time of the day, by id.
Contenders contenders(const Rundown& rundown) {
  Contenders all;
  for (const Verdict& verdict : rundown.verdicts) {
    const bool known = !all.entries.empty() && all.entries.back() == verdict.entry;
    if (is_active(verdict.rule) && !known) all.entries.push_back(verdict.entry);
  }
  std::sort(all.entries.begin(), all.entries.end(), [&](std::uint32_t a, std::uint32_t b) {
    const int order = rundown.entries[a].compare(rundown.entries[b]);
    return order != 0 ? order < 0 : a < b;
  });
  return all;
}

// An entry that becomes active or stops being so. Not of spots: they change nobody's turn.
struct Change {
  Wall at{};
  std::uint32_t number = 0;  // of the contender
  bool begins = false;
};

std::vector<std::uint32_t> numbers_of(const Rundown& rundown, const Contenders& all) {
  std::vector<std::uint32_t> numbers(rundown.entries.size(), kNone);
  for (std::uint32_t number = 0; number < all.entries.size(); ++number) numbers[all.entries[number]] = number;
  return numbers;
}

bool changes_turns(Rule rule) { return is_active(rule) && rule != Rule::spot; }

std::vector<Change> changes(const Rundown& rundown, const Contenders& all) {
  const std::vector<std::uint32_t> numbers = numbers_of(rundown, all);
  std::vector<Change> list;
  const Verdict* before = nullptr;
  for (const Verdict& verdict : rundown.verdicts) {
    const bool was = before != nullptr && before->entry == verdict.entry && changes_turns(before->rule);
    if (was != changes_turns(verdict.rule)) list.push_back({verdict.since, numbers[verdict.entry], !was});
    before = &verdict;
  }
  std::stable_sort(list.begin(), list.end(), [](const Change& a, const Change& b) { return a.at < b.at; });
  return list;
}

std::vector<Due> spots(const Feed& feed, const Rundown& rundown, const Contenders& all) {
  const std::vector<std::uint32_t> numbers = numbers_of(rundown, all);
  std::vector<Due> dues;
  const auto& verdicts = rundown.verdicts;
  for (auto verdict = verdicts.begin(); verdict != verdicts.end(); ++verdict) {
    if (verdict->rule != Rule::spot) continue;
    const auto next = verdict + 1;
    const bool ends = next != verdicts.end() && next->entry == verdict->entry;
    const Entry& entry = feed.entries[verdict->entry];
    const Due like{{}, {}, entry.priority, numbers[verdict->entry]};
    add_dues(rundown.start, {verdict->since, ends ? next->since : rundown.end}, entry.per_hour, entry.id.name,
             like, dues);
  }
  return dues;
}

// The active takeovers. The first rules: the highest priority, then the earliest `from` (none counts as the
// earliest), then the id.
class Takeovers {
 public:
  explicit Takeovers(const Feed& feed, const Contenders& all) : feed_(&feed), all_(&all) {}
  bool concerns(std::uint32_t number) const { return entry(number).mode == config::Mode::takeover; }
  void apply(const Change& change) {
    const Entry& one = entry(change.number);
    const auto from = one.from ? std::chrono::sys_days(*one.from) : std::chrono::sys_days::min();
    const Key key{-one.priority, from, change.number};
    change.begins ? static_cast<void>(active_.insert(key)) : static_cast<void>(active_.erase(key));
  }
  // Index into Feed::entries, or kNone.
  std::uint32_t first() const {
    return active_.empty() ? kNone : all_->entries[std::get<2>(*active_.begin())];
  }

 private:
  using Key = std::tuple<int, std::chrono::sys_days, std::uint32_t>;
  const Entry& entry(std::uint32_t number) const { return feed_->entries[all_->entries[number]]; }
  const Feed* feed_;
  const Contenders* all_;
  std::set<Key> active_;
};

// Segments and slots of the rundown. A change that does not concern who plays ends no segment: one neighbour
// of lower priority that begins or ends must not send everybody back to another item.
class DayFiller {
 public:
  DayFiller(const Feed& feed, const Contenders& all, Filler& filler, Rundown& rundown)
      : all_(&all), filler_(&filler), rundown_(&rundown), takeovers_(feed, all), start_(rundown.start) {}

  void fill(const std::vector<Change>& list) {
    for (auto now = list.begin(); now != list.end();) {
      const Wall at = now->at;
      const auto later = std::find_if(now, list.end(), [&](const Change& change) { return change.at != at; });
      apply(at, {now, later});
      now = later;
    }
    end_segment(rundown_->end);
    filler_->finish();
  }

 private:
  void apply(Wall at, std::span<const Change> changes) {
    bool turns = false;  // whose turn it is changes
    for (const Change& change : changes) {
      if (takeovers_.concerns(change.number)) {
        takeovers_.apply(change);
      } else {
        turns = turns || playing_.concerns(all_->groups[change.number]);
      }
    }
    const bool seen = takeovers_.first() != over_ || (turns && over_ == kNone);
    if (seen && at > start_) end_segment(at);
    over_ = takeovers_.first();
    afresh_ = afresh_ || turns;
    for (const Change& change : changes) {
      if (takeovers_.concerns(change.number)) continue;
      const Group& group = all_->groups[change.number];
      change.begins ? playing_.begin(group, change.number) : playing_.end(group, change.number);
    }
  }

  void end_segment(Wall end) {
    rundown_->segments.push_back(segment(end));
    filler_->fill(playing_, afresh_);
    afresh_ = false;
    start_ = end;
  }

  Segment segment(Wall end) const {
    Segment one{start_, end, 0, Shows::card, over_};
    if (one.takeover != kNone) {
      one.priority = rundown_->weights[one.takeover].priority;
      one.shows = Shows::asset;
    } else if (!playing_.none()) {
      one.priority = playing_.group().priority;
      one.shows = playing_.group().dark ? Shows::dark : Shows::asset;
    }
    return one;
  }

  const Contenders* all_;
  Filler* filler_;
  Rundown* rundown_;
  Takeovers takeovers_;
  std::uint32_t over_ = kNone;  // the takeover that is on
  Playing playing_;
  Wall start_;
  bool afresh_ = true;
};

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

// What lasts beyond the seam stays one stretch.
void join_overlaid(Rundown& rundown, const Rundown& next) {
  std::vector<Overlaid> all = rundown.overlaid;
  all.insert(all.end(), next.overlaid.begin(), next.overlaid.end());
  std::stable_sort(all.begin(), all.end(),
                   [](const Overlaid& a, const Overlaid& b) { return a.overlay < b.overlay; });
  rundown.overlaid.clear();
  for (const Overlaid& one : all) {
    Overlaid* last = rundown.overlaid.empty() ? nullptr : &rundown.overlaid.back();
    if (last != nullptr && last->overlay == one.overlay && last->end == one.start) {
      last->end = one.end;
    } else {
      rundown.overlaid.push_back(one);
    }
  }
}

}  // namespace

Result<Rundown> compile(const Feed& feed, const Screen& screen, const config::Day& day,
                        const config::Place& place) {
  const auto local = LocalTime::of(zone_of(feed, screen), day.date);
  if (!local) return with_place(local.error(), screen);
  const BroadcastDay today = broadcast_day(*local, feed.calendar, day.date);
  Rundown rundown;
  rundown.start = today.span.begin;
  rundown.end = today.span.end;
  const Circumstances now{screen, place, *local, today, day.clock_trusted};
  list_entries(feed, rundown);
  judge_entries(feed, now, rundown);
  judge_overlays(feed, now, rundown);
  Contenders all = contenders(rundown);
  for (const std::uint32_t entry : all.entries) {
    const Entry& from = feed.entries[entry];
    all.groups.push_back({from.priority, from.mode == config::Mode::dark});
    all.shares.push_back(from.share);
  }
  Filler filler(feed, all, std::chrono::sys_days(day.date), spots(feed, rundown, all), rundown);
  DayFiller(feed, all, filler, rundown).fill(changes(rundown, all));
  lay_overlays(rundown);
  return rundown;
}

void extend(Rundown& rundown, const Rundown& next) {
  KEPU_CHECK(next.start == rundown.end);
  KEPU_CHECK(next.entries == rundown.entries && next.weights == rundown.weights);
  KEPU_CHECK(next.overlays == rundown.overlays);
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
  const auto texts = static_cast<std::uint32_t>(rundown.texts.size());
  rundown.texts.insert(rundown.texts.end(), next.texts.begin(), next.texts.end());
  const auto segments = static_cast<std::uint32_t>(rundown.segments.size());
  for (Slot slot : next.slots) {
    if (slot.shows == Shows::asset) slot.asset = assets[slot.asset];
    if (slot.shows == Shows::text) slot.asset += texts;
    slot.segment += segments;
    rundown.slots.push_back(slot);
  }
  rundown.segments.insert(rundown.segments.end(), next.segments.begin(), next.segments.end());
  rundown.verdicts = joined(rundown.verdicts, next.verdicts);
  rundown.overlay_verdicts = joined(rundown.overlay_verdicts, next.overlay_verdicts);
  join_overlaid(rundown, next);
  rundown.end = next.end;
}

const std::string& zone_of(const Feed& feed, const Screen& screen) {
  return screen.timezone.empty() ? feed.timezone : screen.timezone;
}

Result<config::Day> day_of(const Feed& feed, const Screen& screen, Wall at) {
  const auto date = broadcast_date(zone_of(feed, screen), at);
  if (!date) return with_place(date.error(), screen);
  return config::Day{*date};
}

}  // namespace kepu::scheduler
