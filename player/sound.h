// player/sound.h: the sound of clip after clip as one line, laid against the pictures: pictures are the
// master.
#pragma once

#include <cstddef>
#include <vector>

#include "config/clock.h"
#include "player/playout.h"
#include "player/sound_ring.h"

namespace kepu::player {

constexpr nanoseconds kSoundLead = milliseconds(100);    // how far ahead of now sound is handed to the device
constexpr nanoseconds kSoundOutMax = milliseconds(100);  // out by more: laid anew against the pictures

// Thread: the main loop's.
class SoundLine {
 public:
  explicit SoundLine(double volume) : volume_(static_cast<float>(volume)) {}

  // Hands over what is to be heard until now + kSoundLead. A clip's sound ends with its last picture, to the
  // sample, and the next one's follows. `latency`: from leaving the ring to being heard. Call it at every
  // tick.
  void feed(Steady now, const Sounding& sounding, SoundRing& ring, nanoseconds latency);

 private:
  struct Piece {
    Clip* clip;
    Steady start;  // of the clip
    Steady until;
  };
  static Piece piece_at(Steady at, const Sounding& sounding, Steady until);
  std::size_t fill(const Piece& piece, const Sounding& sounding, std::size_t frames);

  float volume_;
  Steady line_end_{};  // when the next sample to be handed over will be heard
  std::vector<float> block_;
};

}  // namespace kepu::player
