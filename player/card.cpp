#include "player/card.h"

#include <libyuv.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "player/card_title.h"
#include "player/mask.h"

namespace kepu::player {
namespace {

struct Colour {
  float red, green, blue;  // 0..1
};

constexpr Colour kTop{0.035F, 0.09F, 0.24F};
constexpr Colour kBottom{0.02F, 0.30F, 0.38F};
constexpr Colour kOrbit{0.45F, 0.80F, 0.93F};
constexpr Colour kElectron{1.0F, 0.80F, 0.32F};
constexpr Colour kTitle{0.97F, 0.98F, 1.0F};

Colour mixed(Colour under, Colour over, float part) {
  const auto mix = [part](float a, float b) { return a + (b - a) * part; };
  return {mix(under.red, over.red), mix(under.green, over.green), mix(under.blue, over.blue)};
}

// How much of a pixel a shape covers whose edge is `distance` pixels away (inside: negative).
float coverage(float distance) { return std::clamp(0.5F - distance, 0.0F, 1.0F); }

// An atom over the word 科普, centred.
class CardPicture {
 public:
  CardPicture(int width, int height)
      : height_(static_cast<float>(height)),
        unit_(static_cast<float>(std::min(width, height)) / 100),
        centre_x_(static_cast<float>(width) / 2),
        centre_y_(static_cast<float>(height) / 2 - 11 * unit_) {}

  Colour at(float x, float y) const {
    Colour colour = mixed(kTop, kBottom, y / height_);
    colour = with_atom(colour, x - centre_x_, y - centre_y_);
    return with_title(colour, x, y);
  }

 private:
  Colour with_atom(Colour colour, float x, float y) const {
    if (std::hypot(x, y) > 32 * unit_) return colour;
    for (int orbit = 0; orbit < 3; ++orbit) {
      const float turn = static_cast<float>(orbit) * std::numbers::pi_v<float> / 3;
      const float u = x * std::cos(turn) + y * std::sin(turn);
      const float v = y * std::cos(turn) - x * std::sin(turn);
      colour = mixed(colour, kOrbit, 0.9F * coverage(std::abs(ellipse(u, v)) - 0.45F * unit_));
      const float angle = 0.9F + 2.1F * static_cast<float>(orbit);
      const float ex = u - kLong * unit_ * std::cos(angle);
      const float ey = v - kShort * unit_ * std::sin(angle);
      colour = mixed(colour, kElectron, coverage(std::hypot(ex, ey) - 1.7F * unit_));
    }
    return mixed(colour, kElectron, coverage(std::hypot(x, y) - 3.2F * unit_));
  }

  // Distance to the orbit's ellipse, to first order: its function over the length of its gradient.
  float ellipse(float u, float v) const {
    const float a = kLong * unit_;
    const float b = kShort * unit_;
    const float f = u * u / (a * a) + v * v / (b * b) - 1;
    const float gradient = 2 * std::hypot(u / (a * a), v / (b * b));
    return gradient > 0 ? f / gradient : -a;
  }

  Colour with_title(Colour colour, float x, float y) const {
    const float scale = kTitleWidth / (34 * unit_);  // mask pixels per pixel
    const float left = (x - 0.5F - centre_x_ + 17 * unit_) * scale;
    const float top = (y - 0.5F - centre_y_ - 36 * unit_) * scale;
    const int size = std::max(1, static_cast<int>(std::lround(scale)));
    const int x0 = static_cast<int>(std::floor(left));
    const int y0 = static_cast<int>(std::floor(top));
    return mixed(colour, kTitle, title_.part(x0, y0, x0 + size, y0 + size));
  }

  static constexpr float kLong = 27,
                         kShort = 9.5F;  // of an orbit, in hundredths of the screen's shorter side
  float height_, unit_, centre_x_, centre_y_;
  Mask title_{kTitleRuns, kTitleWidth, kTitleHeight};
};

}  // namespace

void draw_card(const Canvas& canvas, int rotate) {
  const bool turned = rotate % 180 != 0;
  const int width = turned ? canvas.height : canvas.width;
  const int height = turned ? canvas.width : canvas.height;
  const CardPicture picture(width, height);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
  std::uint8_t* to = pixels.data();
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x, to += 4) {
      const Colour c = picture.at(static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F);
      const auto byte = [](float value) { return static_cast<std::uint8_t>(std::lround(255 * value)); };
      to[0] = byte(c.blue);
      to[1] = byte(c.green);
      to[2] = byte(c.red);
      to[3] = 255;
    }
  }
  libyuv::ARGBRotate(pixels.data(), width * 4, canvas.pixels, canvas.stride, width, height,
                     static_cast<libyuv::RotationMode>(rotate));
}

}  // namespace kepu::player
