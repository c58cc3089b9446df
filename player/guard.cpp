#include "player/guard.h"

#include <fstream>
#include <system_error>

#include "config/log.h"
#include "player/playout.h"

namespace kepu::player {

void Attempts::begin(const config::AssetId& id) {
  open_.push_back(id);
  write();
}

void Attempts::end(const config::AssetId& id) {
  const auto found = std::find(open_.begin(), open_.end(), id);
  if (found == open_.end()) return;
  open_.erase(found);
  write();
}

// No fsync: it lies on tmpfs, and must not be waited for where it does not.
void Attempts::write() const {
  if (note_.empty()) return;
  const std::filesystem::path temp = note_.string() + ".tmp";
  std::ofstream(temp, std::ios::binary) << print_note({boot_, open_});
  std::error_code error;
  std::filesystem::rename(temp, note_, error);
  if (error) log(Level::warning, note_.string() + ": cannot be written: " + error.message());
}

GuardedClip::GuardedClip(config::AssetId id, Start start, Attempts& attempts, const Clock& clock)
    : id_(id), start_(std::move(start)), attempts_(&attempts), clock_(&clock), asked_(clock.steady()) {
  waiting_since_ = asked_;
  attempts_->begin(id_);
  if (!attempts_->cleared(id_)) attempts_->tell({id_, Experience::What::wants_to_open, {}});
  start_if_cleared();
}

GuardedClip::~GuardedClip() {
  watch(clock_->steady());
  if (!told_) {
    const auto reason = hung(clock_->steady());
    attempts_->tell({id_, reason ? Experience::What::hung : Experience::What::closed, reason.value_or("")});
  }
  attempts_->end(id_);
}

void GuardedClip::start_if_cleared() {
  const Steady now = clock_->steady();
  if (!attempts_->cleared(id_) && now - asked_ < kPatience) return;
  waiting_since_ = now;
  auto clip = std::exchange(start_, nullptr)();
  if (clip) {
    clip_ = std::move(*clip);
  } else {
    status_ = Failed{clip.error().message};
  }
}

void GuardedClip::pump() {
  if (start_) start_if_cleared();
  if (!clip_) return;
  clip_->pump();
  watch(clock_->steady());
}

void GuardedClip::watch(Steady now) {
  if (!clip_) return;
  const ClipStatus& status = clip_->status();
  const bool has_frame = clip_->peek() != nullptr;
  had_frame_ |= has_frame;
  if (has_frame || status.index() != stage_) waiting_since_ = now;
  stage_ = status.index();
  if (told_) return;
  const auto* failed = std::get_if<Failed>(&status);
  if (failed != nullptr && failed->misbehaved) {
    attempts_->tell({id_, Experience::What::crashed, failed->reason});
    told_ = true;
  } else if (std::holds_alternative<Ended>(status) && !has_frame) {
    attempts_->tell({id_, Experience::What::played_to_end, {}});
    told_ = true;
  }
}

// The deadlines are the stage's: who is closed after them was given up.
std::optional<std::string> GuardedClip::hung(Steady now) const {
  if (!clip_) return std::nullopt;
  const nanoseconds waited = now - waiting_since_;
  const bool opening = std::holds_alternative<Opening>(clip_->status());
  if (opening && waited >= kOpenDeadline) return "not opened within 5 s";
  if (!std::holds_alternative<Opened>(clip_->status())) return std::nullopt;
  if (!had_frame_ && waited >= kFirstFrameDeadline) return "no first picture within 3 s";
  if (had_frame_ && waited >= kNextFrameDeadline) return "stalled";
  return std::nullopt;
}

}  // namespace kepu::player
