// player/decode/picture_times.h: from timestamps as they stand in files to times that a player can rely on.
#pragma once

#include <cstdint>

#include "player/decode/ff.h"

namespace kepu::player::decode {

struct PictureTime {
  std::int64_t pts_ns;       // 0 for the first picture, then strictly rising
  std::int64_t duration_ns;  // > 0
};

// Timestamps that are missing, fall back or jump by more than ten seconds count as "one frame after the
// last".
class PictureTimes {
 public:
  // `frame_rate` {0, 1}: unknown; 25 per second is taken then.
  PictureTimes(AVRational time_base, AVRational frame_rate);

  PictureTime next(std::int64_t timestamp, std::int64_t duration);  // in units of the time base

  // The file was sought: the next timestamp may lie anywhere, and means what it would have meant before.
  void sought();

  double first_seconds() const { return first_seconds_; }  // the first picture's own timestamp, for the sound
  std::int64_t end_ns() const { return end_ns_; }          // of the last picture so far
  std::int64_t frame_ns() const { return frame_ns_; }      // the usual duration

 private:
  std::int64_t to_ns(std::int64_t units) const;
  AVRational time_base_;
  std::int64_t frame_ns_;
  bool begun_ = false;
  bool sought_ = false;
  double first_seconds_ = 0;
  std::int64_t base_ns_ = 0;  // what is taken off a timestamp
  std::int64_t last_ns_ = 0;
  std::int64_t end_ns_ = 0;
};

}  // namespace kepu::player::decode
