#include "player/painter.h"

#include <libyuv.h>
#include <libyuv/row.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace kepu::player {
namespace {

// BT.601, BT.709 and BT.2020 differ in how much red and blue count in the luma.
struct LumaWeights {
  double red, blue;
};

struct alignas(64) Constants : libyuv::YuvConstants {};  // its SIMD code loads them aligned

constexpr int rounded(double value) { return static_cast<int>(value < 0 ? value - 0.5 : value + 0.5); }

// libyuv's own tables hold blue's coefficient of BT.709 and BT.2020 at 2.0 (of 2.11 and 2.14), which leaves
// saturated colours up to 11/255 off. Its code takes coefficients up to 4.0, in 64ths, so these are not bent.
template <class Table>
constexpr Table exact_constants(LumaWeights weights, bool full_range) {
  const double green = 1 - weights.red - weights.blue;
  const double luma_scale = full_range ? 1 : 255.0 / 219;
  const double chroma_scale = (full_range ? 1 : 255.0 / 224) * 64;
  const double v = 2 * (1 - weights.red) * chroma_scale;
  const double u = 2 * (1 - weights.blue) * chroma_scale;
  const auto v_to_red = static_cast<std::uint8_t>(rounded(v));
  const auto v_to_green = static_cast<std::uint8_t>(rounded(v * weights.red / green));
  const auto u_to_green = static_cast<std::uint8_t>(rounded(u * weights.blue / green));
  const auto u_to_blue = static_cast<std::uint8_t>(rounded(u));
  const auto y = static_cast<std::int16_t>(rounded(luma_scale * 64 * 65536 / 257));
  const auto bias = static_cast<std::int16_t>(rounded(full_range ? 32 : 32 - 16 * 64 * luma_scale));
  Table table{};
  if constexpr (requires { table.kUVCoeff; }) {  // libyuv's layout on ARM
    const auto biased = [](int value) { return static_cast<std::int16_t>(value); };
    table.kUVCoeff[0] = u_to_blue;
    table.kUVCoeff[1] = v_to_red;
    table.kUVCoeff[2] = u_to_green;
    table.kUVCoeff[3] = v_to_green;
    table.kRGBCoeffBias[0] = y;
    table.kRGBCoeffBias[1] = biased(u_to_blue * 128 - bias);
    table.kRGBCoeffBias[2] = biased((u_to_green + v_to_green) * 128 + bias);
    table.kRGBCoeffBias[3] = biased(v_to_red * 128 - bias);
    table.kRGBCoeffBias[4] = bias;
  } else {
    for (int i = 0; i < 32; i += 2) {
      table.kUVToB[i] = u_to_blue;
      table.kUVToG[i] = u_to_green;
      table.kUVToG[i + 1] = v_to_green;
      table.kUVToR[i + 1] = v_to_red;
      table.kYToRgb[i / 2] = y;
      table.kYBiasToRgb[i / 2] = bias;
    }
  }
  return table;
}

constexpr LumaWeights kBt601{0.299, 0.114}, kBt709{0.2126, 0.0722}, kBt2020{0.2627, 0.0593};
constexpr std::array<std::array<Constants, 2>, 3> kConstants{
    {{exact_constants<Constants>(kBt601, false), exact_constants<Constants>(kBt601, true)},
     {exact_constants<Constants>(kBt709, false), exact_constants<Constants>(kBt709, true)},
     {exact_constants<Constants>(kBt2020, false), exact_constants<Constants>(kBt2020, true)}}};

const libyuv::YuvConstants* constants(const Pixels& pixels) {
  return &kConstants[static_cast<std::size_t>(pixels.matrix)][pixels.full_range ? 1 : 0];
}

libyuv::RotationMode mode(int rotate) { return static_cast<libyuv::RotationMode>(rotate); }

// Planes Y, U, V; strides in bytes.
struct Planes {
  std::array<const std::uint8_t*, 3> plane;
  std::array<int, 3> stride;
  int width, height;
};

// Of an 8-bit 4:2:0 picture.
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
  const auto at = [&](std::size_t i) {
    const wire::PlaneShape of_four = wire::plane_shape(pixels.format, 2, 2, i);  // of a picture of 2x2
    const int x = part.x * static_cast<int>(of_four.row_bytes) / 2;
    const int y = part.y * static_cast<int>(of_four.rows) / 2;
    return pixels.plane[i] + static_cast<std::ptrdiff_t>(y) * pixels.stride[i] + x;
  };
  return {{at(0), at(1), at(2)}, pixels.stride, part.width, part.height};
}

