#include "player/crossing.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace kepu::player {

using config::TransitionKind;

double Crossing::progress(Steady at) const {
  const auto passed = static_cast<double>((at - begin()).count());
  return std::clamp(passed / static_cast<double>(nanoseconds(how.length).count()), 0.0, 1.0);
}

Picture Crossing::picture(const Layer& leaving, const Layer& arriving, Steady at) const {
  const double x = progress(at);
  if (x <= 0) return {leaving};
  if (x >= 1) return {arriving};
  const bool fade = how.kind == TransitionKind::fade;
  const Layer colour = Plain{how.colour};
  if (x < 0.5) return {leaving, fade ? colour : arriving, fade ? 2 * x : x};
  return {arriving, fade ? colour : leaving, fade ? 2 * (1 - x) : 1 - x};
}

double Crossing::leaving_gain(Steady at) const {
  const double x = progress(at);
  return how.kind == TransitionKind::fade ? std::max(0.0, 1 - 2 * x) : std::cos(x * std::numbers::pi / 2);
}

double Crossing::arriving_gain(Steady at) const {
  const double x = progress(at);
  return how.kind == TransitionKind::fade ? std::max(0.0, 2 * x - 1) : std::sin(x * std::numbers::pi / 2);
}

std::optional<Crossing> crossing_at(Steady boundary, config::Transition how, nanoseconds leaving_length,
                                    nanoseconds arriving_length) {
  if (how.kind == TransitionKind::cut) return std::nullopt;
  const auto most = std::chrono::floor<milliseconds>(std::min(leaving_length, arriving_length));
  how.length = std::min(how.length, most);
  if (how.length <= milliseconds(0)) return std::nullopt;
  return Crossing{how, boundary};
}

}  // namespace kepu::player
