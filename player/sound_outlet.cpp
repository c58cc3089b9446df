#include "player/sound_outlet.h"

#include <algorithm>

namespace kepu::player {

std::uint64_t SoundOutlet::next_read(const DeviceReading& reading) const {
  return std::max(reading.read, discarded_.load(std::memory_order_relaxed));
}

// Data are stored after the odd turn and loaded before the second look at it: release and acquire on each of
// them keep that order without fences, which ThreadSanitizer does not know.
void SoundOutlet::publish(const DeviceReading& reading) {
  const std::uint32_t turn = turn_.load(std::memory_order_relaxed);
  turn_.store(turn + 1, std::memory_order_relaxed);
  open_.store(reading.open, std::memory_order_release);
  device_.store(reading.device, std::memory_order_release);
  at_.store(reading.at.time_since_epoch().count(), std::memory_order_release);
  read_.store(reading.read, std::memory_order_release);
  calls_.store(reading.calls, std::memory_order_release);
  dry_.store(reading.dry, std::memory_order_release);
  latency_.store(reading.latency.count(), std::memory_order_release);
  turn_.store(turn + 2, std::memory_order_release);
}

DeviceReading SoundOutlet::reading() const {
  for (;;) {
    const std::uint32_t turn = turn_.load(std::memory_order_acquire);
    DeviceReading reading;
    reading.open = open_.load(std::memory_order_acquire);
    reading.device = device_.load(std::memory_order_acquire);
    reading.at = Steady(nanoseconds(at_.load(std::memory_order_acquire)));
    reading.read = read_.load(std::memory_order_acquire);
    reading.calls = calls_.load(std::memory_order_acquire);
    reading.dry = dry_.load(std::memory_order_acquire);
    reading.latency = nanoseconds(latency_.load(std::memory_order_acquire));
    if (turn % 2 == 0 && turn_.load(std::memory_order_relaxed) == turn) return reading;
  }
}

void SoundOutlet::opened(Steady now, nanoseconds latency) {
  ring_.skip_to(ring_.written());
  last_ = {};
  tail_left_ = 0;
  fader_.start();
  newest_.open = true;
  ++newest_.device;
  newest_.at = now;
  newest_.calls = 0;
  newest_.read = ring_.read();
  newest_.latency = latency;
  publish(newest_);
}

void SoundOutlet::closed() {
  newest_.open = false;
  publish(newest_);
}

void SoundOutlet::fall_off(std::array<float, 2> from) {
  tail_ = from;
  tail_left_ = kRampFrames;
}

void SoundOutlet::add_tail(std::span<float> out) {
  for (std::size_t i = 0; tail_left_ > 0 && i < out.size(); i += 2) {
    const float part = static_cast<float>(--tail_left_) / static_cast<float>(kRampFrames);
    out[i] += tail_[0] * part;
    out[i + 1] += tail_[1] * part;
  }
}

void SoundOutlet::pull(std::span<float> out, Steady now) {
  const std::uint64_t discarded = discarded_.load(std::memory_order_acquire);
  if (discarded > ring_.read()) {
    ring_.skip_to(discarded);
    fall_off(last_);
  }
  const std::size_t count = ring_.pull(out) * 2;
  add_tail(out.first(count));
  std::fill(out.begin() + static_cast<std::ptrdiff_t>(count), out.end(), 0.0F);
  if (count < out.size()) {
    if (count > 0) last_ = {out[count - 2], out[count - 1]};
    const bool sounding = last_ != std::array<float, 2>{};
    if (sounding && (count > 0 || tail_left_ == 0)) fall_off(last_);
    add_tail(out.subspan(count));
    ++newest_.dry;
  }
  if (!out.empty()) last_ = {out[out.size() - 2], out[out.size() - 1]};
  fader_.apply(out);
  newest_.at = now;
  newest_.read = ring_.read();
  ++newest_.calls;
  publish(newest_);
}

}  // namespace kepu::player
