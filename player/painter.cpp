#include "player/painter.h"

#include <libyuv.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace kepu::player {
namespace {

const libyuv::YuvConstants* constants(const Pixels& pixels) {
  switch (pixels.matrix) {
    case wire::Matrix::bt709:
      return pixels.full_range ? &libyuv::kYuvF709Constants : &libyuv::kYuvH709Constants;
    case wire::Matrix::bt2020:
      return pixels.full_range ? &libyuv::kYuvV2020Constants : &libyuv::kYuv2020Constants;
    case wire::Matrix::bt601:
      break;
  }
  return pixels.full_range ? &libyuv::kYuvJPEGConstants : &libyuv::kYuvI601Constants;
}

libyuv::RotationMode mode(int rotate) { return static_cast<libyuv::RotationMode>(rotate); }

// Three planes of an 8-bit 4:2:0 picture.
struct Planes {
  std::array<const std::uint8_t*, 3> plane;
  std::array<int, 3> stride;
  int width, height;
};

struct MutablePlanes {
  std::array<std::uint8_t*, 3> plane;
  std::array<int, 3> stride;
  int width, height;
  operator Planes() const { return {{plane[0], plane[1], plane[2]}, stride, width, height}; }  // NOLINT
};

MutablePlanes planes_in(std::vector<std::uint8_t>& memory, int width, int height) {
  const int luma = (width + 63) / 64 * 64;
  const int chroma = luma / 2;
  const auto luma_bytes = static_cast<std::size_t>(luma) * static_cast<std::size_t>(height);
  const auto chroma_bytes = static_cast<std::size_t>(chroma) * static_cast<std::size_t>((height + 1) / 2);
  memory.resize(luma_bytes + 2 * chroma_bytes);
  std::uint8_t* at = memory.data();
  return {{at, at + luma_bytes, at + luma_bytes + chroma_bytes}, {luma, chroma, chroma}, width, height};
}

Planes part_of(const Pixels& pixels, const Rect& part) {
  const auto at = [&](std::size_t i, int x, int y) {
    return pixels.plane[i] + static_cast<std::ptrdiff_t>(y) * pixels.stride[i] + x;
  };
  return {{at(0, part.x, part.y), at(1, part.x / 2, part.y / 2), at(2, part.x / 2, part.y / 2)},
          pixels.stride,
          part.width,
          part.height};
}

Canvas part_of(const Canvas& canvas, const Rect& part) {
  std::uint8_t* at =
      canvas.pixels + static_cast<std::ptrdiff_t>(part.y) * canvas.stride + std::ptrdiff_t{4} * part.x;
  return {at, canvas.stride, part.width, part.height};
}

void fill_around(const Canvas& canvas, const Rect& inner) {
  fill(canvas, {0, 0, canvas.width, inner.y}, 0);
  fill(canvas, {0, inner.y + inner.height, canvas.width, canvas.height - inner.y - inner.height}, 0);
  fill(canvas, {0, inner.y, inner.x, inner.height}, 0);
  fill(canvas, {inner.x + inner.width, inner.y, canvas.width - inner.x - inner.width, inner.height}, 0);
}

}  // namespace

void fill(const Canvas& canvas, const Rect& area, std::uint32_t rgb) {
  if (area.width <= 0 || area.height <= 0) return;
  libyuv::ARGBRect(canvas.pixels, canvas.stride, area.x, area.y, area.width, area.height, 0xFF000000U | rgb);
}

void mix_in(const Canvas& canvas, const Canvas& over, double share) {
  const auto part = static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * 256));
  if (part == 256) {
    libyuv::ARGBCopy(over.pixels, over.stride, canvas.pixels, canvas.stride, canvas.width, canvas.height);
    return;
  }
  libyuv::ARGBInterpolate(canvas.pixels, canvas.stride, over.pixels, over.stride, canvas.pixels,
                          canvas.stride, canvas.width, canvas.height, part);
}

Placement Painter::placed(const Pixels& pixels, const Canvas& canvas) const {
  Shape shape{pixels.width, pixels.height, pixels.shape_width, pixels.shape_height, pixels.rotate};
  if (wall_) return place_on_wall(fit_, shape, *wall_, canvas.width, canvas.height, rotate_);
  shape.rotate = (pixels.rotate + rotate_) % 360;
  return place(fit_, shape, canvas.width, canvas.height);
}

void Painter::paint(const Pixels& pixels, const Canvas& canvas) {
  const Painted now{canvas, placed(pixels, canvas)};
  if (painted_ != now) fill_around(canvas, now.placement.target);
  painted_ = now;
  if (now.placement.target.width == 0 || now.placement.target.height == 0) return;
  const Canvas target = part_of(canvas, now.placement.target);
  if (pixels.format == wire::Format::bgra) {
    paint_bgra(pixels, now.placement, target);
  } else {
    paint_i420(pixels, now.placement, target);
  }
}

void Painter::paint_i420(const Pixels& pixels, const Placement& placement, const Canvas& target) {
  Planes planes = part_of(pixels, placement.source);
  const bool turned = placement.rotate % 180 != 0;
  const int width = turned ? target.height : target.width;  // before it is turned
  const int height = turned ? target.width : target.height;
  if (planes.width != width || planes.height != height) {
    const MutablePlanes to = planes_in(scaled_, width, height);
    libyuv::I420Scale(planes.plane[0], planes.stride[0], planes.plane[1], planes.stride[1], planes.plane[2],
                      planes.stride[2], planes.width, planes.height, to.plane[0], to.stride[0], to.plane[1],
                      to.stride[1], to.plane[2], to.stride[2], width, height, libyuv::kFilterBox);
    planes = to;
  }
  if (placement.rotate != 0) {
    const MutablePlanes to = planes_in(turned_, target.width, target.height);
    libyuv::I420Rotate(planes.plane[0], planes.stride[0], planes.plane[1], planes.stride[1], planes.plane[2],
                       planes.stride[2], to.plane[0], to.stride[0], to.plane[1], to.stride[1], to.plane[2],
                       to.stride[2], width, height, mode(placement.rotate));
    planes = to;
  }
  libyuv::I420ToARGBMatrix(planes.plane[0], planes.stride[0], planes.plane[1], planes.stride[1],
                           planes.plane[2], planes.stride[2], target.pixels, target.stride, constants(pixels),
                           target.width, target.height);
}

void Painter::paint_bgra(const Pixels& pixels, const Placement& placement, const Canvas& target) {
  const Rect& part = placement.source;
  const std::uint8_t* from =
      pixels.plane[0] + static_cast<std::ptrdiff_t>(part.y) * pixels.stride[0] + std::ptrdiff_t{4} * part.x;
  int stride = pixels.stride[0];
  const bool turned = placement.rotate % 180 != 0;
  const int width = turned ? target.height : target.width;
  const int height = turned ? target.width : target.height;
  if (part.width != width || part.height != height) {
    scaled_.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
    libyuv::ARGBScale(from, stride, part.width, part.height, scaled_.data(), width * 4, width, height,
                      libyuv::kFilterBox);
    from = scaled_.data();
    stride = width * 4;
  }
  libyuv::ARGBRotate(from, stride, target.pixels, target.stride, width, height, mode(placement.rotate));
}

}  // namespace kepu::player
