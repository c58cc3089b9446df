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
constexpr nanoseconds kBoundarySlack = milliseconds(25);
// A clip that lags more than this has its clock moved instead of dropping for ever.
constexpr nanoseconds kLagMax = seconds(1);
// At the start: how long the screen may stay empty while the first clip is being opened.
constexpr nanoseconds kFirstCardAfter = seconds(1);
constexpr nanoseconds kRetry = seconds(1);
constexpr int kFailuresBeforePause = 3;

// In a crossing, when no frame falls due: the steps of a mixture of two pictures that stand still.
constexpr nanoseconds kMixStep = milliseconds(33);
constexpr std::size_t kStreamQueue = 2;  // frames of a stream that wait for its time

using SoundFrames = std::chrono::duration<std::int64_t, std::ratio<1, wire::kSoundRate>>;

Wall at_wall(Steady at, Steady now, Wall wall) { return wall + std::chrono::round<milliseconds>(at - now); }

bool same_item(const Cue& a, const Cue& b) {
  return a.shows == b.shows && a.path == b.path && a.stream == b.stream && a.id == b.id &&
         a.entry == b.entry && a.slot.start == b.slot.start && a.still == b.still && a.zero == b.zero;
}

bool is_over(const Clip& clip) {
  return std::holds_alternative<Ended>(clip.status()) || std::holds_alternative<Failed>(clip.status());
}

// A stream goes on while it waits for its time: what is old is let go.
void keep_live(Clip& clip) {
  while (clip.queued() > kStreamQueue) static_cast<void>(clip.pop());
  const Frame* first = clip.peek();
  if (first == nullptr) return;
  const auto wanted = std::chrono::duration_cast<SoundFrames>(first->pts().time_since_epoch());
  skip_sound(clip, static_cast<std::uint64_t>(wanted.count()));
}

std::string lateness(const Prepared& next) {
  if (!next.cue.stream.empty()) {
    return "no picture of the stream in time";
  }
  return next.open ? "no first picture within 3 s" : "not opened within 5 s";
}

}  // namespace

Layer OnAir::layer() const {
  if (front) return &*front;
  return cue.shows == scheduler::Shows::dark ? Layer(Dark{}) : Layer(Card{});
}

Decision Playout::tick(Steady now, Wall wall) {
  follow_clock(now, wall);
  if (leaving_ && now >= leaving_->crossing.end() && !mixed_) leaving_.reset();
  if (on_ && on_->clip) on_->clip->pump();
  prepare(now, wall);
  Decision decision = turn(now, wall, next_is_ready(now, wall));
  if (decision.show) {
    mixed_ = decision.show->picture.over.has_value();
    mixed_at_ = decision.show->due;
  }
  return decision;
}

Decision Playout::turn(Steady now, Wall wall, bool ready) {
  Decision decision;
  const auto wait_for = [&](Steady at) { decision.wake_at = std::min(decision.wake_at, at); };
  decision.wake_at = now + seconds(1);
  fresh_ = true;
  if (on_ && (decision.show = show_next_frame(now, relock_ && ready ? next_due(now) : Steady::max()))) {
    return decision;
  }
  const auto end = on_ ? boundary(now, ready) : std::optional(ready ? next_due(now) : now);
  const nanoseconds ahead = mixed_ ? kMixStep / 3 : kDrawAhead;  // even steps through the boundary, too
  if (end && *end - now <= ahead) {
    decision.show = ready ? change_over(*end, now, wall) : fall_back(*end, now, wall);
    if (decision.show || finished_) return decision;
    if (on_) wait_for(std::max(*end, now + milliseconds(20)));
  } else if (end) {
    wait_for(*end - std::min(ahead, kDrawLead));
  }
  if (const Frame* queued = on_ ? next_frame() : nullptr; queued != nullptr) {
    wait_for(on_->start + queued->pts().time_since_epoch() - kDrawLead);
  } else if (!end) {
    wait_for(stall_deadline());
    decision.listen[0] = on_->clip->fd();
  }
  if (on_) {
    fresh_ = false;
    if ((decision.show = mix_on(now))) return decision;
    if (mixed_) wait_for(mixed_at_ + kMixStep);
    if (const auto crossing = coming()) {
      const Steady first_step = crossing->begin() + kMixStep;
      if (now < first_step) wait_for(first_step);
    }
  }
  if (next_ && !ready && next_->clip) {
    wait_for(next_->deadline);
    decision.listen[1] = next_->clip->fd();
  } else if (next_ && !ready) {
    wait_for(next_->opens);
  } else if (!next_ && !nothing_next_) {
    wait_for(std::max(now, retry_at_));
  }
  return decision;
}

