// tests/fakes/theatre.h: a playout on time of the test's own, with scripted clips and a stage that keeps what
// was shown.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "player/playout.h"
#include "player/refresh.h"
#include "tests/fakes/fake_stage.h"
#include "tests/fakes/scripted_clip.h"

namespace kepu::fakes {

class Theatre {
 public:
  explicit Theatre(milliseconds offset = {})
      : playout([this](const player::Cue& cue) { return open(cue); }, offset) {}

  // Turns the main loop until `until`, exactly as player/main.cpp does, on time that jumps.
  void run_until(Steady until) {
    while (now < until && !playout.finished()) {
      const player::Decision decision = playout.tick(now, wall());
      for (auto& row : playout.take_aired()) aired.push_back(std::move(row));
      if (decision.show) {
        if (const player::Cue* cue = playout.on_screen()) stage.next_item = cue->asset;
        stage.draw(decision.show->picture);
        if (stage.refresh() && !refresh_) refresh_.emplace(*stage.refresh());
        const Steady due = decision.show->due;
        now = std::max(now, refresh_ ? refresh_->flip_at(due) : due);
        const Steady asked = now;
        stage.flip();
        playout.shown(now, wall());
        if (refresh_) refresh_->flipped(asked, now);
      } else {
        // A scripted clip has no descriptor that would wake the loop: look every 5 ms while one is awaited.
        const bool listening = playout.sounding().next == nullptr;
        const Steady at = listening ? std::min(decision.wake_at, now + milliseconds(5)) : decision.wake_at;
        now = std::max(at, now + nanoseconds(1));
      }
    }
  }

  Wall wall() const {
    return Wall(std::chrono::duration_cast<milliseconds>(now.time_since_epoch()) + wall_ahead);
  }

  milliseconds wall_ahead{};  // how the wall clock has been set since
  Steady now{std::chrono::hours(1)};
  std::map<std::string, Script> scripts;  // by path; a path without one cannot be opened
  FakeStage stage{now};
  std::vector<player::Aired> aired;
  std::map<std::string, Steady> opened;  // by path or address: when last
  std::map<std::string, int> open_count;
  int alive = 0;  // clips
  int alive_most = 0;
  player::Playout playout;

 private:
  std::optional<player::Refresh> refresh_;
  Result<std::unique_ptr<player::Clip>> open(const player::Cue& cue) {
    const std::string source = cue.stream.empty() ? cue.path.string() : cue.stream;
    const auto script = scripts.find(source);
    if (script == scripts.end()) return Error{Kind::unavailable, cue.path.string() + ": cannot be started"};
    opened[source] = now;
    ++open_count[source];
    Script begun = script->second;
    begun.begin = cue.begin;
    auto clip = std::make_unique<ScriptedClip>(begun, now, alive);
    alive_most = std::max(alive_most, alive);
    return std::unique_ptr<player::Clip>(std::move(clip));
  }
};

}  // namespace kepu::fakes
