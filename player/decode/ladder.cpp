#include "player/decode/ladder.h"

#include <algorithm>
#include <utility>

namespace kepu::player::decode {
namespace {

constexpr std::size_t kKeptBytesMax = std::size_t{64} << 20U;

bool is_key(const PacketPtr& packet) { return packet && (packet->flags & AV_PKT_FLAG_KEY) != 0; }

}  // namespace

Result<std::unique_ptr<Ladder>> Ladder::open(std::vector<Rung> rungs) {
  std::unique_ptr<Ladder> ladder(new Ladder(std::move(rungs)));
  for (;; ++ladder->at_) {
    auto opened = ladder->rungs_[ladder->at_].open();
    if (opened) {
      ladder->decoder_ = std::move(*opened);
      return ladder;
    }
    if (ladder->is_last()) return opened.error();
  }
}

Result<void> Ladder::step_down() {
  while (!is_last()) {
    ++at_;
    auto opened = rungs_[at_].open();
    if (!opened && is_last()) return opened.error();
    if (!opened) continue;
    decoder_ = std::move(*opened);
    sent_ = 0;
    again_until_ = given_;
    return {};
  }
  return Error{Kind::broken, "no decoder is left"};
}

Result<void> Ladder::send(const AVPacket* packet, bool unseen) {
  if (is_last() && kept_.empty()) return decoder_->send(packet, unseen);
  PacketPtr copy(packet != nullptr ? av_packet_clone(packet) : nullptr);
  if (packet != nullptr && !copy) return Error{Kind::full, "no memory for a packet"};
  kept_bytes_ += copy ? static_cast<std::size_t>(copy->size) : 0;
  // Without times nobody could tell which pictures were given already.
  const bool timeless = copy && copy->pts == AV_NOPTS_VALUE;
  kept_.push_back({std::move(copy), unseen});
  while (timeless && !is_last()) {
    if (auto stepped = step_down(); !stepped) return stepped;
  }
  return feed();
}

// Sends one packet that is kept. What the last rung has taken is not needed again.
Result<void> Ladder::feed() {
  const Kept& next = kept_[sent_];
  ++sent_;
  auto sent = decoder_->send(next.packet.get(), next.unseen);
  if (!sent) return is_last() ? sent : step_down();
  if (is_last()) forget(sent_);
  if (kept_bytes_ > kKeptBytesMax) forget(sent_);
  return {};
}

Result<Decoder::Got> Ladder::receive(AVFrame& frame) {
  for (;;) {
    auto got = decoder_->receive(frame);
    if (!got) {
      if (is_last()) return got;
      if (auto stepped = step_down(); !stepped) return stepped.error();
      continue;
    }
    if (*got == Got::picture && frame.best_effort_timestamp != AV_NOPTS_VALUE) {
      if (again_until_ && frame.best_effort_timestamp <= *again_until_) continue;
      again_until_.reset();
      note_given(frame.best_effort_timestamp);
    }
    if (*got != Got::nothing_yet || sent_ == kept_.size()) return got;
    if (auto fed = feed(); !fed) return fed.error();
  }
}

// Pictures before `timestamp` are never wanted again: nor is what lies before the last keyframe up to it.
void Ladder::note_given(std::int64_t timestamp) {
  given_ = timestamp;
  for (std::size_t i = std::min(sent_, kept_.size()); i-- > 1;) {
    if (!is_key(kept_[i].packet) || kept_[i].packet->pts > timestamp) continue;
    forget(i);
    return;
  }
}

void Ladder::forget(std::size_t count) {
  for (; count > 0; --count, --sent_) {
    if (kept_.front().packet) kept_bytes_ -= static_cast<std::size_t>(kept_.front().packet->size);
    kept_.pop_front();
  }
}

void Ladder::flush() {
  decoder_->flush();
  kept_.clear();
  kept_bytes_ = 0;
  sent_ = 0;
  given_.reset();
  again_until_.reset();
}

}  // namespace kepu::player::decode
