// player/sound_mix.h: the sound of clip after clip as one line, at exactly 48 kHz of the pictures' time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "config/clock.h"
#include "player/playout.h"

namespace kepu::player {

// A clip's sound ends with its last picture, to the sample, and the next one's follows. Each rises and falls
// over kRampFrames (sound_outlet.h), so that no cut clicks, and by its crossing's gains. A clip that is
// nudged to follow the wall clock is laid anew only when it is out by more than kNudgedMax. Thread: the main
// loop's.
constexpr nanoseconds kNudgedMax = milliseconds(15);

class SoundMix {
 public:
  // The next sample frame is the one that belongs to `at`. It rises from silence.
  void lay(Steady at);

  // What the next sample frame belongs to.
  Steady at() const;

  // Renders the next sample frames, at most as many as fit; returns how many. 0: nothing can be said, for
  // there is no sound (yet). A clip without sound is silence, if the next one begins before `horizon`.
  std::size_t render(const Sounding& sounding, Steady horizon, std::span<float> out);

  // Reads away what belongs before `until`: nobody hears it, and it must not pile up.
  static void pass_over(const Sounding& sounding, Steady until);

 private:
  using Frames = std::int64_t;  // since origin_
  struct Piece {
    Clip* clip = nullptr;
    Frames start = 0;  // of the clip
    std::optional<Frames> until;
    float gain = 1;
    std::optional<Crossing> crossing;
  };
  struct Taken {
    std::size_t frames = 0;
    bool sounds = false;
  };
  Frames frames_until(Steady at) const;
  Piece piece(const Sounding& sounding) const;
  float share_at(const Piece& piece, Frames at) const;
  Taken take(const Piece& piece, bool silence_will_do, std::span<float> out);
  void cut();
  void shape(const Piece& piece, std::span<float> out);
  void add_tail(std::span<float> out);

  Steady origin_{};
  Frames position_ = 0;
  const Clip* clip_ = nullptr;  // what sounded last; never followed, it may be gone
  Frames start_ = 0;
  bool sounds_ = false;
  bool skipped_ = false;
  float share_ = 1;              // by the crossing, 0..1
  Frames risen_ = 0;             // 0..kRampFrames
  std::array<float, 2> last_{};  // rendered last
  std::array<float, 2> tail_{};  // where a sound that broke off falls to zero from
  Frames tail_left_ = 0;
};

}  // namespace kepu::player
