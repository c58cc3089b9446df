#include "player/lettering/ground.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace kepu::player::lettering {
namespace {

constexpr double kMargin = 0.08;  // of each side
constexpr double kBand = 0.075;   // of the shorter side: an alert's stripes, above and below
constexpr double kClear = 0.05;   // of the shorter side: between a band, the sign and the words
constexpr double kSign = 0.22;    // of the shorter side: an alert's triangle

constexpr Colour kTop{0.035, 0.09, 0.24};
constexpr Colour kBottom{0.02, 0.30, 0.38};
constexpr Colour kOrbit{0.45, 0.80, 0.93};
constexpr Colour kGold{1.0, 0.80, 0.32};
constexpr Colour kWhite{0.97, 0.98, 1.0};
constexpr Colour kPale{0.74, 0.86, 0.95};

constexpr Colour kAlertTop{0.30, 0.02, 0.04};
constexpr Colour kAlertBottom{0.52, 0.05, 0.05};
constexpr Colour kAmber{1.0, 0.76, 0.05};
constexpr Colour kAlmostBlack{0.09, 0.02, 0.02};
constexpr Colour kAlertPale{1.0, 0.87, 0.78};

void paint_gradient(cairo_t* pen, int height, const Colour& top, const Colour& bottom) {
  const Pattern gradient(cairo_pattern_create_linear(0, 0, 0, height));
  cairo_pattern_add_color_stop_rgb(gradient.get(), 0, top.red, top.green, top.blue);
  cairo_pattern_add_color_stop_rgb(gradient.get(), 1, bottom.red, bottom.green, bottom.blue);
  cairo_set_source(pen, gradient.get());
  cairo_paint(pen);
}

// The atom of the built-in card, large and faint, half out of the lower right corner.
void paint_atom(cairo_t* pen, int width, int height) {
  const double unit = std::min(width, height) / 100.0;
  constexpr double kLong = 58, kShort = 20;
  constexpr double kFaint = 0.13;
  const cairo_matrix_t upright = [&] {
    cairo_matrix_t matrix;
    cairo_get_matrix(pen, &matrix);
    return matrix;
  }();
  for (int orbit = 0; orbit < 3; ++orbit) {
    cairo_translate(pen, width - 16 * unit, height - 14 * unit);
    cairo_rotate(pen, orbit * std::numbers::pi / 3);
    cairo_scale(pen, kLong * unit, kShort * unit);
    cairo_new_path(pen);
    cairo_arc(pen, 0, 0, 1, 0, 2 * std::numbers::pi);
    cairo_set_matrix(pen, &upright);
    cairo_set_line_width(pen, 0.8 * unit);
    set_colour(pen, kOrbit, kFaint);
    cairo_stroke(pen);
  }
  cairo_new_path(pen);
  cairo_arc(pen, width - 16 * unit, height - 14 * unit, 5 * unit, 0, 2 * std::numbers::pi);
  set_colour(pen, kGold, kFaint);
  cairo_fill(pen);
}

// Amber and black stripes over the whole width, from `y` on.
void paint_band(cairo_t* pen, int width, double y, double height) {
  cairo_save(pen);
  cairo_rectangle(pen, 0, y, width, height);
  cairo_clip(pen);
  set_colour(pen, kAmber);
  cairo_paint(pen);
  set_colour(pen, kAlmostBlack);
  const double step = 1.6 * height;
  for (double x = -step; x < width + step; x += step) {
    cairo_move_to(pen, x, y + height);
    cairo_line_to(pen, x + height, y);
    cairo_line_to(pen, x + height + step / 2, y);
    cairo_line_to(pen, x + step / 2, y + height);
    cairo_close_path(pen);
  }
  cairo_fill(pen);
  cairo_restore(pen);
}

// A triangle with an exclamation mark, `size` high, its top at (x, y).
void paint_sign(cairo_t* pen, double x, double y, double size) {
  const double half = size / std::sqrt(3.0);
  const double round = 0.07 * size;
  cairo_set_line_join(pen, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width(pen, 2 * round);
  cairo_move_to(pen, x, y + 1.5 * round);
  cairo_line_to(pen, x + half - round, y + size - round);
  cairo_line_to(pen, x - half + round, y + size - round);
  cairo_close_path(pen);
  set_colour(pen, kAmber);
  cairo_fill_preserve(pen);
  cairo_stroke(pen);
  set_colour(pen, kAlmostBlack);
  const double wide = 0.062 * size;
  cairo_move_to(pen, x - wide, y + 0.36 * size);
  cairo_line_to(pen, x + wide, y + 0.36 * size);
  cairo_line_to(pen, x + 0.62 * wide, y + 0.70 * size);
  cairo_line_to(pen, x - 0.62 * wide, y + 0.70 * size);
  cairo_close_path(pen);
  cairo_fill(pen);
  cairo_arc(pen, x, y + 0.82 * size, wide, 0, 2 * std::numbers::pi);
  cairo_fill(pen);
}

}  // namespace

void set_colour(cairo_t* pen, const Colour& colour, double alpha) {
  cairo_set_source_rgba(pen, colour.red, colour.green, colour.blue, alpha);
}

Palette palette(bool alert) {
  if (alert) return {kAmber, kWhite, kAlertPale, kAmber};
  return {kWhite, kWhite, kPale, kGold};
}

void paint_ground(cairo_t* pen, int width, int height, bool alert) {
  const double side = std::min(width, height);
  if (!alert) {
    paint_gradient(pen, height, kTop, kBottom);
    paint_atom(pen, width, height);
    return;
  }
  paint_gradient(pen, height, kAlertTop, kAlertBottom);
  paint_band(pen, width, 0, kBand * side);
  paint_band(pen, width, height - kBand * side, kBand * side);
  const double size = kSign * side;
  if (width > height) {
    paint_sign(pen, kMargin * width + size / std::sqrt(3.0), (height - size) / 2.0, size);
  } else {
    paint_sign(pen, width / 2.0, (kBand + kClear) * side, size);
  }
}

Paragraph::Box room_for_words(int width, int height, bool alert) {
  Paragraph::Box room{kMargin * width, kMargin * height, (1 - 2 * kMargin) * width,
                      (1 - 2 * kMargin) * height};
  if (!alert) return room;
  const double side = std::min(width, height);
  const double sign = (kSign + kClear) * side;
  const double edge = std::max(kMargin * height, (kBand + kClear) * side);
  room.y = edge;
  room.height = height - 2 * edge;
  if (width > height) {
    const double beside = 2 / std::sqrt(3.0) * kSign * side + kClear * side;
    room.x += beside;
    room.width -= beside;
  } else {
    room.y = (kBand + kClear) * side + sign;
    room.height = height - edge - room.y;
  }
  return room;
}

}  // namespace kepu::player::lettering
