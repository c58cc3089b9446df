// player/clip.h: a clip that is being decoded: a queue of frames, a stream of sound, a status.
// A clip is opened once and played once from its start: no seek, no flush, no serial numbers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>

#include "config/clock.h"
#include "player/wire.h"

namespace kepu::player {

// Where a decoded picture lies. The bytes belong to the clip.
struct Pixels {
  wire::Format format = wire::Format::i420;
  wire::Matrix matrix = wire::Matrix::bt601;
  bool full_range = false;
  int width = 0, height = 0;              // pixels stored
  int shape_width = 0, shape_height = 0;  // proportions to be shown in, before rotation
  int rotate = 0;                         // degrees clockwise to be shown upright
  std::array<const std::uint8_t*, 3> plane{};
  std::array<int, 3> stride{};  // bytes
};

// A picture with its time. Move-only: it holds a slot of its clip and gives it back when it dies.
class Frame {
 public:
  Frame(Pixels pixels, Media pts, nanoseconds duration, std::function<void()> give_back)
      : pixels_(pixels), pts_(pts), duration_(duration), give_back_(std::move(give_back)) {}
  Frame(Frame&& other) noexcept
      : pixels_(other.pixels_),
        pts_(other.pts_),
        duration_(other.duration_),
        give_back_(std::exchange(other.give_back_, nullptr)) {}
  Frame& operator=(Frame&& other) noexcept {
    if (this == &other) return *this;
    if (give_back_) give_back_();
    pixels_ = other.pixels_;
    pts_ = other.pts_;
    duration_ = other.duration_;
    give_back_ = std::exchange(other.give_back_, nullptr);
    return *this;
  }
  ~Frame() {
    if (give_back_) give_back_();
  }

  const Pixels& pixels() const { return pixels_; }
  Media pts() const { return pts_; }  // the first frame's is 0
  nanoseconds duration() const { return duration_; }

 private:
  Pixels pixels_;
  Media pts_;
  nanoseconds duration_;
  std::function<void()> give_back_;
};

struct Opening {};     // the file is being opened and probed
struct Opened {};      // frames come, or will
struct Ended {         // no frame comes after those that are queued
  nanoseconds length;  // from the first frame's start to the last one's end
};
struct Failed {
  std::string reason;
  bool damaged = false;     // the bytes are not those that were promised: the object must be fetched anew
  bool misbehaved = false;  // its process died or lied, instead of saying what is wrong
};
using ClipStatus = std::variant<Opening, Opened, Ended, Failed>;

// Thread: the main loop's alone. No call blocks. Frames must die before their clip does.
class Clip {
 public:
  virtual ~Clip() = default;

  // Takes in what has been decoded since. Status and queue change here only.
  virtual void pump() = 0;
  virtual const ClipStatus& status() const = 0;

  // The next frame; nothing when none is queued at the moment. After Failed the queue may still hold good
  // frames.
  virtual const Frame* peek() const = 0;
  virtual std::optional<Frame> pop() = 0;
  virtual std::size_t queued() const = 0;

  // Reads interleaved stereo at 48 kHz, from the moment of the first frame on. Returns how many sample frames
  // there were: fewer than asked for when no more are decoded yet, or the sound has ended, or there is none.
  virtual std::size_t read_sound(std::span<float> out) = 0;
  virtual std::uint64_t sound_position() const = 0;  // sample frames read so far

  // Readable when pump() would find something; -1 where that is not known.
  virtual int fd() const = 0;
};

// Reads and throws away sound up to the sample frame `position`, as far as it is decoded. Returns how many
// sample frames that were.
std::size_t skip_sound(Clip& clip, std::uint64_t position);

}  // namespace kepu::player
