// player/decode/deinterlacer.h: interlaced frames as two whole pictures each, one per field, so that motion
// stays as smooth as it was filmed. The filter is that of BBC R&D and FFmpeg's bwdif in short: between the
// lines of a field a cubic of its neighbours, held within what the fields before and after allow (yadif's
// check), so that what stands still keeps every line.
#pragma once

#include <deque>
#include <optional>

#include "player/decode/ff.h"
#include "player/decode/slots.h"

namespace kepu::player::decode {

// A picture to show and which part of its frame's time is its own.
struct Field {
  FramePtr frame;
  int index = 0;
  int count = 1;
};

// Thread: one. Progressive frames pass untouched and without delay; an interlaced one waits for its
// successor.
class Deinterlacer {
 public:
  // `slots` must outlive it and every frame that it gives out.
  explicit Deinterlacer(Slots& slots) : slots_(&slots) {}

  // The next decoded frame.
  void take(FramePtr frame);

  // No frame comes any more. True if that made a picture ready.
  bool finish();

  // The next picture; nothing: a frame is needed first.
  std::optional<Field> next();

 private:
  void split(const AVFrame* after);
  FramePtr picture_of_field(int parity, bool first, const AVFrame* earlier, const AVFrame* later) const;

  Slots* slots_;
  FramePtr previous_;  // before waiting_; only kept while there are interlaced frames
  FramePtr waiting_;   // interlaced
  std::deque<Field> ready_;
};

}  // namespace kepu::player::decode
