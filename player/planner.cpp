#include "player/planner.h"

#include <algorithm>
#include <set>

#include "config/log.h"
#include "scheduler/elsewhere.h"
#include "scheduler/recurrence.h"

namespace kepu::player {
namespace {

constexpr milliseconds kUrgentAhead = std::chrono::hours(1);

using scheduler::Rundown;
using scheduler::Slot;

// The slots that touch [from, until).
std::vector<Slot>::const_iterator first_slot(const Rundown& rundown, Wall from) {
  return std::upper_bound(rundown.slots.begin(), rundown.slots.end(), from,
                          [](Wall at, const Slot& slot) { return at < slot.end; });
}

bool needs_bytes(const Rundown& rundown, const Slot& slot) {
  return slot.shows == scheduler::Shows::asset &&
         rundown.assets[slot.asset].type != config::AssetType::stream;
}

struct Coverage {
  bool all = true;   // every slot with an asset can be played
  bool any = false;  // at least one can
};

Coverage coverage(const Rundown& rundown, const content::Playable& playable,
                  const std::set<config::AssetId>& given_up, Wall from, Wall until) {
  Coverage c;
  for (auto slot = first_slot(rundown, from); slot != rundown.slots.end() && slot->start < until; ++slot) {
    if (!needs_bytes(rundown, *slot)) continue;
    const config::AssetId& id = rundown.assets[slot->asset].id;
    const bool there = playable.contains(id);
    c.any |= there;
    c.all &= there || given_up.contains(id);
  }
  return c;
}

const config::Asset* asset_named(const config::Feed& feed, const std::string& name) {
  const auto at = std::lower_bound(
      feed.assets.begin(), feed.assets.end(), name,
      [](const config::Asset& asset, const std::string& wanted) { return asset.name < wanted; });
  return at != feed.assets.end() && at->name == name ? &*at : nullptr;
}

std::string name_of(const config::Feed& feed) {
  return "feed " + feed.name + " " + std::to_string(feed.epoch) + "." + std::to_string(feed.version);
}

std::string place_words(const config::Place& place) {
  std::string words = "in " + std::to_string(place.held.size()) + " circles of the feed";
  if (!place.stop.empty()) words += ", at the stop " + place.stop;
  return words;
}

// The segments of takeovers that are on at `now` or later.
std::vector<scheduler::Segment> takeovers(const Rundown& rundown, Wall now) {
  std::vector<scheduler::Segment> found;
  for (const scheduler::Segment& segment : rundown.segments) {
    if (segment.takeover != scheduler::kNone && segment.end > now) found.push_back(segment);
  }
  return found;
}

bool is_taken_over(const Rundown& rundown, Wall now) {
  const auto found = takeovers(rundown, now);
  return !found.empty() && found.front().start <= now;
}

}  // namespace

// A plan for the same feed goes on in its surroundings, and a new feed in what it knows of the old one's.
Planner::Plan Planner::begin(const std::optional<Plan>& before,
                             const std::shared_ptr<const config::Feed>& feed, Wall now) const {
  Plan plan;
  plan.feed = feed;
  plan.clock_trusted = clock_trusted_;
  const bool known = before && before->feed == feed;
  plan.since = known && before->clock_trusted == clock_trusted_ ? before->since : now;
  if (known) {
    plan.surroundings = before->surroundings;
  } else {
    plan.surroundings = std::make_shared<scheduler::Surroundings>(*feed, screen_);
    if (before) plan.surroundings->inherit(*before->surroundings);
    plan.surroundings->move(place_);
  }
  return plan;
}

// The day in which `at` lies; what it needs elsewhere is noted.
Result<Rundown> Planner::compile_day(Plan& plan, Wall at) const {
  const config::Place& place = plan.surroundings->place();
  auto day = scheduler::day_of(*plan.feed, screen_, at);
  if (!day) return day.error();
  day->clock_trusted = clock_trusted_;
  const auto elsewhere = scheduler::assets_elsewhere(*plan.feed, screen_, *day, place);
  if (!elsewhere) return elsewhere.error();
  plan.elsewhere.insert(plan.elsewhere.end(), elsewhere->begin(), elsewhere->end());
  return scheduler::compile(*plan.feed, screen_, *day, place);
}

// Today and tomorrow.
Result<void> Planner::compile(Plan& plan, Wall now) const {
  auto today = compile_day(plan, now);
  if (!today) return today.error();
  plan.day_end = today->end;
  const auto tomorrow = compile_day(plan, today->end);
  if (!tomorrow) return tomorrow.error();
  scheduler::extend(*today, *tomorrow);
  plan.rundown = std::make_shared<const Rundown>(std::move(*today));
  return {};
}

// True if the plan was made anew.
bool Planner::refresh(std::optional<Plan>& plan, const std::shared_ptr<const config::Feed>& feed, Wall now) {
  if (!feed || feed == refused_) {
    plan.reset();
    return false;
  }
  const bool known = plan && plan->feed == feed;
  const bool moved = known && plan->surroundings->move(place_);
  const bool same = known && !moved && plan->clock_trusted == clock_trusted_;
  // The clock may also have gone back, to another day.
  if (same && now < plan->day_end && now >= plan->rundown->start) return false;
  Plan made = begin(plan, feed, now);
  if (const auto compiled = compile(made, now); !compiled) {
    log(Level::error, name_of(*feed) + ": cannot be scheduled: " + compiled.error().message);
    refused_ = feed;
    plan.reset();
    return false;
  }
  if (moved) log(Level::notice, "another place: " + place_words(made.surroundings->place()));
  if (!known) {
    for (const config::Fault& fault : scheduler::unreadable_rules(*feed)) {
      log(Level::warning, name_of(*feed) + ": " + fault.pointer + ": " + fault.message);
    }
  }
  plan = std::move(made);
  return true;
}

bool Planner::can_take_over(const Plan& newest, const content::Playable& playable, Wall now) const {
  if (!played_) return true;
  // A takeover waits for nothing, nor does the end of one.
  if (is_taken_over(*newest.rundown, now) || is_taken_over(*played_->rundown, now)) return true;
  if (coverage(*newest.rundown, playable, given_up_, now, now + kAdoptAhead).all) return true;
  if (now - newest.since >= kAdoptAnyway) return true;
  return !coverage(*played_->rundown, playable, given_up_, now, now + kAdoptAhead).any;
}

// A clock that is behind the day on which a feed was issued is wrong.
void Planner::judge_clock(const std::vector<std::shared_ptr<const config::Feed>>& feeds) {
  const bool trusted = std::ranges::all_of(feeds, [&](const auto& feed) { return feed->issued <= now_; });
  if (trusted == clock_trusted_) return;
  clock_trusted_ = trusted;
  log(trusted ? Level::notice : Level::warning,
      trusted ? "the clock has been set: dates and hours count again"
              : "the clock is behind the feed's date of issue: only what has no dates and hours is shown");
}

void Planner::permit(const std::vector<std::shared_ptr<const config::Feed>>& feeds,
                     const std::shared_ptr<const content::Playable>& playable) {
  std::vector<config::AssetId> recalled;
  if (!feeds.empty()) recalled = feeds[0]->recalled;
  std::sort(recalled.begin(), recalled.end());
  permitted_ = std::make_shared<const content::Playable>(playable->without(recalled));
  recalled_ = std::make_shared<const std::vector<config::AssetId>>(std::move(recalled));
}

// After a start an older feed goes on playing while the newest one's media are still coming.
bool Planner::resume(const std::vector<std::shared_ptr<const config::Feed>>& feeds, Wall now) {
  for (std::size_t i = 1; i < feeds.size(); ++i) {
    std::optional<Plan> plan;
    if (!refresh(plan, feeds[i], now)) continue;
    const bool whole = coverage(*plan->rundown, *seen_, given_up_, now, now + kAdoptAhead).all;
    if (!played_ || whole) played_ = std::move(plan);
    if (whole) break;
  }
  return played_.has_value();
}

bool Planner::update(const std::vector<std::shared_ptr<const config::Feed>>& feeds,
                     const std::shared_ptr<const content::Playable>& playable, Wall now) {
  now_ = now;
  judge_clock(feeds);
  bool changed = playable != seen_;
  seen_ = playable;
  const bool first = !newest_ && !played_;
  if (first) changed |= resume(feeds, now);
  changed |= refresh(newest_, feeds.empty() ? nullptr : feeds[0], now);
  if (feeds.empty() && played_) {
    log(Level::warning, name_of(*played_->feed) + ": is believed no longer: it goes off air");
    played_.reset();
    changed = true;
  }
  if (changed) permit(feeds, playable);
  if (played_ && (!newest_ || played_->feed != newest_->feed))
    changed |= refresh(played_, std::shared_ptr(played_->feed), now);
  if (!newest_) return changed;
  const bool newer = !played_ || played_->feed != newest_->feed;
  if (newer && !can_take_over(*newest_, *permitted_, now)) return changed;
  if (newer) log(Level::notice, name_of(*newest_->feed) + ": on air");
  played_ = newest_;
  return changed || newer;
}

Planner::Wanted Planner::wanted() const {
  Wanted wanted;
  std::set<config::AssetId> named;
  const auto add = [&](const config::Asset& asset) {
    if (std::binary_search(recalled_->begin(), recalled_->end(), asset.id)) return;
    if (named.insert(asset.id).second) wanted.needs.push_back(asset);
  };
  const auto add_slots = [&](const Plan& plan, bool takeovers_alone, Wall from, Wall until) {
    const Rundown& rundown = *plan.rundown;
    std::vector<bool> seen(rundown.assets.size());
    for (auto slot = first_slot(rundown, from); slot != rundown.slots.end() && slot->start < until; ++slot) {
      if (!needs_bytes(rundown, *slot) || seen[slot->asset]) continue;
      if (takeovers_alone && rundown.segments[slot->segment].takeover == scheduler::kNone) continue;
      seen[slot->asset] = true;
      const config::Asset* asset = asset_named(*plan.feed, rundown.assets[slot->asset].name);
      if (asset != nullptr) add(*asset);
    }
  };
  if (newest_) add_slots(*newest_, true, now_, Wall::max());
  if (newest_) add_slots(*newest_, false, now_, now_ + kUrgentAhead);
  wanted.urgent = wanted.needs.size();
  if (newest_) add_slots(*newest_, false, now_ + kUrgentAhead, Wall::max());
  if (newest_) {
    for (const std::uint32_t asset : newest_->elsewhere) add(newest_->feed->assets[asset]);
  }
  if (played_) add_slots(*played_, false, now_, Wall::max());
  return wanted;
}

Wall Planner::next_change() const {
  Wall at = now_ + std::chrono::hours(24);
  if (!clock_trusted_) at = now_ + milliseconds(std::chrono::seconds(10));  // it may be set
  for (const auto* plan : {&newest_, &played_}) {
    if (*plan) at = std::min(at, (*plan)->day_end);
  }
  const bool waiting = newest_ && played_ && newest_->feed != played_->feed;
  if (!waiting) return at;
  for (const auto& takeover : takeovers(*newest_->rundown, now_)) {
    if (takeover.start > now_) at = std::min(at, takeover.start);
  }
  return std::min(at, now_ + milliseconds(std::chrono::minutes(1)));
}

}  // namespace kepu::player
