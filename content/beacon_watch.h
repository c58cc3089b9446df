// content/beacon_watch.h: asks a live headend now and then what the newest feed is, so that a server or a
// cache that holds feeds back is found out within minutes, not when the feed that it shows expires. The
// beacon's key lies on a server: what it says makes the screen look again, raise alarms, and count what has
// expired; nothing is shown or taken off for it, and a root that takes the key back undoes it.
// Stepped; thread: the courier's loop alone.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "config/clock.h"
#include "content/backoff.h"
#include "content/beacon.h"
#include "content/courier_options.h"
#include "content/http.h"
#include "content/lower_bound.h"
#include "content/whole_answer.h"

namespace kepu::content {

// Asked once in so long, up to a fifth less by chance.
constexpr std::chrono::minutes kBeaconEvery{15};
// A newer feed than the server gives: for so long caches may be behind.
constexpr std::chrono::minutes kBehindFor{10};
// Feeds arrive and beacons do not: for so long the headend may be under repair.
constexpr std::chrono::hours kSilentFor{24};

// What a beacon said, now.
struct Heard {
  Number newest{};          // the feed that the headend serves
  Wall earliest{};          // how late it is at least
  std::uint64_t beacons{};  // believed so far: changes with each
  bool operator==(const Heard&) const = default;
};

class BeaconWatch {
 public:
  // What the screen knows otherwise.
  struct Known {
    const RootChain& chain;
    Number newest{};                   // of all feeds that it has believed
    Plausible plausible{};             // times
    std::optional<Steady> answered{};  // when a server last answered a poll of the feed
  };

  // `http` must outlive it. Without options.beacon_url, or without a pinned root, it does nothing.
  BeaconWatch(const CourierOptions& options, Http& http);

  // Asks when that is due, judges what came. Returns when it wants to be called again at the latest.
  Steady tick(Steady now, const Known& known);

  // None: no beacon has been heard since the start, or the root has taken back whose it was.
  const std::optional<Heard>& heard() const { return heard_; }

  // A beacon that is not believed, a newer feed that does not come, silence; empty: all is well.
  const std::string& alarm() const { return alarm_; }

  // What the headend said last and how long ago, for people; empty: nothing is asked.
  std::string words() const;

 private:
  void ask(Steady now);
  void finish(const Known& known);
  void take(const std::string& envelope, const Known& known);
  void fail(const Error& error, std::chrono::seconds retry_after);
  void judge_again(const Known& known);
  void raise_alarm(const Known& known);

  std::string url_;
  std::function<double()> chance_;
  std::function<std::string()> nonce_;
  Http* http_;
  Steady now_{};  // of this tick

  std::optional<Steady> ask_at_;  // none: not begun
  Backoff backoff_;
  std::unique_ptr<WholeAnswer> answer_;  // under way
  std::string asked_with_;               // nonce

  std::string envelope_, answers_;  // the last one that was believed, and its nonce
  std::int64_t judged_by_ = 0;      // version of the root
  std::optional<Heard> heard_;
  std::uint64_t beacons_ = 0;
  LowerBound bound_;
  Steady heard_at_{};                   // or the first tick
  std::optional<Steady> behind_since_;  // the headend has had a newer feed than has come
  std::string refusal_, alarm_;
};

}  // namespace kepu::content
