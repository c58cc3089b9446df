// player/decode/pictures.h: decoded frames as pictures in shared memory that the player can show.
#pragma once

#include <cstdint>

#include "config/result.h"
#include "player/decode/ff.h"
#include "player/decode/slots.h"
#include "player/wire.h"

namespace kepu::player::decode {

// How large a still picture will be shown: larger ones are scaled down here, once and well.
struct Box {
  int width = 0, height = 0;  // pixels; 0: unknown
  bool cover = false;         // fill the box instead of fitting into it
};

struct Picture {
  wire::Report report{};  // all but pts and duration
  FramePtr holder;        // as long as it lives its slot is not written again
};

class Pictures {
 public:
  // `slots` must outlive it and every Picture.
  Pictures(Slots& slots, const AVStream& stream, bool still, Box box);

  // Takes a decoded frame. No pixel is touched if it lies in a slot already; else one conversion puts it
  // there. full: no slot is free.
  Result<Picture> place(FramePtr frame);

 private:
  Result<FramePtr> convert(const AVFrame& frame);
  Slots* slots_;
  bool still_;
  Box box_;
  std::uint32_t rotate_;
  Scaler scaler_;
};

}  // namespace kepu::player::decode
