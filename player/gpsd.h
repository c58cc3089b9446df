// player/gpsd.h: positions from gpsd (https://gpsd.io), by its JSON protocol. Never waits. Stepped; thread:
// the courier's loop.
#pragma once

#include <optional>
#include <string>

#include "config/clock.h"
#include "config/place.h"
#include "config/settings.h"
#include "config/unique_fd.h"
#include "config/wakeup.h"

namespace kepu::player {

// The position of a line of gpsd's: a TPV report with a fix in two dimensions at least. None: another line,
// or nobody knows.
std::optional<config::Position> position_of(std::string line);

class Gpsd {
 public:
  // `news` must outlive it, and is told to watch the connection.
  Gpsd(config::Endpoint at, const Wakeup& news) : at_(std::move(at)), news_(&news) {}
  Gpsd(const Gpsd&) = delete;
  Gpsd& operator=(const Gpsd&) = delete;
  ~Gpsd() { disconnect(); }

  // The newest position that has come since the last call. Where the connection fails or is silent for a
  // minute, it is made anew, after 1 s, 2 s, ... 30 s; that is logged once.
  std::optional<config::Position> tick(Steady now);

  // When tick() has something to do even if nothing arrives.
  Steady due() const { return due_; }

 private:
  void connect(Steady now);
  void disconnect();
  void fail(const std::string& why, Steady now);
  bool receive(Steady now);
  void greet();
  std::optional<config::Position> take_lines();

  config::Endpoint at_;
  const Wakeup* news_;
  UniqueFd socket_;
  std::string received_;  // not yet a whole line
  bool greeted_ = false;  // it has been told to report
  bool complained_ = false;
  nanoseconds patience_ = std::chrono::seconds(1);  // before the next connection
  Steady due_{};
};

}  // namespace kepu::player
