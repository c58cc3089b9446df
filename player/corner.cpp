#include "player/corner.h"

#include <libyuv.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "player/corner_words.h"
#include "player/mask.h"

namespace kepu::player {
namespace {

struct Colour {
  float red, green, blue;  // 0..255
};

struct Look {
  Mask words;
  Colour stripe;  // at the left of the box: seen from farther away than words
};

constexpr Colour kGround{12, 28, 60}, kWords{248, 250, 255};

Look look_of(Note note) {
  switch (note) {
    case Note::done:
      return {Mask(kDoneRuns, kDoneWidth, kDoneHeight), {70, 200, 120}};
    case Note::failed:
      return {Mask(kFailedRuns, kFailedWidth, kFailedHeight), {235, 80, 70}};
    default:
      return {Mask(kCopyingRuns, kCopyingWidth, kCopyingHeight), {255, 196, 60}};
  }
}

std::uint8_t mixed(float under, float over, float part) {
  return static_cast<std::uint8_t>(std::lround(under + (over - under) * part));
}

struct Size {
  int width, height;
};

// Pixels blue green red x, upright.
std::vector<std::uint8_t> box_pixels(const Look& look, Size size, int margin, int stripe, float scale) {
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(size.width) *
                                   static_cast<std::size_t>(size.height) * 4);
  const int step = std::max(1, static_cast<int>(std::lround(1 / scale)));
  const auto on_mask = [scale](int distance) {
    return static_cast<int>(std::floor(static_cast<float>(distance) / scale));
  };
  std::uint8_t* to = pixels.data();
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x, to += 4) {
      const Colour under = x < stripe ? look.stripe : kGround;
      const int mask_x = on_mask(x - stripe - margin), mask_y = on_mask(y - margin);
      const float part = look.words.part(mask_x, mask_y, mask_x + step, mask_y + step);
      to[0] = mixed(under.blue, kWords.blue, part);
      to[1] = mixed(under.green, kWords.green, part);
      to[2] = mixed(under.red, kWords.red, part);
      to[3] = 255;
    }
  }
  return pixels;
}

}  // namespace

void Corner::make(const Box& box) {
  const bool turned = box.rotate % 180 != 0;
  const int width = turned ? box.canvas_height : box.canvas_width;  // as people see it
  const int height = turned ? box.canvas_width : box.canvas_height;
  const Look look = look_of(box.note);
  const float scale =
      std::min(0.075F * static_cast<float>(std::min(width, height)) / static_cast<float>(look.words.height()),
               0.7F * static_cast<float>(width) / static_cast<float>(look.words.width()));
  const auto scaled = [scale](int length) {
    return static_cast<int>(std::ceil(scale * static_cast<float>(length)));
  };
  const int margin = scaled(18), stripe = scaled(14);
  const Size size{std::min(width, scaled(look.words.width()) + 2 * margin + stripe),
                  std::min(height, scaled(look.words.height()) + 2 * margin)};
  const int x = std::max(0, width - size.width - 2 * margin);
  const int y = std::max(0, height - size.height - 2 * margin);
  const auto upright = box_pixels(look, size, margin, stripe, scale);
  pixels_.resize(upright.size());
  const int out_width = turned ? size.height : size.width;
  libyuv::ARGBRotate(upright.data(), size.width * 4, pixels_.data(), out_width * 4, size.width, size.height,
                     static_cast<libyuv::RotationMode>(box.rotate));
  const std::array<Rect, 4> places{
      {{x, y, size.width, size.height},
       {height - y - size.height, x, size.height, size.width},
       {width - x - size.width, height - y - size.height, size.width, size.height},
       {y, width - x - size.width, size.height, size.width}}};
  place_ = places[static_cast<std::size_t>(box.rotate / 90)];
  made_ = box;
}

void Corner::draw(const Canvas& canvas, int rotate) {
  if (note_ == Note::none || canvas.width <= 0 || canvas.height <= 0) return;
  const Box box{note_, rotate, canvas.width, canvas.height};
  if (made_ != box) make(box);
  const auto row_bytes = static_cast<std::size_t>(place_.width) * 4;
  for (int row = 0; row < place_.height; ++row) {
    std::memcpy(canvas.pixels + static_cast<std::ptrdiff_t>(place_.y + row) * canvas.stride +
                    static_cast<std::ptrdiff_t>(place_.x) * 4,
                pixels_.data() + static_cast<std::size_t>(row) * row_bytes, row_bytes);
  }
}

}  // namespace kepu::player
