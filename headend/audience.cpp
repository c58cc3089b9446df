#include "headend/audience.h"

#include <map>

#include "scheduler/match.h"
#include "scheduler/place.h"

namespace kepu::headend {
namespace {

// All that compile() takes from a seat, feed by feed. Tags and place apart: they are different reasons.
std::string taken_from(const Seat& seat, std::span<const config::Feed* const> feeds) {
  std::string taken;
  for (const config::Feed* feed : feeds) {
    taken += zone_of(*feed, seat.screen) + "\n";
    for (const config::Entry& entry : feed->entries) {
      const bool concerns = scheduler::matches(entry.screens, seat.screen);
      taken += !concerns ? '-' : scheduler::is_at(entry.near, seat.place) ? '+' : 'o';
    }
    taken += "\n";
  }
  return taken;
}

}  // namespace

const std::string& zone_of(const config::Feed& feed, const config::Screen& screen) {
  return screen.timezone.empty() ? feed.timezone : screen.timezone;
}

std::vector<Audience> audiences(std::span<const config::Feed* const> feeds, const std::vector<Seat>& seats) {
  std::vector<Audience> all;
  std::map<std::string, std::size_t> places;
  for (const Seat& seat : seats) {
    const auto [place, is_new] = places.emplace(taken_from(seat, feeds), all.size());
    if (is_new) all.push_back({seat, {}});
    all[place->second].screens.push_back(seat.screen.id.name);
  }
  return all;
}

}  // namespace kepu::headend