void Playout::follow_clock(Steady now, Wall wall) {
  if (line_.observe(now, wall - offset_)) {
    next_.reset();
    last_.reset();
    relock_ = on_ && on_->cue.zero;
    if (on_ && !on_->clip) on_->cue.length = now - on_->start;
  }
  if (on_ && on_->cue.zero && !relock_) on_->start = line_.steady_of(*on_->cue.zero);
}

// ---- what comes next
// ------------------------------------------------------------------------------------------------

void Playout::prepare(Steady now, Wall wall) {
  if (next_) fill_in(now);
  if (next_ && !next_->ready && !next_->clip && now >= next_->opens) return open_next(now, wall);
  if (next_ || now < retry_at_) return;
  auto cue = programme_.next(expected_end(now), last_, last_after_);
  if (cue && !cue->stream.empty() && cue->slot.start == dead_stream_) {
    cue = programme_.next(expected_end(now), cue, After::failed);
  }
  nothing_next_ = !cue;
  if (!cue) {
    retry_at_ = now + kRetry;
    return;
  }
  const bool picture = scheduler::is_item(cue->shows);
  const Steady opens = cue->stream.empty() ? now : line_.steady_of(expected_end(now)) - kStreamLead;
  next_ = Prepared{std::move(*cue), nullptr, opens, {}, false, !picture};
  if (picture && now >= opens) open_next(now, wall);
}

// What is on the clock has broken off: what waits for the end of its slot fills the rest of it.
void Playout::fill_in(Steady now) {
  const auto broken = broken_off(now);
  if (!broken || !next_->cue.zero || line_.steady_of(*next_->cue.zero) - *broken <= kEarlyMax) return;
  auto cue = programme_.next(line_.wall_of(*broken), last_, last_after_);
  const bool same_clip = cue && next_->clip && cue->path == next_->cue.path && cue->begin == next_->cue.begin;
  if (same_clip) {
    next_->cue = std::move(*cue);
  } else {
    next_.reset();
  }
}

void Playout::open_next(Steady now, Wall wall) {
  auto clip = open_clip_(next_->cue);
  if (!clip) return pass_over(next_->cue, clip.error().message, false, now, wall);
  next_->clip = std::move(*clip);
  next_->deadline = now + kOpenDeadline;
  if (next_->cue.stream.empty()) return;
  // Opened early: by its time it has had its chance.
  next_->deadline = std::max(now + next_->cue.stall, line_.steady_of(expected_end(now)));
}

// When what comes next is to begin, in the rundown's time.
Wall Playout::expected_end(Steady now) const {
  const Wall here = line_.wall_of(now);
  if (!on_ || relock_) return here + std::chrono::ceil<milliseconds>(kJoinLead);
  if (on_->cue.zero && on_->cue.length) {
    const Wall end = *on_->cue.zero + std::chrono::round<milliseconds>(*on_->cue.length);
    const auto broken = broken_off(now);
    return std::max(here, broken ? line_.wall_of(*broken) : end);
  }
  if (const auto end = planned_end()) return std::max(here, line_.wall_of(*end));
  return here;
}

// When what is on the clock ended, if that was before its time.
std::optional<Steady> Playout::broken_off(Steady now) const {
  if (!on_ || !on_->cue.zero || !on_->cue.length || !on_->clip || on_->cue.still) return std::nullopt;
  if (on_->clip->peek() != nullptr || on_->start + *on_->cue.length - on_->last_end <= kEarlyMax)
    return std::nullopt;
  if (is_over(*on_->clip)) return on_->last_end;
  return now >= stall_deadline() ? std::optional(now) : std::nullopt;
}

// When what is on will be over, as far as can be said.
std::optional<Steady> Playout::planned_end() const {
  if (!on_) return std::nullopt;
  if (on_->cue.length) return on_->start + *on_->cue.length;
  if (on_->clip) {
    if (const auto* ended = std::get_if<Ended>(&on_->clip->status())) return on_->start + ended->length;
  }
  const nanoseconds planned = on_->cue.slot.end - on_->cue.slot.start;
  return planned > nanoseconds{} ? std::optional(on_->start + planned) : std::nullopt;
}

