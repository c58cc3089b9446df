#include "player/playout.h"

#include <algorithm>
#include <utility>

namespace kepu::player {
namespace {

using std::chrono::seconds;

// A picture is drawn at most this long before it is due: further ahead the plan may still change.
constexpr nanoseconds kDrawAhead = milliseconds(50);
// When to wake for that: early enough for the slowest conversion of a first frame.
constexpr nanoseconds kDrawLead = milliseconds(30);
// A boundary that is noticed later than this is not made up for: the clip starts now, from its first frame.
constexpr nanoseconds kBoundarySlack = milliseconds(8);
// A clip that lags more than this has its clock moved instead of dropping for ever.
constexpr nanoseconds kLagMax = seconds(1);
// At the start: how long the screen may stay empty while the first clip is being opened.
constexpr nanoseconds kFirstCardAfter = seconds(1);
constexpr nanoseconds kRetry = seconds(1);
constexpr int kFailuresBeforePause = 3;

Wall at_wall(Steady at, Steady now, Wall wall) { return wall + std::chrono::round<milliseconds>(at - now); }

bool same_item(const Cue& a, const Cue& b) {
  return a.shows == b.shows && a.path == b.path && a.id == b.id && a.entry == b.entry &&
         a.slot.start == b.slot.start && a.still == b.still && a.length == b.length;
}

}  // namespace

Decision Playout::tick(Steady now, Wall wall) {
  if (on_ && on_->clip) on_->clip->pump();
  prepare(now, wall);
  const bool ready = next_is_ready(now, wall);

  Decision decision;
  const auto wait_for = [&](Steady at) { decision.wake_at = std::min(decision.wake_at, at); };
  decision.wake_at = now + seconds(1);
  if (on_) {
    if (auto show = show_next_frame(now)) {
      decision.show = show;
      return decision;
    }
    const Frame* queued = on_->clip && !on_->cue.still ? on_->clip->peek() : nullptr;
    const auto end = boundary(now);
    if (end && *end - now <= kDrawAhead) {
      decision.show = ready ? change_over(*end, now, wall) : fall_back(*end, now, wall);
      if (decision.show || finished_) return decision;
      wait_for(std::max(*end, now + milliseconds(20)));
    } else if (end) {
      wait_for(*end - kDrawLead);
    } else if (queued != nullptr) {
      wait_for(on_->start + queued->pts().time_since_epoch() - kDrawLead);
    } else {
      wait_for(stall_deadline());
      decision.listen[0] = on_->clip->fd();
    }
  } else {
    decision.show = ready ? change_over(now, now, wall) : fall_back(now, now, wall);
    if (decision.show || finished_) return decision;
  }
  if (next_ && !ready) {
    wait_for(next_deadline());
    decision.listen[1] = next_->clip->fd();
  } else if (!next_ && !nothing_next_) {
    wait_for(std::max(now, retry_at_));
  }
  return decision;
}

// ---- what comes next
// ------------------------------------------------------------------------------------------------

void Playout::prepare(Steady now, Wall wall) {
  if (next_ || now < retry_at_) return;
  auto cue = programme_.next(expected_end(now, wall), last_, last_after_);
  nothing_next_ = !cue;
  if (!cue) {
    retry_at_ = now + kRetry;
    return;
  }
  if (cue->shows != scheduler::Shows::asset) {
    next_ = Prepared{std::move(*cue), nullptr, now, true};
    return;
  }
  auto clip = open_clip_(*cue);
  if (clip) {
    next_ = Prepared{std::move(*cue), std::move(*clip), now, false};
  } else {
    pass_over(*cue, clip.error().message, false, now, wall);
  }
}

Wall Playout::expected_end(Steady now, Wall wall) const {
  if (!on_) return wall;
  if (const auto end = sounding().end) return at_wall(*end, now, wall);
  const nanoseconds planned = on_->cue.slot.end - on_->cue.slot.start;
  return std::max(wall, at_wall(on_->start + planned, now, wall));
}

bool Playout::next_is_ready(Steady now, Wall wall) {
  if (!next_) return false;
  if (!next_->clip) return true;
  next_->clip->pump();
  if (next_->clip->peek() != nullptr) return true;
  const ClipStatus& status = next_->clip->status();
  if (const auto* failed = std::get_if<Failed>(&status)) {
    pass_over(next_->cue, failed->reason, failed->damaged, now, wall);
    return false;
  }
  if (std::holds_alternative<Opened>(status) && !next_->open) {
    next_->open = true;
    next_->since = now;
  }
  if (now >= next_deadline()) {
    pass_over(next_->cue, next_->open ? "no first picture within 3 s" : "not opened within 5 s", false, now,
              wall);
  }
  return false;
}

Steady Playout::next_deadline() const {
  return next_->since + (next_->open ? kFirstFrameDeadline : kOpenDeadline);
}

void Playout::pass_over(Cue cue, std::string reason, bool damaged, Steady now, Wall wall) {
  aired_.push_back({cue.slot.start, cue.asset, cue.id ? cue.id->hex() : "", cue.entry, wall, wall, 0, 0,
                    "failed: " + std::move(reason)});
  if (damaged && cue.id) damaged_.push_back(*cue.id);
  last_ = std::move(cue);
  last_after_ = After::failed;
  next_.reset();
  if (++failures_in_a_row_ >= kFailuresBeforePause) retry_at_ = now + kRetry;
}

void Playout::set_programme(Programme programme, Steady now, Wall wall) {
  programme_ = std::move(programme);
  nothing_next_ = false;
  retry_at_ = {};
  // A planned card or darkness ends when the new plan has something else for now.
  if (on_ && !on_->clip) {
    const auto cue = programme_.next(wall, std::nullopt, After::aired);
    if (cue && cue->shows == on_->cue.shows) {
      on_->cue.length = now - on_->start + *cue->length;
    } else {
      on_->cue.length = now - on_->start;
      last_.reset();
    }
  }
  if (!next_) return;
  const auto cue = programme_.next(expected_end(now, wall), last_, last_after_);
  if (!cue || !same_item(*cue, next_->cue)) next_.reset();
}

// ---- what is on
// -----------------------------------------------------------------------------------------------------

std::optional<Show> Playout::show_next_frame(Steady now) {
  OnAir& on = *on_;
  if (!on.clip || on.cue.still) return std::nullopt;
  while (const Frame* queued = on.clip->peek()) {
    if (on.cue.length && queued->pts().time_since_epoch() >= *on.cue.length) return std::nullopt;
    Steady due = on.start + queued->pts().time_since_epoch();
    if (due - now > kDrawAhead) return std::nullopt;
    std::optional<Frame> frame = on.clip->pop();
    const Frame* later = on.clip->peek();
    if (later != nullptr && on.start + later->pts().time_since_epoch() <= now) {
      ++on.dropped;
      on.last_end = due + frame->duration();
      continue;
    }
    if (now - due > kLagMax) {
      on.start += now - due;
      due = now;
    }
    on.last_duration = frame->duration();
    on.last_end = due + on.last_duration;
    on.front = std::move(frame);
    return Show{&*on.front, due};
  }
  return std::nullopt;
}

// When what is on is over; nothing while that is not known.
std::optional<Steady> Playout::boundary(Steady now) const {
  const OnAir& on = *on_;
  if (!on.clip || on.cue.still) return on.start + on.cue.length.value_or(nanoseconds{});
  if (const Frame* queued = on.clip->peek()) {
    const bool cut = on.cue.length && queued->pts().time_since_epoch() >= *on.cue.length;
    return cut ? std::optional(on.start + *on.cue.length) : std::nullopt;
  }
  const ClipStatus& status = on.clip->status();
  if (std::holds_alternative<Ended>(status) || std::holds_alternative<Failed>(status)) return on.last_end;
  if (now >= stall_deadline()) return now;
  return std::nullopt;
}

Steady Playout::stall_deadline() const {
  return on_->last_end + std::max<nanoseconds>(kNextFrameDeadline, 5 * on_->last_duration);
}

std::string Playout::outcome(Steady now) const {
  const OnAir& on = *on_;
  if (on.clip && !on.cue.still) {
    if (const auto* failed = std::get_if<Failed>(&on.clip->status())) return "failed: " + failed->reason;
    if (!std::holds_alternative<Ended>(on.clip->status()) && on.clip->peek() == nullptr &&
        now >= stall_deadline()) {
      return "failed: stalled, no picture for " +
             std::to_string(std::chrono::duration_cast<milliseconds>(now - on.last_end).count()) + " ms";
    }
  }
  return on.cue.slot.cut ? "cut" : "aired";
}

// Takes `next_` on air. Its first frame is due at the very end of the one before, or now if that has passed.
std::optional<Show> Playout::change_over(Steady end, Steady now, Wall wall) {
  const bool on_time = on_ && now <= end + kBoundarySlack;
  const Steady start = on_time ? end : now;
  if (on_) finish_on_air(outcome(now), at_wall(start, now, wall));
  OnAir& on = on_.emplace();
  on.cue = std::move(next_->cue);
  on.clip = std::move(next_->clip);
  on.start = start;
  on.chained = on_time;
  next_.reset();
  ++items_;
  last_ = on.cue;
  last_after_ = After::aired;
  card_on_ = false;
  empty_since_.reset();
  if (!on.clip) {
    const bool dark = on.cue.shows == scheduler::Shows::dark;
    return Show{dark ? Picture(Dark{}) : Picture(Card{}), start};
  }
  on.front = on.clip->pop();
  on.last_duration = on.front->duration();
  on.last_end = start + on.last_duration;
  return Show{&*on.front, start};
}

// Nothing is ready although it should be: hold the last picture, then the built-in card. Never black.
std::optional<Show> Playout::fall_back(Steady end, Steady now, Wall wall) {
  if (on_ && now < end) return std::nullopt;
  if (nothing_next_ && programme_.ends()) {
    if (on_) finish_on_air(outcome(now), wall);
    finished_ = true;
    return std::nullopt;
  }
  if (!empty_since_) empty_since_ = now;
  const bool failing = failures_in_a_row_ >= kFailuresBeforePause;
  const nanoseconds patience = on_ ? kHoldMax : (nothing_next_ || failing ? nanoseconds{} : kFirstCardAfter);
  if (card_on_ || now - *empty_since_ < patience) return std::nullopt;
  if (on_) finish_on_air(outcome(now), wall);
  card_on_ = true;
  return Show{Card{}, now};
}

void Playout::finish_on_air(const std::string& outcome, Wall wall) {
  const OnAir& on = *on_;
  if (on.clip && on.begun) {
    aired_.push_back({on.cue.slot.start, on.cue.asset, on.cue.id ? on.cue.id->hex() : "", on.cue.entry,
                      on.started, wall, on.shown, on.dropped, outcome});
  }
  on_.reset();
}

void Playout::shown(Steady at, Wall wall) {
  if (!on_ || card_on_) return;
  OnAir& on = *on_;
  if (!on.begun) {
    on.begun = true;
    on.started = wall;
    failures_in_a_row_ = 0;
    // Nothing was waiting for this clip's start: what drawing took is not made up for by its second frame.
    if (!on.chained && at > on.start) {
      on.last_end += at - on.start;
      on.start = at;
    }
  }
  ++on.shown;
}

std::optional<Picture> Playout::picture() const {
  if (on_ && on_->front) return &*on_->front;
  if (on_) return on_->cue.shows == scheduler::Shows::dark ? Picture(Dark{}) : Picture(Card{});
  return card_on_ ? std::optional<Picture>(Card{}) : std::nullopt;
}

void Playout::stop(Wall wall) {
  if (on_) finish_on_air("cut", wall);
  next_.reset();
  finished_ = true;
}

Sounding Playout::sounding() const {
  Sounding sounding;
  if (!on_) return sounding;
  sounding.clip = on_->clip.get();
  sounding.start = on_->start;
  sounding.gain = on_->cue.gain;
  if (on_->cue.length) sounding.end = on_->start + *on_->cue.length;
  if (on_->clip && !on_->cue.length) {
    if (const auto* ended = std::get_if<Ended>(&on_->clip->status()))
      sounding.end = on_->start + ended->length;
  }
  if (next_ && next_->clip && next_->clip->peek() != nullptr) {
    sounding.next = next_->clip.get();
    sounding.next_gain = next_->cue.gain;
  }
  return sounding;
}

}  // namespace kepu::player
