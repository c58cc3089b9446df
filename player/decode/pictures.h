// player/decode/pictures.h: decoded frames as pictures in shared memory that the player can show.
#pragma once

#include <cstdint>
#include <optional>

#include "config/result.h"
#include "player/decode/blend.h"
#include "player/decode/ff.h"
#include "player/decode/slots.h"
#include "player/decode/tone_map.h"
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
  Pictures(Slots& slots, const AVStream& stream, bool still, Box box, Background background = {});

  // Takes a decoded frame. No pixel is touched if it lies in a slot already and is of standard dynamic range;
  // else one conversion puts it there. full: no slot is free.
  Result<Picture> place(FramePtr frame);

 private:
  struct Size {
    int width, height;
  };
  Size shown_size(const AVFrame& frame) const;
  Result<FramePtr> convert(const AVFrame& frame);
  Result<FramePtr> tone_mapped(const AVFrame& frame, const Light& light);
  Result<FramePtr> in_slot(AVPixelFormat format, Size size);
  Result<void> scale(const AVFrame& from, AVFrame& to);

  Slots* slots_;
  bool still_;
  Box box_;
  Background background_;
  std::uint32_t rotate_;
  int peak_nits_;  // of HDR pictures, as far as the file has said
  Scaler scaler_;
  std::optional<ToneMap> tone_map_;
};

}  // namespace kepu::player::decode
