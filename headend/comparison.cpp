#include "headend/comparison.h"

#include <algorithm>
#include <array>
#include <utility>

#include "headend/airing.h"
#include "headend/audience.h"
#include "scheduler/rundown.h"

namespace kepu::headend {
namespace {

using scheduler::Rundown;
using scheduler::Slot;

std::vector<std::string> beyond(const std::vector<std::string>& ids, const std::vector<std::string>& others) {
  std::vector<std::string> rest;
  std::ranges::set_difference(ids, others, std::back_inserter(rest));
  return rest;
}

// Where the feeds' zones differ, the days do not begin together: what only one of them has is left out.
void add_changes(const std::vector<Airing>& before, const std::vector<Airing>& after, const config::Date& day,
                 std::vector<Change>& out) {
  const std::size_t first = out.size();
  auto was = before.begin(), is = after.begin();
  while (was != before.end() && is != after.end()) {
    Change change{std::max(was->from, is->from), std::min(was->to, is->to), day,
                  beyond(is->entries, was->entries), beyond(was->entries, is->entries)};
    const bool both_end = was->to == is->to;
    const bool was_ends = was->to < is->to || both_end;
    if (!was_ends || both_end) ++is;
    if (was_ends) ++was;
    if (change.from >= change.to || (change.comes.empty() && change.goes.empty())) continue;
    const bool goes_on = out.size() > first && out.back().to == change.from &&
                         out.back().comes == change.comes && out.back().goes == change.goes;
    goes_on ? static_cast<void>(out.back().to = change.to) : out.push_back(std::move(change));
  }
}

bool shows_alike(const Rundown& before, const Slot& was, const Rundown& after, const Slot& is) {
  const auto id = [](const Rundown& of, const Slot& slot) {
    return slot.entry == scheduler::kNone ? std::string() : of.entries[slot.entry];
  };
  if (was.start != is.start || was.shows != is.shows || id(before, was) != id(after, is)) return false;
  if (was.shows == scheduler::Shows::asset)
    return before.assets[was.asset].id == after.assets[is.asset].id &&
           before.assets[was.asset].name == after.assets[is.asset].name;
  return was.shows != scheduler::Shows::text || before.texts[was.asset] == after.texts[is.asset];
}

// When the two first show something else.
std::optional<Wall> first_difference(const Rundown& before, const Rundown& after) {
  const std::size_t both = std::min(before.slots.size(), after.slots.size());
  for (std::size_t i = 0; i < both; ++i) {
    if (!shows_alike(before, before.slots[i], after, after.slots[i]))
      return std::min(before.slots[i].start, after.slots[i].start);
  }
  if (before.slots.size() == after.slots.size()) return std::nullopt;
  return before.slots.size() > both ? before.slots[both].start : after.slots[both].start;
}

Result<void> add_day(const config::Feed& before, const config::Feed& after, const FleetScreen& like,
                     const config::Date& day, ScreenChanges& out) {
  const auto was = scheduler::compile(before, like.screen, {day}, like.place);
  if (!was) return was.error();
  const auto is = scheduler::compile(after, like.screen, {day}, like.place);
  if (!is) return is.error();
  add_changes(airings(*was), airings(*is), day, out.changes);
  add_airtimes(*was, was->start, was->end, out.before);
  add_airtimes(*is, is->start, is->end, out.after);
  if (!out.first) out.first = first_difference(*was, *is);
  return {};
}

}  // namespace

Result<std::vector<ScreenChanges>> compare(const config::Feed& before, const config::Feed& after,
                                           const Fleet& fleet, const Period& period,
                                           const std::function<void(std::size_t, std::size_t)>& told) {
  const auto groups = audiences(std::array{&before, &after}, fleet);
  std::vector<ScreenChanges> all;
  for (const Audience& group : groups) {
    const FleetScreen& like = group.like();
    ScreenChanges changes;
    changes.screens = group.ids();
    changes.timezone = scheduler::zone_of(after, like.screen);
    for (const config::Date& day : days_of(period)) {
      if (auto added = add_day(before, after, like, day, changes); !added) return added.error();
    }
    all.push_back(std::move(changes));
    told(all.size(), groups.size());
  }
  return all;
}

}  // namespace kepu::headend
