#include "player/placement.h"

#include <algorithm>
#include <cmath>

namespace kepu::player {
namespace {

constexpr int kSnap = 2;  // pixels: a bar that thin is a rounding error, not a bar

int snapped(double length, int whole) {
  const int rounded = std::clamp(static_cast<int>(std::lround(length)), 1, whole);
  return whole - rounded <= kSnap ? whole : rounded;
}

// `wanted` of `whole` pixels, in the middle, on even edges.
int cropped(double wanted, int whole) {
  const int even = static_cast<int>(std::lround(wanted / 2)) * 2;
  return whole - even <= kSnap ? whole : std::max(even, 2);
}

}  // namespace

Placement place(config::Fit fit, const Shape& picture, int screen_width, int screen_height) {
  const bool turned = picture.rotate % 180 != 0;
  const double across = turned ? picture.shape_height : picture.shape_width;
  const double down = turned ? picture.shape_width : picture.shape_height;
  Placement p{{0, 0, picture.width, picture.height}, {0, 0, screen_width, screen_height}, picture.rotate};
  if (fit == config::Fit::stretch) return p;

  const double to_width = screen_width / across;
  const double to_height = screen_height / down;
  if (fit == config::Fit::contain) {
    const double scale = std::min(to_width, to_height);
    p.target.width = snapped(across * scale, screen_width);
    p.target.height = snapped(down * scale, screen_height);
    p.target.x = (screen_width - p.target.width) / 2;
    p.target.y = (screen_height - p.target.height) / 2;
    return p;
  }
  const double scale = std::max(to_width, to_height);
  const double part_across = screen_width / (across * scale);
  const double part_down = screen_height / (down * scale);
  p.source.width = cropped(picture.width * (turned ? part_down : part_across), picture.width);
  p.source.height = cropped(picture.height * (turned ? part_across : part_down), picture.height);
  p.source.x = (picture.width - p.source.width) / 4 * 2;
  p.source.y = (picture.height - p.source.height) / 4 * 2;
  return p;
}

}  // namespace kepu::player