bool Playout::next_is_ready(Steady now, Wall wall) {
  if (!next_) return false;
  if (next_->ready && !next_->clip) return true;
  if (!next_->clip) return false;
  next_->clip->pump();
  if (!next_->cue.stream.empty()) keep_live(*next_->clip);
  if (next_->clip->peek() != nullptr) return next_->ready = true;
  const ClipStatus& status = next_->clip->status();
  if (const auto* failed = std::get_if<Failed>(&status)) {
    pass_over(next_->cue, failed->reason, failed->damaged, now, wall);
    return false;
  }
  if (std::holds_alternative<Opened>(status) && !next_->open) {
    next_->open = true;
    if (next_->cue.stream.empty()) next_->deadline = now + kFirstFrameDeadline;
  }
  if (now >= next_->deadline) {
    pass_over(next_->cue, lateness(*next_), false, now, wall);
  }
  return false;
}

// When the first picture of what is ready is due, if nothing that is on decides it.
Steady Playout::next_due(Steady now) const {
  if (!next_->cue.zero || !next_->clip) return now;
  const Frame* first = next_->clip->peek();
  const bool moves = !next_->cue.still && next_->cue.stream.empty();
  const nanoseconds pts = moves ? first->pts().time_since_epoch() : nanoseconds{};
  return std::max(now, line_.steady_of(*next_->cue.zero) + pts);
}

void Playout::pass_over(Cue cue, std::string reason, bool damaged, Steady now, Wall wall) {
  aired_.push_back({cue.slot.start, cue.asset, cue.id ? cue.id->hex() : "", cue.entry, wall, wall, 0, 0,
                    "failed: " + std::move(reason)});
  if (damaged && cue.id) damaged_.push_back(*cue.id);
  if (!cue.stream.empty()) dead_stream_ = cue.slot.start;
  last_ = std::move(cue);
  last_after_ = After::failed;
  next_.reset();
  if (++failures_in_a_row_ >= kFailuresBeforePause) retry_at_ = now + kRetry;
}

void Playout::set_programme(Programme programme, Steady now, Wall wall) {
  follow_clock(now, wall);
  const auto over = programme_.takeover(line_.wall_of(now));
  programme_ = std::move(programme);
  nothing_next_ = false;
  retry_at_ = {};
  take_off_forbidden(wall);
  // A planned card or darkness ends when the new plan has something else for now.
  if (on_ && !on_->clip) {
    const auto cue = programme_.next(line_.wall_of(now), std::nullopt, After::aired);
    if (cue && cue->shows == on_->cue.shows) {
      on_->cue.length = now - on_->start + *cue->length;
    } else {
      on_->cue.length = now - on_->start;
      last_.reset();
    }
  }
  const auto takes_over = programme_.takeover(line_.wall_of(now));
  const bool interrupts = on_ && takes_over && on_->cue.entry != *takes_over;
  const bool leaves = on_ && !takes_over && over && on_->cue.entry == *over;
  if (interrupts || leaves) {
    relock_ = true;
    next_.reset();
    last_.reset();
  }
  if (!next_) return;
  const auto cue = programme_.next(expected_end(now), last_, last_after_);
  if (!cue || !same_item(*cue, next_->cue)) next_.reset();
}

// A recall does not wait for a boundary, nor for the next clip to be ready: the card fills in.
void Playout::take_off_forbidden(Wall wall) {
  if (leaving_ && programme_.forbids(leaving_->item.cue)) leaving_.reset();
  if (next_ && programme_.forbids(next_->cue)) next_.reset();
  if (!on_ || !programme_.forbids(on_->cue)) return;
  finish(*on_, "cut", wall);
  on_.reset();
  leaving_.reset();
  relock_ = false;
  taken_off_ = true;
}

// ---- what is on
// -----------------------------------------------------------------------------------------------------

// The frame of what is on that comes next; null if none is queued, or the item is cut before it.
const Frame* Playout::next_frame() const {
  if (!on_->clip || on_->cue.still) return nullptr;
  const Frame* queued = on_->clip->peek();
  const bool cut =
      queued != nullptr && on_->cue.length && queued->pts().time_since_epoch() >= *on_->cue.length;
  return cut ? nullptr : queued;
}

