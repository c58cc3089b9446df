#include "player/clip.h"

#include <algorithm>

namespace kepu::player {

std::size_t skip_sound(Clip& clip, std::uint64_t position) {
  std::array<float, 2048> waste;
  std::size_t skipped = 0;
  while (clip.sound_position() < position) {
    const auto rest = static_cast<std::size_t>(position - clip.sound_position());
    const std::size_t got = clip.read_sound(std::span(waste).first(2 * std::min(rest, waste.size() / 2)));
    if (got == 0) break;
    skipped += got;
  }
  return skipped;
}

}  // namespace kepu::player
