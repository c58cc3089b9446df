#include "player/sound.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace kepu::player {
namespace {

constexpr std::size_t kBlock = 1024;  // sample frames

nanoseconds time_of(std::int64_t frames) { return nanoseconds(frames * 1'000'000'000 / wire::kSoundRate); }

using Frames = std::chrono::duration<std::int64_t, std::ratio<1, wire::kSoundRate>>;

std::int64_t frames_in(nanoseconds time) { return std::chrono::round<Frames>(time).count(); }

nanoseconds absolute(nanoseconds time) { return time < nanoseconds{} ? -time : time; }

}  // namespace

SoundLine::Piece SoundLine::piece_at(Steady at, const Sounding& sounding, Steady until) {
  if (sounding.end && at >= *sounding.end) return {sounding.next, sounding.next_start, until};
  return {sounding.clip, sounding.start, sounding.end ? std::min(until, *sounding.end) : until};
}

void SoundLine::feed(Steady now, const Sounding& sounding, SoundRing& ring, nanoseconds latency) {
  const Steady heard = now + time_of(static_cast<std::int64_t>(ring.filled())) + latency;
  if (ring.filled() == 0 || absolute(heard - line_end_) > kSoundOutMax) line_end_ = heard;
  const Steady until = now + kSoundLead;
  while (line_end_ < until) {
    const Piece piece = piece_at(line_end_, sounding, until);
    const auto frames =
        static_cast<std::size_t>(std::max<std::int64_t>(frames_in(piece.until - line_end_), 1));
    const std::size_t made = fill(piece, sounding, std::min({frames, kBlock, ring.room()}));
    if (made == 0) return;
    ring.push(std::span(block_).first(made * wire::kSoundChannels));
    line_end_ += time_of(static_cast<std::int64_t>(made));
    // A boundary lies between samples: what is left of the piece is less than one.
    if (made == frames) line_end_ = std::max(line_end_, piece.until);
  }
}

// Puts at most `frames` sample frames of the piece into block_. 0: nothing can be said yet.
std::size_t SoundLine::fill(const Piece& piece, const Sounding& sounding, std::size_t frames) {
  block_.assign(frames * wire::kSoundChannels, 0.0F);
  if (frames == 0 || piece.clip == nullptr) return 0;
  const std::int64_t wanted = frames_in(line_end_ - piece.start);
  auto position = static_cast<std::int64_t>(piece.clip->sound_position());
  if (wanted < position)
    return std::min(frames, static_cast<std::size_t>(position - wanted));  // silence until then
  while (position < wanted) {
    const auto skip = static_cast<std::size_t>(
        std::min<std::int64_t>(wanted - position, static_cast<std::int64_t>(frames)));
    const std::size_t got = piece.clip->read_sound(std::span(block_).first(skip * wire::kSoundChannels));
    if (got == 0) break;
    position += static_cast<std::int64_t>(got);
  }
  std::size_t got = 0;
  if (position == wanted) got = piece.clip->read_sound(block_);
  for (float& sample : std::span(block_).first(got * wire::kSoundChannels)) sample *= volume_;
  std::fill(block_.begin() + static_cast<std::ptrdiff_t>(got * wire::kSoundChannels), block_.end(), 0.0F);
  if (got > 0) return got;
  // No sound (left) in this clip: silence, but only where the next one's must follow without a hole.
  return sounding.end && piece.until == *sounding.end ? frames : 0;
}

}  // namespace kepu::player
