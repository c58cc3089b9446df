#include "headend/audience.h"

#include <map>

#include "scheduler/match.h"
#include "scheduler/place.h"
#include "scheduler/rundown.h"

namespace kepu::headend {
namespace {

// Tags and place apart: they are different reasons.
char concern(const config::Selection& selection, const FleetScreen& one) {
  if (!scheduler::matches(selection.screens, one.screen)) return '-';
  return scheduler::is_at(selection.near, one.place) ? '+' : 'o';
}

// All that compile() takes from a screen, feed by feed.
std::string taken_from(const FleetScreen& one, std::span<const config::Feed* const> feeds) {
  std::string taken;
  for (const config::Feed* feed : feeds) {
    taken += scheduler::zone_of(*feed, one.screen) + "\n";
    for (const config::Entry& entry : feed->entries) taken += concern(entry, one);
    for (const config::Overlay& overlay : feed->overlays) taken += concern(overlay, one);
    taken += "\n";
  }
  return taken;
}

}  // namespace

std::vector<std::string> Audience::ids() const {
  std::vector<std::string> all;
  for (const FleetScreen* one : screens) all.push_back(one->screen.id.name);
  return all;
}

std::vector<Audience> audiences(std::span<const config::Feed* const> feeds, const Fleet& fleet) {
  std::vector<Audience> all;
  std::map<std::string, std::size_t> places;
  for (const FleetScreen& one : fleet) {
    const auto [place, is_new] = places.emplace(taken_from(one, feeds), all.size());
    if (is_new) all.emplace_back();
    all[place->second].screens.push_back(&one);
  }
  return all;
}

}  // namespace kepu::headend
