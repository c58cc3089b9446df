// player/picture.h: what is on the glass. It is always a choice: a frame, the card, darkness, or two of them
// mixed.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "player/clip.h"

namespace kepu::player {

struct Card {};  // the built-in picture
struct Dark {};  // black on purpose
struct Plain {   // one colour all over
  std::uint32_t rgb = 0;
};
using Layer = std::variant<const Frame*, Card, Dark, Plain>;  // a Frame lives until Playout's next tick()

struct Picture {
  Layer layer;
  std::optional<Layer> over{};  // in a transition alone
  double over_share = 0;        // 0..1: how much of `over` there is in the mixture
};

}  // namespace kepu::player