using Kernel8 = decltype(&libyuv::I420ToARGBMatrix);
using Kernel16 = decltype(&libyuv::I010ToARGBMatrix);

void convert_8(Kernel8 kernel, const Planes& from, const libyuv::YuvConstants* constants, const Canvas& to) {
  kernel(from.plane[0], from.stride[0], from.plane[1], from.stride[1], from.plane[2], from.stride[2],
         to.pixels, to.stride, constants, to.width, to.height);
}

void convert_16(Kernel16 kernel, const Planes& from, const libyuv::YuvConstants* constants,
                const Canvas& to) {
  const auto samples = [&](std::size_t i) { return reinterpret_cast<const std::uint16_t*>(from.plane[i]); };
  kernel(samples(0), from.stride[0] / 2, samples(1), from.stride[1] / 2, samples(2), from.stride[2] / 2,
         to.pixels, to.stride, constants, to.width, to.height);
}

void convert(wire::Format format, const Planes& from, const libyuv::YuvConstants* constants,
             const Canvas& to) {
  switch (format) {
    case wire::Format::i420:
      return convert_8(libyuv::I420ToARGBMatrix, from, constants, to);
    case wire::Format::i422:
      return convert_8(libyuv::I422ToARGBMatrix, from, constants, to);
    case wire::Format::i444:
      return convert_8(libyuv::I444ToARGBMatrix, from, constants, to);
    case wire::Format::i010:
      return convert_16(libyuv::I010ToARGBMatrix, from, constants, to);
    case wire::Format::i210:
      return convert_16(libyuv::I210ToARGBMatrix, from, constants, to);
    case wire::Format::i410:
      return convert_16(libyuv::I410ToARGBMatrix, from, constants, to);
    case wire::Format::bgra:
      return;  // has no planes to convert
  }
}

// Scales and turns an 8-bit 4:2:0 picture before it is converted: half the bytes that pixels would have.
Planes fitted(Planes planes, const Canvas& target, int rotate, std::vector<std::uint8_t>& scaled,
              std::vector<std::uint8_t>& turned) {
  const bool sideways = rotate % 180 != 0;
  const int width = sideways ? target.height : target.width;  // before it is turned
  const int height = sideways ? target.width : target.height;
  if (planes.width != width || planes.height != height) {
    const MutablePlanes to = planes_in(scaled, width, height);
    libyuv::I420Scale(planes.plane[0], planes.stride[0], planes.plane[1], planes.stride[1], planes.plane[2],
                      planes.stride[2], planes.width, planes.height, to.plane[0], to.stride[0], to.plane[1],
                      to.stride[1], to.plane[2], to.stride[2], width, height, libyuv::kFilterBox);
    planes = to;
  }
  if (rotate != 0) {
    const MutablePlanes to = planes_in(turned, target.width, target.height);
    libyuv::I420Rotate(planes.plane[0], planes.stride[0], planes.plane[1], planes.stride[1], planes.plane[2],
                       planes.stride[2], to.plane[0], to.stride[0], to.plane[1], to.stride[1], to.plane[2],
                       to.stride[2], width, height, mode(rotate));
    planes = to;
  }
  return planes;
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
  if (pixels.format != wire::Format::bgra) return paint_planes(pixels, now.placement, target);
  const Rect& part = now.placement.source;
  const std::ptrdiff_t start =
      static_cast<std::ptrdiff_t>(part.y) * pixels.stride[0] + std::ptrdiff_t{4} * part.x;
  paint_bgra(pixels.plane[0] + start, pixels.stride[0], now.placement, target);
}

void Painter::paint_planes(const Pixels& pixels, const Placement& placement, const Canvas& target) {
  const Planes planes = part_of(pixels, placement.source);
  if (pixels.format == wire::Format::i420) {
    const Planes ready = fitted(planes, target, placement.rotate, scaled_, turned_);
    return convert(pixels.format, ready, constants(pixels), target);
  }
  if (placement.rotate == 0 && planes.width == target.width && planes.height == target.height) {
    return convert(pixels.format, planes, constants(pixels), target);
  }
  const int stride = planes.width * 4;
  converted_.resize(static_cast<std::size_t>(stride) * static_cast<std::size_t>(planes.height));
  convert(pixels.format, planes, constants(pixels), {converted_.data(), stride, planes.width, planes.height});
  paint_bgra(converted_.data(), stride, placement, target);
}

void Painter::paint_bgra(const std::uint8_t* from, int stride, const Placement& placement,
                         const Canvas& target) {
  const Rect& part = placement.source;
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
