#include "player/sound_mix.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "player/sound_outlet.h"
#include "player/wire.h"

namespace kepu::player {
namespace {

using FrameTime = std::chrono::duration<std::int64_t, std::ratio<1, wire::kSoundRate>>;
constexpr auto kRamp = static_cast<std::int64_t>(kRampFrames);
constexpr float kSlope = 1.0F / static_cast<float>(kRampFrames);

std::int64_t frames_in(nanoseconds time) { return std::chrono::round<FrameTime>(time).count(); }

}  // namespace

void SoundMix::lay(Steady at) {
  origin_ = at;
  position_ = 0;
  clip_ = nullptr;
  sounds_ = false;
  risen_ = 0;
  last_ = {};
  tail_left_ = 0;
}

Steady SoundMix::at() const { return origin_ + std::chrono::round<nanoseconds>(FrameTime(position_)); }

SoundMix::Frames SoundMix::frames_until(Steady at) const { return frames_in(at - origin_); }

SoundMix::Piece SoundMix::piece(const Sounding& sounding) const {
  std::optional<Frames> end;
  if (sounding.end) end = frames_until(*sounding.end);
  if (end && position_ >= *end) {
    const Steady start = sounding.next_start.value_or(*sounding.end);
    return {sounding.next, frames_until(start), std::nullopt, static_cast<float>(sounding.next_gain),
            sounding.crossing};
  }
  Frames start = frames_until(sounding.start);
  if (sounding.clip == clip_ && std::abs(start - start_) <= frames_in(kNudgedMax)) start = start_;
  return {sounding.clip, start, end, static_cast<float>(sounding.gain), sounding.crossing};
}

// What its crossing leaves of a piece.
float SoundMix::share_at(const Piece& piece, Frames at) const {
  if (!piece.crossing) return 1;
  const Steady when = origin_ + std::chrono::round<nanoseconds>(FrameTime(at));
  const Crossing& crossing = *piece.crossing;
  const double share = when < crossing.middle ? crossing.leaving_gain(when) : crossing.arriving_gain(when);
  return static_cast<float>(share);
}

std::size_t SoundMix::render(const Sounding& sounding, Steady horizon, std::span<float> out) {
  const Piece now = piece(sounding);
  if (now.until) out = out.first(std::min(out.size(), static_cast<std::size_t>(*now.until - position_) * 2));
  skipped_ = false;
  const Taken taken = take(now, sounding.end && *sounding.end <= horizon, out);
  if (taken.frames == 0) return 0;
  out = out.first(taken.frames * 2);
  const bool same = now.clip == clip_ && now.start == start_ && taken.sounds == sounds_;
  if (!same || skipped_) cut();
  clip_ = now.clip;
  start_ = now.start;
  sounds_ = taken.sounds;
  if (taken.sounds) shape(now, out);
  add_tail(out);
  position_ += static_cast<Frames>(taken.frames);
  last_ = {out[out.size() - 2], out[out.size() - 1]};
  return taken.frames;
}

SoundMix::Taken SoundMix::take(const Piece& piece, bool silence_will_do, std::span<float> out) {
  const auto silence = [&](std::size_t frames) {
    std::fill_n(out.begin(), frames * 2, 0.0F);
    return Taken{frames, false};
  };
  const std::size_t room = out.size() / 2;
  if (piece.clip != nullptr) {
    const Frames wanted = position_ - piece.start;
    Frames position = static_cast<Frames>(piece.clip->sound_position());
    if (wanted < position) return silence(std::min(room, static_cast<std::size_t>(position - wanted)));
    if (wanted > position) {
      position += static_cast<Frames>(skip_sound(*piece.clip, static_cast<std::uint64_t>(wanted)));
      skipped_ = true;
    }
    if (position == wanted) {
      if (const std::size_t got = piece.clip->read_sound(out); got > 0) return {got, true};
    }
  }
  // No sound (left) in this clip: silence, but only where the next one's must follow without a hole.
  return piece.until && silence_will_do ? silence(room) : Taken{};
}

void SoundMix::cut() {
  risen_ = 0;
  share_ = 1;
  tail_ = last_;
  tail_left_ = kRamp;
}

// Gain, the rise after a cut, the fall before an end, and a crossing. What becomes known late does not make a
// step.
void SoundMix::shape(const Piece& piece, std::span<float> out) {
  const auto frames = static_cast<Frames>(out.size() / 2);
  for (Frames i = 0; i < frames; ++i) {
    const Frames left = piece.until ? *piece.until - position_ - i - 1 : kRamp;  // after this frame
    if (risen_ == kRamp && left >= kRamp && piece.gain == 1 && share_ == 1 && !piece.crossing) {
      i = piece.until ? std::min(frames, i + left - kRamp) : frames;
      continue;
    }
    risen_ = std::max(std::min({risen_ + 1, kRamp, left}), risen_ - 1);
    share_ += std::clamp(share_at(piece, position_ + i) - share_, -kSlope, kSlope);
    const float factor = piece.gain * share_ * (static_cast<float>(risen_) * kSlope);
    out[static_cast<std::size_t>(i) * 2] *= factor;
    out[static_cast<std::size_t>(i) * 2 + 1] *= factor;
  }
}

void SoundMix::add_tail(std::span<float> out) {
  for (std::size_t i = 0; tail_left_ > 0 && i < out.size(); i += 2) {
    const float part = static_cast<float>(--tail_left_) / static_cast<float>(kRamp);
    out[i] += tail_[0] * part;
    out[i + 1] += tail_[1] * part;
  }
}

void SoundMix::pass_over(const Sounding& sounding, Steady until) {
  if (sounding.clip == nullptr) return;
  const Frames wanted = frames_in(until - sounding.start);
  const auto position = static_cast<Frames>(sounding.clip->sound_position());
  if (wanted > position) skip_sound(*sounding.clip, static_cast<std::uint64_t>(wanted));
}

}  // namespace kepu::player
