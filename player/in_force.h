// player/in_force.h: the feeds as they rule now: with the notices that are on and the recalls that came
// beside the feed, and without the takeovers of one that has expired. Stepped; thread: the courier's loop.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/clock.h"
#include "config/feed.h"
#include "config/notices.h"

namespace kepu::player {

using Feeds = std::vector<std::shared_ptr<const config::Feed>>;

// What is judged by which time: what is on by the clock, which is not trusted where it is behind the lower
// bound; what has expired by the lower bound alone.
struct Times {
  Wall clock{}, earliest{};
};

class InForce {
 public:
  // `zone` of the screen; empty: the feed's.
  explicit InForce(std::string zone) : zone_(std::move(zone)) {}

  // `notices`: null if there are none. Cheap while nothing changes.
  void update(const Feeds& feeds, const std::shared_ptr<const config::Notices>& notices,
              const config::NoticeLimits& limits, Times times);

  // Newest first, as given. The same objects as long as the same rules.
  const Feeds& feeds() const { return ruling_; }

  // Ids of the notices that are on.
  const std::vector<std::string>& on() const { return on_; }
  bool is_expired() const { return expired_; }  // the newest feed

  // How long feeds() holds at most, if nothing else comes.
  milliseconds holds_for() const { return holds_for_; }

 private:
  struct What {
    Feeds feeds;
    std::shared_ptr<const config::Notices> notices;
    std::vector<std::string> on;
    std::vector<bool> expired;
    bool operator==(const What&) const = default;
  };
  bool is_quiet(const config::Feed& feed, const config::NoticeLimits& limits, Wall now);
  void choose_notices(const config::Feed& feed, const config::Notices& notices,
                      const config::NoticeLimits& limits, Times times);
  void hold_until(Wall at, Wall now);
  void say_changes(const What& next) const;

  std::string zone_;
  What made_of_;
  Feeds ruling_;
  std::vector<std::string> on_;
  bool expired_ = false;
  milliseconds holds_for_{};
};

}  // namespace kepu::player
