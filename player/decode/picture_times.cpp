#include "player/decode/picture_times.h"

#include <algorithm>

namespace kepu::player::decode {
namespace {

constexpr AVRational kNs{1, 1'000'000'000};
constexpr std::int64_t kJumpNs = std::int64_t{10} * 1'000'000'000;
constexpr std::int64_t kDurationMaxNs = kJumpNs;

}  // namespace

PictureTimes::PictureTimes(AVRational time_base, AVRational frame_rate)
    : time_base_(time_base),
      frame_ns_(frame_rate.num > 0 ? av_rescale_q(1, av_inv_q(frame_rate), kNs) : 40'000'000) {
  frame_ns_ = std::clamp<std::int64_t>(frame_ns_, 1'000'000, kDurationMaxNs);
}

std::int64_t PictureTimes::to_ns(std::int64_t units) const { return av_rescale_q(units, time_base_, kNs); }

void PictureTimes::sought() {
  sought_ = true;
  last_ns_ = -1;
  end_ns_ = 0;
}

PictureTime PictureTimes::next(std::int64_t timestamp, std::int64_t duration) {
  const bool known = timestamp != AV_NOPTS_VALUE;
  const std::int64_t own_ns = duration > 0 ? to_ns(duration) : 0;
  const std::int64_t duration_ns = own_ns > 0 && own_ns <= kDurationMaxNs ? own_ns : frame_ns_;
  std::int64_t pts_ns = 0;
  if (!begun_) {
    begun_ = true;
    base_ns_ = known ? to_ns(timestamp) : 0;
    first_seconds_ = known ? static_cast<double>(timestamp) * av_q2d(time_base_) : 0;
  } else {
    pts_ns = known ? to_ns(timestamp) - base_ns_ : end_ns_;
    if (pts_ns <= last_ns_ || (pts_ns - end_ns_ > kJumpNs && !sought_)) {
      pts_ns = std::max(end_ns_, last_ns_ + 1);
      if (known) base_ns_ = to_ns(timestamp) - pts_ns;
    }
  }
  sought_ = false;
  last_ns_ = pts_ns;
  end_ns_ = pts_ns + duration_ns;
  return {pts_ns, duration_ns};
}

}  // namespace kepu::player::decode