std::optional<Show> Playout::show_next_frame(Steady now, Steady until) {
  OnAir& on = *on_;
  while (const Frame* queued = next_frame()) {
    Steady due = on.start + queued->pts().time_since_epoch();
    if (due - now > kDrawAhead || due >= until) return std::nullopt;
    std::optional<Frame> frame = on.clip->pop();
    const Frame* later = on.clip->peek();
    if (later != nullptr && on.start + later->pts().time_since_epoch() <= now) {
      ++on.dropped;
      on.last_end = due + frame->duration();
      continue;
    }
    if (now - due > kLagMax && !on.cue.zero) {
      on.start += now - due;
      due = now;
    }
    on.last_duration = frame->duration();
    on.last_end = due + on.last_duration;
    on.front = std::move(frame);
    return Show{composed(due), due};
  }
  return std::nullopt;
}

// The next step of a crossing between frames, and its end.
std::optional<Show> Playout::mix_on(Steady now) {
  if (mixed_ && now < mixed_at_ + kMixStep) return std::nullopt;
  const Picture picture = composed(now);
  if (!picture.over && !mixed_) return std::nullopt;
  return Show{picture, now};
}

// The crossing into what is ready to come.
std::optional<Crossing> Playout::coming() const {
  if (!next_ || !next_->ready || !on_ || relock_) return std::nullopt;
  const auto end = planned_end();
  if (!end) return std::nullopt;
  const nanoseconds length = next_->cue.slot.end - next_->cue.slot.start;
  return crossing_at(*end, next_->cue.manner.transition, *end - on_->start, length);
}

// What is on, as it is seen at `at`: alone, or crossing with its neighbour.
Picture Playout::composed(Steady at) const {
  const Layer own = on_->layer();
  if (leaving_ && leaving_->crossing.covers(at)) {
    return leaving_->crossing.picture(leaving_->item.layer(), own, at);
  }
  const auto crossing = coming();
  if (!crossing || at < crossing->begin()) return {own};
  const bool dark = next_->cue.shows == scheduler::Shows::dark;
  const Layer arriving = next_->clip ? Layer(next_->clip->peek()) : dark ? Layer(Dark{}) : Layer(Card{});
  // What is late keeps half of the crossing for its own time.
  return crossing->picture(own, arriving, std::min(at, crossing->middle - nanoseconds(1)));
}

// When what is on is over; nothing while that is not known.
std::optional<Steady> Playout::boundary(Steady now, bool ready) const {
  const OnAir& on = *on_;
  if (relock_ && ready) return next_due(now);
  if (!on.clip || on.cue.still) return on.start + on.cue.length.value_or(nanoseconds{});
  if (const Frame* queued = on.clip->peek()) {
    const bool cut = on.cue.length && queued->pts().time_since_epoch() >= *on.cue.length;
    return cut ? std::optional(on.start + *on.cue.length) : std::nullopt;
  }
  const ClipStatus& status = on.clip->status();
  if (std::holds_alternative<Failed>(status)) return on.last_end;
  if (std::holds_alternative<Ended>(status)) {
    const Steady planned = on.cue.zero ? on.start + *on.cue.length : on.last_end;
    return planned - on.last_end > kEarlyMax ? on.last_end : planned;
  }
  if (on.cue.length && now >= on.start + *on.cue.length - kDrawAhead) return on.start + *on.cue.length;
  if (now >= stall_deadline()) return now;
  return std::nullopt;
}

Steady Playout::stall_deadline() const {
  if (!on_->cue.stream.empty()) return on_->last_end + on_->cue.stall;
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
  return on.cue.slot.cut || relock_ ? "cut" : "aired";
}

// Takes `next_` on air. Its first frame is due at the very end of the one before, or now if that has passed.
std::optional<Show> Playout::change_over(Steady end, Steady now, Wall wall) {
  const bool on_time = now <= end + kBoundarySlack;
  const Steady at = on_time ? end : now;
  const auto crossing = coming();
  leaving_.reset();
  const bool chained = on_time && on_;
  if (on_) {
    const std::string how = outcome(now);
    const Wall ended = at_wall(at, now, wall);
    if (crossing && crossing->covers(at)) leaving_ = Leaving{std::move(*on_), *crossing};
    finish(leaving_ ? leaving_->item : *on_, how, ended);
  }
  on_.emplace();
  on_->cue = std::move(next_->cue);
  on_->clip = std::move(next_->clip);
  on_->chained = chained;
  next_.reset();
  ++items_;
  last_ = on_->cue;
  last_after_ = After::aired;
  card_on_ = taken_off_ = false;
  relock_ = false;
  empty_since_.reset();
  fresh_ = true;
  begin(at, now);
  return Show{composed(at), at};
}

