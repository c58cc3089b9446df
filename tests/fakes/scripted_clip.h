// tests/fakes/scripted_clip.h: a Clip that plays a script, on the test's own time.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "player/clip.h"

namespace kepu::fakes {

struct Script {
  int frames = 0;
  nanoseconds frame_time = milliseconds(40);
  nanoseconds begin{};              // media time at which it is joined
  nanoseconds opens_after{};        // after it was started
  nanoseconds first_frame_after{};  // after it has opened
  bool live = false;                // frames come in real time
  std::optional<int> breaks_at{};   // frame that never comes: the process fails instead
  std::optional<int> stalls_at{};   // frame that never comes, and nothing is said
  std::string reason = "the decode process crashed: Segmentation fault";
  bool damaged = false;
  std::uint64_t sound_frames = 0;  // at 48 kHz
  std::function<float(std::uint64_t)> sound = [](std::uint64_t n) { return static_cast<float>(n); };
};

// Decodes `kAhead` frames ahead, as the real one. `now` is the test's clock; `alive` counts living clips.
class ScriptedClip final : public player::Clip {
 public:
  static constexpr std::size_t kAhead = 6;

  ScriptedClip(Script script, const Steady& now, int& alive)
      : script_(std::move(script)), now_(&now), started_(now), alive_(&alive) {
    made_ = static_cast<int>(script_.begin / script_.frame_time);
    ++*alive_;
  }
  ScriptedClip(const ScriptedClip&) = delete;
  ScriptedClip& operator=(const ScriptedClip&) = delete;
  ~ScriptedClip() override { --*alive_; }

  void pump() override {
    if (std::holds_alternative<player::Failed>(status_) || *now_ < started_ + script_.opens_after) return;
    if (std::holds_alternative<player::Opening>(status_)) status_ = player::Opened{};
    if (*now_ < started_ + script_.opens_after + script_.first_frame_after) return;
    while (queue_.size() + held_ < kAhead && made_ < script_.frames) {
      if (script_.stalls_at == made_) return;
      if (script_.live && started_ + made_ * script_.frame_time > *now_) return;
      if (script_.breaks_at == made_) {
        status_ = player::Failed{script_.reason, script_.damaged};
        return;
      }
      const auto give_back = [this] {
        if (held_ > 0) --held_;
      };
      queue_.emplace_back(player::Pixels{}, Media(made_ * script_.frame_time), script_.frame_time, give_back);
      ++made_;
    }
    if (made_ == script_.frames) status_ = player::Ended{script_.frames * script_.frame_time};
  }
  const player::ClipStatus& status() const override { return status_; }
  const player::Frame* peek() const override { return queue_.empty() ? nullptr : &queue_.front(); }
  std::optional<player::Frame> pop() override {
    if (queue_.empty()) return std::nullopt;
    std::optional<player::Frame> frame(std::move(queue_.front()));
    queue_.pop_front();
    ++held_;
    return frame;
  }
  std::size_t queued() const override { return queue_.size(); }
  std::size_t read_sound(std::span<float> out) override {
    const auto count =
        static_cast<std::size_t>(std::min<std::uint64_t>(out.size() / 2, script_.sound_frames - sound_read_));
    for (std::size_t i = 0; i < count; ++i) out[2 * i] = out[2 * i + 1] = script_.sound(sound_read_ + i);
    sound_read_ += count;
    return count;
  }
  std::uint64_t sound_position() const override { return sound_read_; }
  int fd() const override { return -1; }

 private:
  Script script_;
  const Steady* now_;
  Steady started_;
  int* alive_;
  player::ClipStatus status_ = player::Opening{};
  std::size_t held_ = 0;
  int made_ = 0;
  std::uint64_t sound_read_ = 0;
  std::deque<player::Frame> queue_;
};

}  // namespace kepu::fakes
