// player/guard.h: keeps the attempt note while clips are open, and tells what became of them.
//
// Which assets are open stands in a note on tmpfs from before their process is started until they have ended
// (main loop; nothing waits there). That note is gone after a reboot. So an asset that has never played to
// its end here is opened only after the courier's loop has put it into a second note, on the disk. It is
// asked when the clip is *opened*, not when the asset becomes playable: a list of all that were handed out
// could not tell, after a reboot, which of them was open. Clips are opened one slot ahead, so nobody sees the
// wait; a disk that hangs is not waited for longer than kPatience.
#pragma once

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/clock.h"
#include "config/latest.h"
#include "player/clip.h"
#include "player/poison.h"

namespace kepu::player {

// What the main loop tells the courier's about an asset that was opened.
struct Experience {
  enum class What { wants_to_open, played_to_end, crashed, hung, closed };
  config::AssetId id;
  What what = What::closed;
  std::string reason;  // crashed, hung
  bool operator==(const Experience&) const = default;
};

// Sorted. What may be opened as far as the note on the disk goes.
using Cleared = std::vector<config::AssetId>;

// Thread: the main loop's.
class Attempts {
 public:
  // `note` empty: no note is kept. `boot`: of the machine.
  Attempts(std::filesystem::path note, std::string boot, const Latest<Cleared>& cleared)
      : note_(std::move(note)), boot_(std::move(boot)), cleared_(&cleared) {}

  void begin(const config::AssetId& id);
  void end(const config::AssetId& id);
  void tell(Experience experience) { told_.push_back(std::move(experience)); }
  std::vector<Experience> take() { return std::exchange(told_, {}); }
  bool cleared(const config::AssetId& id) const {
    const auto cleared = cleared_->get();
    return cleared && std::binary_search(cleared->begin(), cleared->end(), id);
  }

 private:
  void write() const;
  std::filesystem::path note_;
  std::string boot_;
  const Latest<Cleared>* cleared_;
  std::vector<config::AssetId> open_;
  std::vector<Experience> told_;
};

// A clip that is opened under guard.
class GuardedClip final : public Clip {
 public:
  using Start = std::function<Result<std::unique_ptr<Clip>>()>;
  static constexpr nanoseconds kPatience = std::chrono::seconds(2);

  // `attempts` and `clock` must outlive it. `start` is called as soon as the asset is cleared.
  GuardedClip(config::AssetId id, Start start, Attempts& attempts, const Clock& clock);
  GuardedClip(const GuardedClip&) = delete;
  GuardedClip& operator=(const GuardedClip&) = delete;
  ~GuardedClip() override;

  void pump() override;
  const ClipStatus& status() const override { return clip_ ? clip_->status() : status_; }
  const Frame* peek() const override { return clip_ ? clip_->peek() : nullptr; }
  std::optional<Frame> pop() override { return clip_ ? clip_->pop() : std::nullopt; }
  std::size_t queued() const override { return clip_ ? clip_->queued() : 0; }
  std::size_t read_sound(std::span<float> out) override { return clip_ ? clip_->read_sound(out) : 0; }
  std::uint64_t sound_position() const override { return clip_ ? clip_->sound_position() : 0; }
  int fd() const override { return clip_ ? clip_->fd() : -1; }  // -1 until cleared: the courier rings then

 private:
  void start_if_cleared();
  void watch(Steady now);
  std::optional<std::string> hung(Steady now) const;

  config::AssetId id_;
  Start start_;
  Attempts* attempts_;
  const Clock* clock_;
  std::unique_ptr<Clip> clip_;
  ClipStatus status_ = Opening{};
  Steady asked_, waiting_since_;  // the latter: for what the process owes next
  bool had_frame_ = false;
  std::size_t stage_ = 0;  // index of the status seen last
  bool told_ = false;
};

}  // namespace kepu::player
