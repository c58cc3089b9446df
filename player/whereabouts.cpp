#include "player/whereabouts.h"

#include <algorithm>
#include <utility>

namespace kepu::player {

void Whereabouts::tell_stop(std::string stop, Steady now) {
  stop_ = std::move(stop);
  stop_until_ = now + kStopFor;
}

config::Place Whereabouts::place(Steady now) const {
  config::Place place = fixed_;
  if (now < fix_.until) place.position = fix_.position;
  if (now < told_.until) place.position = told_.position;
  if (now < stop_until_) place.stop = stop_;
  return place;
}

Whereabouts::Source Whereabouts::source(Steady now) const {
  if (now < told_.until) return Source::told;
  if (now < fix_.until) return Source::gpsd;
  if (fixed_.position) return Source::settings;
  if (now < stop_until_ && !stop_.empty()) return Source::told;
  return fixed_.stop.empty() ? Source::nobody : Source::settings;
}

std::optional<Steady> Whereabouts::next_change(Steady now) const {
  std::optional<Steady> next;
  for (const Steady until : {told_.until, fix_.until, stop_until_}) {
    if (until > now) next = next ? std::min(*next, until) : until;
  }
  return next;
}

}  // namespace kepu::player