// Lays what is on from `at`, when its first picture is to be seen, and takes that picture.
void Playout::begin(Steady at, Steady now) {
  OnAir& on = *on_;
  on.start = at;
  if (on.cue.zero) on.start = line_.steady_of(*on.cue.zero);
  if (!on.clip) return;
  on.front = on.clip->pop();
  const nanoseconds first = on.front->pts().time_since_epoch();
  if (!on.cue.stream.empty()) {
    // A stream's own times have nothing to do with the rundown's: its slot's length alone counts.
    on.cue.length = on.start + *on.cue.length - (at - first);
    on.cue.zero.reset();
  }
  if (!on.cue.zero) on.start = at - first;
  // Joined late: on to the frame of this moment.
  for (const Frame* later = on.clip->peek(); on.cue.zero && !on.cue.still && later != nullptr;
       later = on.clip->peek()) {
    if (on.start + later->pts().time_since_epoch() > now) break;
    on.front = on.clip->pop();
  }
  on.first_due = at;
  on.last_duration = on.front->duration();
  on.last_end = std::max(at, on.start + on.front->pts().time_since_epoch()) + on.last_duration;
}

// Nothing is ready although it should be: hold the last picture, then the built-in card. Never black.
std::optional<Show> Playout::fall_back(Steady end, Steady now, Wall wall) {
  if (on_ && now < end) return std::nullopt;
  if (nothing_next_ && programme_.ends()) {
    if (on_) finish(*on_, outcome(now), wall);
    on_.reset();
    finished_ = true;
    return std::nullopt;
  }
  if (!empty_since_) empty_since_ = now;
  const bool failing = failures_in_a_row_ >= kFailuresBeforePause;
  const bool at_once = nothing_next_ || failing || taken_off_;
  const nanoseconds patience = on_ ? kHoldMax : (at_once ? nanoseconds{} : kFirstCardAfter);
  if (card_on_ || now - *empty_since_ < patience) return std::nullopt;
  if (on_) finish(*on_, outcome(now), wall);
  on_.reset();
  card_on_ = true;
  taken_off_ = false;
  fresh_ = false;
  return Show{{Card{}}, now};
}

void Playout::finish(const OnAir& on, const std::string& outcome, Wall wall) {
  if (!on.cue.stream.empty() && outcome.starts_with("failed")) dead_stream_ = on.cue.slot.start;
  if (!on.clip || !on.begun) return;
  aired_.push_back({on.cue.slot.start, on.cue.asset, on.cue.id ? on.cue.id->hex() : "", on.cue.entry,
                    on.started, wall, on.shown, on.dropped, outcome});
}

void Playout::shown(Steady at, Wall wall) {
  if (!on_ || card_on_) return;
  OnAir& on = *on_;
  if (!on.begun) {
    on.begun = true;
    on.started = wall;
    failures_in_a_row_ = 0;
    // Nothing was waiting for this clip's start: what drawing took is not made up for by its second frame.
    if (!on.chained && !on.cue.zero && at > on.first_due) {
      on.last_end += at - on.first_due;
      on.start += at - on.first_due;
    }
  }
  if (fresh_) ++on.shown;
}

std::optional<Picture> Playout::picture() const {
  if (on_) return composed(mixed_at_);
  return card_on_ ? std::optional(Picture{Card{}}) : std::nullopt;
}

void Playout::stop(Wall wall) {
  if (on_) finish(*on_, "cut", wall);
  leaving_.reset();
  on_.reset();
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
  sounding.crossing = coming();
  if (leaving_) sounding.crossing = leaving_->crossing;
  if (!next_ || !next_->ready || !next_->clip || !sounding.end) return sounding;
  sounding.next = next_->clip.get();
  sounding.next_gain = next_->cue.gain;
  const bool pinned = next_->cue.zero && next_->cue.stream.empty();
  sounding.next_start = pinned ? line_.steady_of(*next_->cue.zero)
                               : *sounding.end - next_->clip->peek()->pts().time_since_epoch();
  return sounding;
}

}  // namespace kepu::player
