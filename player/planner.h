// player/planner.h: from feeds and what lies on disk to the rundown that is played and the list of what to
// fetch. Stepped; thread: the courier's loop. A rundown is compiled there because it may take longer than a
// frame.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/feed.h"
#include "config/screen.h"
#include "content/store.h"
#include "scheduler/rundown.h"
#include "scheduler/surroundings.h"

namespace kepu::player {

// A new feed's loops take over when all that it shows in this time is on disk; its takeovers at once.
constexpr milliseconds kAdoptAhead = std::chrono::minutes(10);
// Or after this, whatever is missing.
constexpr milliseconds kAdoptAnyway = std::chrono::hours(24);

class Planner {
 public:
  explicit Planner(config::Screen screen, config::Place place = {})
      : screen_(std::move(screen)), place_(std::move(place)) {}

  // `feeds`: verified, newest first; of the older ones at the first call the newest plays whose media are
  // there. None: nothing is believed (any more), and nothing plays. True if rundown() or needs() may have
  // changed. Cheap when nothing has. A feed that cannot be compiled (a time zone that is not in the database)
  // is logged once and passed over.
  bool update(const std::vector<std::shared_ptr<const config::Feed>>& feeds,
              const std::shared_ptr<const content::Playable>& playable, Wall now);

  // Where the screen is from now on; update() acts on it. Near the last place: cheap.
  void set_place(config::Place place) { place_ = std::move(place); }

  // Assets that lie on disk and will not be playable all the same: a new feed does not wait for them.
  void give_up(std::set<config::AssetId> given_up) { given_up_ = std::move(given_up); }

  // The feed whose rundown() that is; null before there is one.
  std::shared_ptr<const config::Feed> on_air() const { return played_ ? played_->feed : nullptr; }

  // Today's and tomorrow's slots of the feed that is played; null before there is one. Immutable: may cross
  // threads.
  std::shared_ptr<const scheduler::Rundown> rundown() const { return played_ ? played_->rundown : nullptr; }

  // What lies on disk and the newest feed has not recalled; never null. A recall rules at once, whichever
  // feed plays.
  std::shared_ptr<const content::Playable> permitted() const { return permitted_; }

  // What the newest feed recalls, sorted: it goes off air at once. Never null, immutable.
  std::shared_ptr<const std::vector<config::AssetId>> recalled() const { return recalled_; }

  // What the newest feed shows from now on: takeovers, then first needed first; then what it would show
  // elsewhere; then what the played one still lacks. Nothing that is recalled.
  content::Needs needs() const { return wanted().needs; }

  // The same, and how many of the first of them are urgent: takeovers, and what is to be shown within the
  // hour.
  struct Wanted {
    content::Needs needs;
    std::size_t urgent = 0;
  };
  Wanted wanted() const;

  // When update() has something to do even if nothing arrives: a day begins, a takeover, or waiting for media
  // is over.
  Wall next_change() const;

 private:
  struct Plan {
    std::shared_ptr<const config::Feed> feed;
    std::shared_ptr<scheduler::Surroundings> surroundings;
    std::shared_ptr<const scheduler::Rundown> rundown;
    std::vector<std::uint32_t> elsewhere{};  // assets of what the place alone keeps out
    Wall day_end{};                          // of today
    Wall since{};                            // when this feed was first seen
    bool clock_trusted = true;
  };
  void permit(const std::vector<std::shared_ptr<const config::Feed>>& feeds,
              const std::shared_ptr<const content::Playable>& playable);
  void judge_clock(const std::vector<std::shared_ptr<const config::Feed>>& feeds);
  bool resume(const std::vector<std::shared_ptr<const config::Feed>>& feeds, Wall now);
  bool refresh(std::optional<Plan>& plan, const std::shared_ptr<const config::Feed>& feed, Wall now);
  Plan begin(const std::optional<Plan>& before, const std::shared_ptr<const config::Feed>& feed,
             Wall now) const;
  Result<scheduler::Rundown> compile_day(Plan& plan, Wall at) const;
  Result<void> compile(Plan& plan, Wall now) const;
  bool can_take_over(const Plan& newest, const content::Playable& playable, Wall now) const;

  config::Screen screen_;
  config::Place place_;
  std::optional<Plan> newest_;
  std::optional<Plan> played_;
  std::shared_ptr<const config::Feed> refused_;  // could not be compiled
  std::shared_ptr<const content::Playable> seen_;
  std::shared_ptr<const content::Playable> permitted_ = std::make_shared<const content::Playable>();
  std::shared_ptr<const std::vector<config::AssetId>> recalled_ =
      std::make_shared<const std::vector<config::AssetId>>();
  std::set<config::AssetId> given_up_;
  Wall now_{};
  bool clock_trusted_ = true;  // false: only what asks for no time is scheduled
};

}  // namespace kepu::player
