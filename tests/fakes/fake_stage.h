// tests/fakes/fake_stage.h: a Stage without glass, on the test's own time, that keeps what was visible and
// since when.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "player/stage.h"

namespace kepu::fakes {

struct Seen {
  Steady at;
  std::string what;  // the item's name, "card" or "dark"
  int frame = -1;
  double over = 0;  // how much of another picture was mixed in
  bool operator==(const Seen&) const = default;
};

class FakeStage final : public player::Stage {
 public:
  explicit FakeStage(Steady& now) : now_(&now) {}

  void draw(const player::Picture& picture) override {
    if (std::holds_alternative<player::Card>(picture.layer)) {
      drawn_ = {{}, "card"};
    } else if (std::holds_alternative<player::Dark>(picture.layer)) {
      drawn_ = {{}, "dark"};
    } else {
      const player::Frame& frame = *std::get<const player::Frame*>(picture.layer);
      const auto number = frame.pts().time_since_epoch() / std::max(frame.duration(), nanoseconds(1));
      drawn_ = {{}, next_item, static_cast<int>(number)};
    }
    if (picture.over) drawn_.over = picture.over_share;
  }
  void flip() override {
    if (interval) *now_ = Steady((now_->time_since_epoch() / *interval + 1) * *interval);
    shown.push_back({*now_, drawn_.what, drawn_.frame, drawn_.over});
  }
  std::optional<nanoseconds> refresh() const override { return interval; }
  player::StageEvents events() override { return {}; }
  int width() const override { return 1920; }
  int height() const override { return 1080; }

  std::optional<nanoseconds> interval;  // of a vertical sync that flip() waits for
  std::string next_item;                // whose frame is drawn next
  std::vector<Seen> shown;

 private:
  Steady* now_;
  Seen drawn_;
};

}  // namespace kepu::fakes
