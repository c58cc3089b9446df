#include "player/decode/sound_writer.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace kepu::player::decode {
namespace {

// Timestamps of real files jitter by less than this; what differs by more is a hole or an overlap.
constexpr double kToleranceS = 0.02;
constexpr double kHoleMaxS = 600;  // a wilder timestamp is damage, not silence

}  // namespace

std::uint64_t SoundWriter::room() const {
  const std::uint64_t read = control_->sound_read.load(std::memory_order_acquire);
  const std::uint64_t written = control_->sound_written.load(std::memory_order_relaxed);
  return wire::kSoundCapacity - (written - read);
}

std::uint64_t SoundWriter::buffered() const {
  return wire::kSoundCapacity - room() + overflow_.size() / wire::kSoundChannels;
}

void SoundWriter::flush() {
  const std::uint64_t frames = std::min<std::uint64_t>(room(), overflow_.size() / wire::kSoundChannels);
  if (frames == 0) return;
  const std::uint64_t written = control_->sound_written.load(std::memory_order_relaxed);
  const std::uint64_t at = written % wire::kSoundCapacity;
  const std::uint64_t first = std::min(frames, wire::kSoundCapacity - at);
  constexpr std::size_t kFrameBytes = wire::kSoundChannels * sizeof(float);
  std::memcpy(ring_ + at * wire::kSoundChannels, overflow_.data(), first * kFrameBytes);
  std::memcpy(ring_, overflow_.data() + first * wire::kSoundChannels, (frames - first) * kFrameBytes);
  control_->sound_written.store(written + frames, std::memory_order_release);
  overflow_.erase(overflow_.begin(),
                  overflow_.begin() + static_cast<std::ptrdiff_t>(frames * wire::kSoundChannels));
}

Result<void> SoundWriter::prepare(const AVFrame& frame) {
  if (resampler_ && frame.sample_rate == rate_ && frame.format == format_ &&
      av_channel_layout_compare(&frame.ch_layout, &layout_) == 0) {
    return {};
  }
  AVChannelLayout stereo{};
  av_channel_layout_default(&stereo, wire::kSoundChannels);
  layout_ = AVChannelLayout{};
  av_channel_layout_default(&layout_, frame.ch_layout.nb_channels);
  if (frame.ch_layout.order == AV_CHANNEL_ORDER_NATIVE)
    av_channel_layout_from_mask(&layout_, frame.ch_layout.u.mask);
  SwrContext* made = nullptr;
  const int code =
      swr_alloc_set_opts2(&made, &stereo, AV_SAMPLE_FMT_FLT, wire::kSoundRate, &layout_,
                          static_cast<AVSampleFormat>(frame.format), frame.sample_rate, 0, nullptr);
  resampler_.reset(made);
  if (code < 0 || swr_init(resampler_.get()) < 0) {
    resampler_.reset();
    return Error{Kind::invalid, "its sound cannot be resampled"};
  }
  rate_ = frame.sample_rate;
  format_ = frame.format;
  return {};
}

// Makes the next sample that is produced the one for `at` seconds after the first picture.
void SoundWriter::align(double at) {
  const double ahead = at - static_cast<double>(produced_) / wire::kSoundRate;
  if (produced_ > 0 && std::abs(ahead) < kToleranceS) return;
  if (std::abs(ahead) > kHoleMaxS) return;
  const auto samples = static_cast<std::int64_t>(std::llround(ahead * wire::kSoundRate));
  if (samples > 0) {
    overflow_.insert(overflow_.end(), static_cast<std::size_t>(samples) * wire::kSoundChannels, 0.0F);
    produced_ += static_cast<std::uint64_t>(samples);
  } else {
    skip_ = -samples;
  }
}

Result<void> SoundWriter::write(const AVFrame& frame, AVRational time_base, double first_picture) {
  if (auto ready = prepare(frame); !ready) return ready;
  if (frame.best_effort_timestamp != AV_NOPTS_VALUE) {
    const auto delay =
        static_cast<double>(swr_get_delay(resampler_.get(), wire::kSoundRate)) / wire::kSoundRate;
    align(static_cast<double>(frame.best_effort_timestamp) * av_q2d(time_base) - first_picture - delay);
  }
  const int capacity = swr_get_out_samples(resampler_.get(), frame.nb_samples);
  if (capacity < 0) return Error{Kind::invalid, "its sound cannot be resampled"};
  converted_.resize(static_cast<std::size_t>(capacity) * wire::kSoundChannels);
  auto* out = reinterpret_cast<std::uint8_t*>(converted_.data());
  const int got = swr_convert(resampler_.get(), &out, capacity,
                              const_cast<const std::uint8_t**>(frame.extended_data), frame.nb_samples);
  if (got < 0) return Error{Kind::invalid, "its sound cannot be resampled: " + error_text(got)};
  const std::int64_t skipped = std::min<std::int64_t>(skip_, got);
  skip_ -= skipped;
  overflow_.insert(overflow_.end(), converted_.begin() + skipped * wire::kSoundChannels,
                   converted_.begin() + got * static_cast<std::ptrdiff_t>(wire::kSoundChannels));
  produced_ += static_cast<std::uint64_t>(got - skipped);
  flush();
  return {};
}

}  // namespace kepu::player::decode
