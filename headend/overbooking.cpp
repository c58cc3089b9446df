#include "headend/overbooking.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "config/notation.h"
#include "config/wording.h"
#include "headend/airtime.h"
#include "headend/words.h"
#include "scheduler/match.h"
#include "scheduler/place.h"
#include "scheduler/rundown.h"
#include "scheduler/spots.h"
#include "scheduler/why.h"

namespace kepu::headend {
namespace {

using scheduler::Rundown;
using scheduler::Slot;
using What = Finding::What;

constexpr std::size_t kNamesTold = 3;  // of screens
constexpr std::size_t kItemsTold = 5;

bool is_loop(const config::Entry& entry) { return entry.mode == config::Mode::loop; }

// What the items of a playlist show, lists within it included; in its order, each once.
class Items {
 public:
  explicit Items(const config::Feed& feed) : feed_(&feed), seen_(feed.playlists.size()) {}

  void add(std::uint32_t playlist) {
    if (std::exchange(seen_[playlist], 1) != 0) return;
    for (const config::Item& item : feed_->playlists[playlist].items) {
      if (const auto* list = std::get_if<config::TakeItem>(&item)) add(list->playlist);
      if (const auto* asset = std::get_if<config::AssetItem>(&item)) note(feed_->assets[asset->asset].name);
      if (const auto* text = std::get_if<config::TextItem>(&item)) note(config::card_words(text->text));
    }
  }
  std::vector<std::string> names;

