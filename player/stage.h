// player/stage.h: the glass. One of the four seams: SDL (sdl_stage.cpp), a display on the fake clock
// (tests/fakes), and one test suite that both must pass. What is on it is always a choice: a frame, the card,
// or darkness.
#pragma once

#include <optional>

#include "config/clock.h"
#include "player/playout.h"

namespace kepu::player {

struct StageEvents {
  bool quit = false;    // the window was closed, or Escape or q pressed
  bool redraw = false;  // what is on the glass was lost: draw and flip it again
  bool lost = false;    // the display has gone for good: nothing can be shown on this stage any more
};

// Thread: the main loop's.
class Stage {
 public:
  virtual ~Stage() = default;
  // Draws into the picture that is not visible yet; may be long ahead of flip(). Does not keep `picture`.
  virtual void draw(const Picture& picture) = 0;
  // Makes what was drawn visible; returns when it is.
  virtual void flip() = 0;
  // The interval that the display claims, if flip() waits for its vertical sync. None: it does not.
  virtual std::optional<nanoseconds> refresh() const = 0;
  virtual StageEvents events() = 0;
  virtual int width() const = 0;  // pixels
  virtual int height() const = 0;
};

}  // namespace kepu::player
