#include "player/placement.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

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

// Lengths along one axis, in canvas units or as parts of a whole.
struct Span {
  double begin, end;
  double length() const { return end - begin; }
};

Span overlap(Span a, Span b) { return {std::max(a.begin, b.begin), std::min(a.end, b.end)}; }

// `part` of the picture as it is seen, as a part of how it is stored.
struct Part {
  Span across, down;
};
Part unturned(Part part, int rotate) {
  const auto mirrored = [](Span s) { return Span{1 - s.end, 1 - s.begin}; };
  switch (rotate) {
    case 90:
      return {part.down, mirrored(part.across)};
    case 180:
      return {mirrored(part.across), mirrored(part.down)};
    case 270:
      return {mirrored(part.down), part.across};
    default:
      return part;
  }
}

// Begin and length in pixels, on even edges.
std::pair<int, int> even_pixels(Span part, int begin, int length) {
  const int last = length - (length > 1 ? 2 : 1);
  const int from = std::clamp(static_cast<int>(std::lround(part.begin * length / 2)) * 2, 0, last / 2 * 2);
  const int to = std::clamp(static_cast<int>(std::lround(part.end * length / 2)) * 2, from + 2, length);
  return {begin + from, std::min(to, length) - from};
}

std::pair<int, int> pixels(Span part, int length) {
  const int from = std::clamp(static_cast<int>(std::lround(part.begin * length)), 0, length);
  return {from, std::clamp(static_cast<int>(std::lround(part.end * length)), from, length) - from};
}

// A rectangle on an upright screen of width x height, as it lies on the screen once that is turned.
Rect turned(const Rect& r, int width, int height, int rotate) {
  switch (rotate) {
    case 90:
      return {height - r.y - r.height, r.x, r.height, r.width};
    case 180:
      return {width - r.x - r.width, height - r.y - r.height, r.width, r.height};
    case 270:
      return {r.y, width - r.x - r.width, r.height, r.width};
    default:
      return r;
  }
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

Placement place_on_wall(config::Fit fit, const Shape& picture, const config::WallPart& wall, int screen_width,
                        int screen_height, int screen_rotate) {
  const bool hangs_turned = screen_rotate % 180 != 0;
  const int width = hangs_turned ? screen_height : screen_width;
  const int height = hangs_turned ? screen_width : screen_height;
  const Placement whole = place(fit, picture, wall.canvas_width, wall.canvas_height);
  const auto axis = [](int begin, int length) {
    return Span{static_cast<double>(begin), static_cast<double>(begin + length)};
  };
  const int inner_width = wall.width - 2 * wall.bezel;
  const int inner_height = wall.height - 2 * wall.bezel;
  const Span view_across = axis(wall.x + wall.bezel, inner_width);
  const Span view_down = axis(wall.y + wall.bezel, inner_height);
  const Span on_across = axis(whole.target.x, whole.target.width);
  const Span on_down = axis(whole.target.y, whole.target.height);
  const Span seen_across = overlap(view_across, on_across);
  const Span seen_down = overlap(view_down, on_down);
  Placement p{whole.source, {}, (picture.rotate + screen_rotate) % 360};
  if (seen_across.length() <= 0 || seen_down.length() <= 0) return p;

  const auto part = [](Span seen, Span of) {
    return Span{(seen.begin - of.begin) / of.length(), (seen.end - of.begin) / of.length()};
  };
  const Part stored = unturned({part(seen_across, on_across), part(seen_down, on_down)}, picture.rotate);
  std::tie(p.source.x, p.source.width) = even_pixels(stored.across, whole.source.x, whole.source.width);
  std::tie(p.source.y, p.source.height) = even_pixels(stored.down, whole.source.y, whole.source.height);
  Rect upright;
  std::tie(upright.x, upright.width) = pixels(part(seen_across, view_across), width);
  std::tie(upright.y, upright.height) = pixels(part(seen_down, view_down), height);
  p.target = turned(upright, width, height, screen_rotate);
  return p;
}

}  // namespace kepu::player