 private:
  void note(std::string name) {
    if (known_.insert(name).second) names.push_back(std::move(name));
  }
  const config::Feed* feed_;
  std::vector<char> seen_;  // by playlist
  std::set<std::string> known_;
};

std::string minute_words(const LocalClock& clock, Wall at) { return clock.time(at).substr(0, 5); }

bool is_unknown(const config::Place& place) { return !place.position && place.stop.empty(); }

}  // namespace

Overbooking::Overbooking(const config::Feed& feed, const Period& period)
    : feed_(&feed), period_(period), fates_(feed.entries.size()) {
  for (std::uint32_t i = 0; i < feed.entries.size(); ++i) numbers_.emplace(feed.entries[i].id.name, i);
}

Result<void> Overbooking::begin(const Audience& audience) {
  const auto clock = LocalClock::in(scheduler::zone_of(*feed_, audience.like().screen));
  if (!clock) return clock.error();
  clock_ = *clock;
  audience_ = &audience;
  for (std::uint32_t i = 0; i < fates_.size(); ++i) {
    const config::Entry& entry = feed_->entries[i];
    for (const FleetScreen* one : audience.screens) {
      if (!scheduler::matches(entry.screens, one->screen)) break;  // nor does any other of the audience
      fates_[i].matched = true;
      fates_[i].placed |= is_unknown(one->place) || scheduler::is_at(entry.near, one->place);
    }
  }
  return {};
}

void Overbooking::watch(const config::Date& date, const Rundown& rundown) {
  airings_ = airings(rundown);
  watch_active(rundown);
  watch_spots(date, rundown);
  for (const Airing& airing : airings_) watch_airing(airing, rundown.slots);
  watch_gaps(date, rundown);
}

void Overbooking::watch_active(const Rundown& rundown) {
  for (const scheduler::Verdict& verdict : rundown.verdicts)
    fates_[verdict.entry].active |= scheduler::is_active(verdict.rule);
  for (const Airing& airing : airings_)
    for (const std::string& id : airing.entries) fates_[numbers_.at(id)].on = true;
  for (const Slot& slot : rundown.slots) {
    if (slot.entry != scheduler::kNone && scheduler::is_item(slot.shows))
      fates_[slot.entry].aired.insert(shown_words(rundown, slot));
  }
}

bool Overbooking::is_on(std::uint32_t entry, Wall at) const {
  const auto airing = std::upper_bound(airings_.begin(), airings_.end(), at,
                                       [](Wall when, const Airing& one) { return when < one.to; });
  return airing != airings_.end() &&
         std::binary_search(airing->entries.begin(), airing->entries.end(), feed_->entries[entry].id.name);
}

// What falls due in a takeover, or in the dark, was not promised.
void Overbooking::watch_spots(const config::Date& date, const Rundown& rundown) {
  std::map<std::uint32_t, Plays> today;
  const auto& verdicts = rundown.verdicts;
  for (auto verdict = verdicts.begin(); verdict != verdicts.end(); ++verdict) {
    if (verdict->rule != scheduler::Rule::spot) continue;
    const auto next = verdict + 1;
    const bool ends = next != verdicts.end() && next->entry == verdict->entry;
    const config::Entry& entry = feed_->entries[verdict->entry];
    std::vector<scheduler::Due> dues;
    scheduler::add_dues(rundown.start, {verdict->since, ends ? next->since : rundown.end}, entry.per_hour,
                        entry.id.name, {}, dues);
    for (const scheduler::Due& due : dues) today[verdict->entry].promised += is_on(verdict->entry, due.at);
  }
  for (const Slot& slot : rundown.slots) {
    const auto one = slot.entry == scheduler::kNone ? today.end() : today.find(slot.entry);
    if (one != today.end()) ++one->second.kept;
  }
  for (const auto& [entry, plays] : today) {
    Plays& sum = plays_[entry];
    sum.promised += plays.promised;
    sum.kept += std::min(plays.kept, plays.promised);
    if (plays.kept < plays.promised) sum.days.push_back(date);
  }
}

// What is on beside each other shares the airtime; a spot's is nobody's.
void Overbooking::watch_airing(const Airing& airing, const std::vector<Slot>& slots) {
  std::map<std::uint32_t, milliseconds> times;
  int shares = 0;
  for (const std::string& id : airing.entries) {
    const std::uint32_t entry = numbers_.at(id);
    if (!is_loop(feed_->entries[entry])) continue;
    times[entry] = {};
    shares += feed_->entries[entry].share;
  }
  if (times.size() < 2) return;
  milliseconds all{};
  auto slot = std::upper_bound(slots.begin(), slots.end(), airing.from,
                               [](Wall at, const Slot& one) { return at < one.end; });
  for (; slot != slots.end() && slot->start < airing.to; ++slot) {
    const auto one = times.find(slot->entry);
    if (one == times.end()) continue;
    const milliseconds time = std::min(slot->end, airing.to) - std::max(slot->start, airing.from);
    one->second += time;
    all += time;
  }
  for (const auto& [entry, time] : times) {
    shares_[entry].due += all * feed_->entries[entry].share / shares;
    shares_[entry].time += time;
  }
}

bool Overbooking::is_gap(const Airing& airing) const {
  return std::ranges::all_of(airing.entries, [&](const std::string& id) {
    return feed_->entries[numbers_.at(id)].mode == config::Mode::spot;
  });
}

// Spots alone fill no time.
void Overbooking::watch_gaps(const config::Date& date, const Rundown& rundown) {
  for (auto airing = airings_.begin(); airing != airings_.end(); ++airing) {
    if (!is_gap(*airing)) continue;
    const Wall from = airing->from;
    while (airing + 1 != airings_.end() && is_gap(airing[1])) ++airing;
    if (airing->to - from < kGapMin) continue;
    const bool whole = from == rundown.start && airing->to == rundown.end;
    Gap& gap =
        gaps_[whole ? "all day" : minute_words(*clock_, from) + '-' + minute_words(*clock_, airing->to)];
    if (gap.days.empty() || gap.days.back() != date) gap.days.push_back(date);
    gap.time += airing->to - from;
  }
}

void Overbooking::add_screens(Finding& finding) const {
  for (std::string& id : audience_->ids()) finding.screens.push_back(std::move(id));
}

void Overbooking::end() {
  const std::size_t screens = audience_->screens.size();
  const auto times = static_cast<int>(screens);
  for (auto& [entry, plays] : plays_) {
    if (plays.days.empty()) continue;
    Finding& finding = fates_[entry].spots;
    finding.promised += plays.promised * screens;
    finding.kept += plays.kept * screens;
    std::vector<config::Date> days;
    std::ranges::set_union(finding.days, plays.days, std::back_inserter(days));
    finding.days = std::move(days);
    add_screens(finding);
  }
  for (const auto& [entry, share] : shares_) {
    const auto kept = std::chrono::duration<double>(share.due) * kShareKept;
    if (share.time >= kept || share.due - share.time < kGapMin) continue;
    Finding& finding = fates_[entry].share;
    finding.due += share.due * times;
    finding.time += share.time * times;
    add_screens(finding);
  }
  for (auto& [hours, gap] : gaps_) {
    Finding& finding = nothing_[{hours, gap.days}];
    finding.hours = hours;
    finding.days = gap.days;
    finding.time += gap.time * times;
    add_screens(finding);
  }
  plays_.clear();
  shares_.clear();
  gaps_.clear();
  airings_.clear();
}

Finding Overbooking::tail_of(std::uint32_t entry) const {
  Items items(*feed_);
  items.add(*feed_->entries[entry].playlist);
  Finding finding;
  finding.promised = items.names.size();
  for (const std::string& name : items.names) {
    if (!fates_[entry].aired.contains(name)) finding.items.push_back(name);
  }
  finding.kept = finding.promised - finding.items.size();
  return finding;
}

std::vector<Finding> Overbooking::findings() const {
  std::vector<Finding> all;
  const auto found = [&](What what, std::uint32_t entry, Finding finding = {}) {
    finding.what = what;
    finding.entry = feed_->entries[entry].id.name;
    all.push_back(std::move(finding));
  };
  for (std::uint32_t i = 0; i < fates_.size(); ++i) {
    const Fate& fate = fates_[i];
    const auto& until = feed_->entries[i].until;
    if (until && *until < period_.from) {
      found(What::over, i);
    } else if (!fate.matched) {
      found(What::nobody, i);
    } else if (!fate.placed) {
      found(What::elsewhere, i);
    } else if (fate.active && !fate.on) {
      found(What::outranked, i);
    }
    if (!fate.spots.screens.empty()) found(What::spots, i, fate.spots);
    if (!fate.aired.empty()) {
      if (Finding tail = tail_of(i); !tail.items.empty()) found(What::tail, i, std::move(tail));
    }
    if (!fate.share.screens.empty()) found(What::share, i, fate.share);
  }
  for (const auto& [key, finding] : nothing_) all.push_back(finding);
  return all;
}

std::string finding_words(const Finding& finding, const Period& period) {
  const std::string on = finding.screens.empty()
                             ? ""
                             : ", on " + count_words(finding.screens.size(), "screen", "screens") + " (" +
                                   list_words(finding.screens, kNamesTold) + ")";
  const std::string days = finding.days.empty() ? "" : ", " + date_words(finding.days, period);
  const auto seconds = [](milliseconds time) {
    return time_words(std::chrono::round<std::chrono::seconds>(time));
  };
  switch (finding.what) {
    case What::nobody:
      return finding.entry + ": no screen has the tags that it asks for";
    case What::elsewhere:
      return finding.entry + ": no screen stands at one of its places";
    case What::over:
      return finding.entry + ": its last day was before " + config::print_date(period.from);
    case What::outranked:
      return finding.entry +
             ": never plays: whenever it is active, something of higher priority, a takeover or darkness is "
             "on";
    case What::spots:
      return finding.entry + ": " + std::to_string(finding.promised - finding.kept) + " of " +
             count_words(finding.promised, "play does not fit", "plays do not fit") + on + days;
    case What::tail:
      return finding.entry + ": " + std::to_string(finding.items.size()) + " of " +
             count_words(finding.promised, "item airs nowhere", "items air nowhere") + ": " +
             list_words(finding.items, kItemsTold);
    case What::share:
      return finding.entry + ": has " + seconds(finding.time) + " of the " + seconds(finding.due) +
             " that are its share" + on;
    case What::nothing:
      return "nothing to play " + finding.hours + days + on;
  }
  return "?";
}

}  // namespace kepu::headend
