// player/hints.h: hints that the feed is worth a look now, from an MQTT broker. They come through kepu-hint,
// a process of its own: a hint carries no content, so a hostile broker can waste a few polls, nothing more.
// Stepped; thread: the courier's loop.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "config/clock.h"
#include "config/settings.h"
#include "config/unique_fd.h"
#include "config/wakeup.h"
#include "content/backoff.h"
#include "player/hint_task.h"

namespace kepu::player {

// How many hints are followed: five in a row, then one a minute (RFC 2698's committed bucket). Pure.
class HintBudget {
 public:
  static constexpr int kMost = 5;
  static constexpr nanoseconds kRefill = std::chrono::minutes(1);

  bool spend(Steady now);         // false: not now
  Steady next(Steady now) const;  // when spend() would be true

 private:
  void refill(Steady now);
  int left_ = kMost;
  Steady since_{};  // when the bucket was last full, or got one
};

class Hints {
 public:
  // `program`: kepu-hint. `chance`: in (0, 1], another one at each call. `news` must outlive it, and is told
  // to watch the process.
  Hints(HintTask task, std::filesystem::path program, const Wakeup& news, std::function<double()> chance);
  Hints(const Hints&) = delete;
  Hints& operator=(const Hints&) = delete;
  ~Hints();  // says goodbye to the broker, for a moment; then the process is killed

  // True: poll now. `feed`: whose hints; empty: not known yet. A process that ended is started again, after
  // 2 s, 4 s, ... 5 minutes at most, a part of it by chance; after each connection but the first there is a
  // look, for a hint may have been missed.
  bool tick(Steady now, const std::string& feed, bool ignores_dates);

  // When tick() has something to do even if nothing is heard.
  std::optional<Steady> due(Steady now) const;

  // For people: "mqtts://h:8883: connected".
  std::string state() const;

 private:
  static constexpr nanoseconds kSettled =
      std::chrono::minutes(1);  // it was a good connection, not a flapping one

  void start(Steady now);
  void stop();
  void receive(Steady now);
  void hear(std::string_view word, Steady now);
  void end(Steady now);
  void listen(bool on);

  HintTask task_;
  std::filesystem::path program_;
  const Wakeup* news_;
  std::function<double()> chance_;
  int pid_ = -1;
  UniqueFd socket_;
  bool listens_ = false;
  std::optional<Steady> up_since_;
  bool was_up_ = false;
  bool look_ = false;  // somebody said so, and no poll followed yet
  HintBudget budget_;
  content::Backoff backoff_;
  std::string reason_, said_;  // why it is not connected; as logged last
};

}  // namespace kepu::player
