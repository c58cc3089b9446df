#include "headend/guessed_fleet.h"

#include <algorithm>
#include <set>
#include <variant>

#include "scheduler/match.h"
#include "scheduler/place.h"

namespace kepu::headend {
namespace {

config::Screen screen_for(const config::TagRule& rule) {
  config::Screen screen;
  screen.tags = rule.all;
  if (!rule.any.empty()) screen.tags.push_back(rule.any.front());
  std::ranges::sort(screen.tags);
  screen.tags.erase(std::unique(screen.tags.begin(), screen.tags.end()), screen.tags.end());
  for (const std::string& tag : screen.tags) screen.id.name += (screen.id.name.empty() ? "" : "+") + tag;
  if (screen.tags.empty()) screen.id.name = "any";
  return screen;
}

config::Place place_of(const std::vector<config::Near>& near) {
  if (near.empty()) return {};
  if (const auto* stop = std::get_if<config::Stop>(&near.front())) return {std::nullopt, stop->name};
  const auto& circle = std::get<config::Circle>(near.front());
  return {scheduler::wgs84(circle.lat, circle.lon, circle.datum), ""};
}

}  // namespace

Fleet guessed_fleet(const config::Feed& feed) {
  Fleet fleet;
  std::set<std::string> known;
  for (const config::Entry& entry : feed.entries) {
    if (fleet.size() == kGuessesMax) break;
    FleetScreen one{screen_for(entry.screens), place_of(entry.near), ""};
    if (!scheduler::matches(entry.screens, one.screen)) continue;
    if (known.insert(one.screen.id.name).second) fleet.push_back(std::move(one));
  }
  if (fleet.empty()) fleet.push_back({{{"any"}, {}, ""}, {}, ""});
  return fleet;
}

}  // namespace kepu::headend
