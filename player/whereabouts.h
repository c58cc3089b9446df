// player/whereabouts.h: where the screen is, of all that is said of it. Pure; thread: the courier's loop.
#pragma once

#include <optional>
#include <string>

#include "config/clock.h"
#include "config/place.h"

namespace kepu::player {

// What is older is not known any more.
constexpr nanoseconds kFixFor = std::chrono::seconds(10);   // of gpsd: bridges lie over streets
constexpr nanoseconds kToldFor = std::chrono::seconds(30);  // of the bus's own computer
constexpr nanoseconds kStopFor = std::chrono::minutes(30);  // likewise: the longest stand at a stop

class Whereabouts {
 public:
  enum class Source { nobody, settings, gpsd, told };

  // `fixed`: by the settings; what holds while nobody else says anything.
  explicit Whereabouts(config::Place fixed) : fixed_(std::move(fixed)) {}

  // The bus's own computer. It is believed before gpsd.
  void tell(const config::Position& position, Steady now) { told_ = {position, now + kToldFor}; }
  void tell_stop(std::string stop, Steady now);  // empty: it has left

  // A fix of gpsd's.
  void fix(const config::Position& position, Steady now) { fix_ = {position, now + kFixFor}; }

  config::Place place(Steady now) const;

  // Whose word the position of place() is; of a stop alone, the stop.
  Source source(Steady now) const;

  // When something will not be known any more; none: what is said now holds for good.
  std::optional<Steady> next_change(Steady now) const;

 private:
  struct Word {
    config::Position position;
    Steady until{};
  };
  config::Place fixed_;
  Word told_, fix_;
  std::string stop_;
  Steady stop_until_{};
};

}  // namespace kepu::player
