#include "player/locator.h"

#include <algorithm>
#include <array>

namespace kepu::player {

void Locator::tell(const std::vector<Order>& places, Steady now) {
  for (const Order& order : places) {
    if (order.position) where_.tell(*order.position, now);
    if (order.stop) where_.tell_stop(*order.stop, now);
  }
}

config::Place Locator::tick(Steady now) {
  const auto fix = gpsd_ ? gpsd_->tick(now) : std::nullopt;
  if (fix) where_.fix(*fix, now);
  return where_.place(now);
}

std::optional<Steady> Locator::due(Steady now) const {
  const auto change = where_.next_change(now);
  if (!gpsd_) return change;
  return change ? std::min(*change, gpsd_->due()) : gpsd_->due();
}

void Locator::tell(Status& status, Steady now) const {
  constexpr std::array<const char*, 4> kNames{"", "settings", "gpsd", "told"};
  status.place = where_.place(now);
  status.place_by = kNames[static_cast<std::size_t>(where_.source(now))];
}

}  // namespace kepu::player
