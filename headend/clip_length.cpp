#include "headend/clip_length.h"

#include <algorithm>

namespace kepu::headend {
namespace {

constexpr std::size_t kReorderMax = 16;  // H.264 and HEVC hold back at most as many
constexpr nanoseconds kJump = std::chrono::seconds(10);

}  // namespace

void ClipLength::add(std::optional<nanoseconds> timestamp, nanoseconds duration) {
  const bool plausible = duration > nanoseconds(0) && duration <= kJump;
  const nanoseconds own = plausible ? duration : frame_;
  if (!timestamp) timestamp = last_added_ ? *last_added_ + frame_ : nanoseconds(0);
  last_added_ = timestamp;
  waiting_.push({*timestamp, own});
  if (waiting_.size() <= kReorderMax) return;
  show(waiting_.top());
  waiting_.pop();
}

void ClipLength::show(const Picture& picture) {
  if (!begun_) {
    begun_ = true;
    base_ = picture.at;
    end_ = picture.duration;
    return;
  }
  nanoseconds at = picture.at - base_;
  if (at <= last_ || at - end_ > kJump) {
    at = std::max(end_, last_ + nanoseconds(1));
    base_ = picture.at - at;
  }
  last_ = at;
  end_ = at + picture.duration;
}

milliseconds ClipLength::finish() {
  for (; !waiting_.empty(); waiting_.pop()) show(waiting_.top());
  return std::chrono::round<milliseconds>(end_);
}

}  // namespace kepu::headend
