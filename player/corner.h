// player/corner.h: a few words in the corner of the screen, over whatever is on: what becomes of a stick that
// somebody has put in.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "player/painter.h"

namespace kepu::player {

enum class Note : std::uint8_t {
  none,
  copying,  // it must not be pulled out
  done,     // it may be
  failed,   // nothing on it could be used
};

// Thread: the main loop's. Needs no font and no file.
class Corner {
 public:
  void set(Note note) { note_ = note; }
  Note note() const { return note_; }

  // Paints the note at the right of the bottom, as people see it; `rotate` (0, 90, 180, 270 clockwise) as for
  // pictures.
  void draw(const Canvas& canvas, int rotate);

 private:
  struct Box {
    Note note;
    int rotate, canvas_width, canvas_height;
    bool operator==(const Box&) const = default;
  };
  void make(const Box& box);

  Note note_ = Note::none;
  std::optional<Box> made_;
  std::vector<std::uint8_t> pixels_;  // turned already
  Rect place_{};                      // on the canvas
};

}  // namespace kepu::player
