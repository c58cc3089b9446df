// player/playout.h: the heart of the player: which picture is on the glass at which moment.
// Stepped and pure of I/O but for the clips it is given: tick() takes the time and returns what to do.
//
//   Decision d = playout.tick(clock.steady(), clock.wall());
//   if (d.show) { stage.draw(d.show->picture); wait until d.show->due; stage.flip();
//   playout.shown(clock.steady()); } else wait until d.wake_at, or until a descriptor of d.listen is
//   readable;
//
// The clip that comes next is opened as soon as the one before is on the screen (a stream: kStreamLead before
// its time), so that a boundary costs nothing and a clip that breaks is replaced at once.
//
// Entries aligned to the clock are laid on a WallLine: a picture is due when the rundown says, whatever
// happened before. If the wall clock is set, what is on plays on until the right place in the right clip is
// decoded, and then cuts to it.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/clock.h"
#include "player/asrun.h"
#include "player/clip.h"
#include "player/crossing.h"
#include "player/cue.h"
#include "player/picture.h"
#include "player/programme.h"
#include "player/wall_line.h"

namespace kepu::player {

struct Show {
  Picture picture;
  Steady due;  // when it is to become visible
};

struct Decision {
  std::optional<Show> show;
  Steady wake_at{};                   // without `show`: when to call again at the latest
  std::array<int, 2> listen{-1, -1};  // without `show`: clips whose news matter now
};

// What sounds, for sound.h. The clips live until the next tick().
struct Sounding {
  Clip* clip = nullptr;       // null: silence
  Steady start{};             // when its first frame was due
  std::optional<Steady> end;  // when the next clip takes over, once that is known
  Clip* next = nullptr;
  double gain = 1, next_gain = 1;      // linear, of their sound
  std::optional<Steady> next_start{};  // when media time 0 of the next one is due; none: at `end`
  std::optional<Crossing> crossing{};  // around `end`, or around `start`
};

using OpenClip = std::function<Result<std::unique_ptr<Clip>>(const Cue&)>;

// Deadlines after which a decode process is given up.
constexpr nanoseconds kOpenDeadline = std::chrono::seconds(5);
constexpr nanoseconds kFirstFrameDeadline = std::chrono::seconds(3);
constexpr nanoseconds kNextFrameDeadline = std::chrono::seconds(1);  // or five frame durations
constexpr nanoseconds kHoldMax = std::chrono::seconds(10);           // a last frame, before the card comes
// A file that ends so long before its planned end is replaced; a shorter rest its last frame is held.
constexpr nanoseconds kEarlyMax = std::chrono::seconds(1);
// How long before its time a stream is opened, and a clip that is joined in progress.
constexpr nanoseconds kStreamLead = std::chrono::seconds(10);
constexpr nanoseconds kJoinLead = milliseconds(300);

// Playout's own: the item that comes next, and the one that is on.
struct Prepared {
  Cue cue;
  std::unique_ptr<Clip> clip;  // null for card and dark, and before it is opened
  Steady opens;                // when it is to be opened
  Steady deadline;             // opened: when it must have gone a step further
  bool open = false;
  bool ready = false;  // can be shown
};
struct OnAir {
  Cue cue;
  std::unique_ptr<Clip> clip;
  Steady start{};
  Wall started{};
  bool begun = false;    // its first picture is visible
  bool chained = false;  // begins at the very end of the one before
  Steady last_end{};     // when the newest frame's time is over
  nanoseconds last_duration{};
  Steady first_due{};
  std::int64_t shown = 0, dropped = 0;
  std::optional<Frame> front;  // drawn or on the glass. After `clip`: it dies first
  Layer layer() const;
};
// What was on before, while a crossing still shows it.
struct Leaving {
  OnAir item;
  Crossing crossing;
};

// Thread: the main loop's.
class Playout {
 public:
  // `offset`: how much later than the rundown says this screen shows what is aligned to the clock; negative:
  // earlier.
  explicit Playout(OpenClip open_clip, milliseconds offset = {})
      : open_clip_(std::move(open_clip)), offset_(offset) {}

  // The newest programme rules from the next boundary on; what is on plays to its end. Only a takeover that
  // has come or gone with it changes the screen at once, and what it forbids goes off air.
  void set_programme(Programme programme, Steady now, Wall wall);

  Decision tick(Steady now, Wall wall);

  // The picture of the last Decision became visible at `at`.
  void shown(Steady at, Wall wall);

  Sounding sounding() const;

  // Ends what is on as `cut`: the player stops.
  void stop(Wall wall);

  // Rows for the as-run log since the last call.
  std::vector<Aired> take_aired() { return std::exchange(aired_, {}); }
  // Assets whose bytes turned out to be damaged, since the last call.
  std::vector<config::AssetId> take_damaged() { return std::exchange(damaged_, {}); }

  // Nothing comes any more and the last item has been shown to its end.
  bool finished() const { return finished_; }

  // The item that is on; null for none. items() counts those that have begun, this one included.
  const Cue* on_screen() const { return on_ ? &on_->cue : nullptr; }
  std::uint64_t items() const { return items_; }

  // What the last Decision showed, to draw it again; nothing before the first.
  std::optional<Picture> picture() const;

  // How far the wall clock was ahead of what aligned entries follow.
  nanoseconds clock_error() const { return line_.error(); }

 private:
  void follow_clock(Steady now, Wall wall);
  void prepare(Steady now, Wall wall);
  void fill_in(Steady now);
  void open_next(Steady now, Wall wall);
  Wall expected_end(Steady now) const;
  std::optional<Steady> broken_off(Steady now) const;
  bool next_is_ready(Steady now, Wall wall);
  Steady next_due(Steady now) const;
  void pass_over(Cue cue, std::string reason, bool damaged, Steady now, Wall wall);

  void take_off_forbidden(Wall wall);
  Decision turn(Steady now, Wall wall, bool ready);
  const Frame* next_frame() const;
  std::optional<Show> show_next_frame(Steady now, Steady until);
  std::optional<Show> mix_on(Steady now);
  std::optional<Steady> boundary(Steady now, bool ready) const;
  std::optional<Steady> planned_end() const;
  std::optional<Crossing> coming() const;
  Picture composed(Steady at) const;
  Steady stall_deadline() const;
  std::string outcome(Steady now) const;
  std::optional<Show> change_over(Steady end, Steady now, Wall wall);
  void begin(Steady at, Steady now);
  std::optional<Show> fall_back(Steady end, Steady now, Wall wall);
  void finish(const OnAir& on, const std::string& outcome, Wall wall);

  OpenClip open_clip_;
  milliseconds offset_;
  Programme programme_;
  WallLine line_;  // the wall clock less offset_
  bool relock_ =
      false;  // the clock was set, or a takeover came: what is on gives way as soon as the next is ready
  std::optional<Leaving> leaving_;
  std::optional<OnAir> on_;
  std::optional<Prepared> next_;
  std::optional<Cue> last_;  // aired or tried last: what the programme goes on from
  After last_after_ = After::aired;
  std::optional<Wall> dead_stream_;  // start of the slot in which it failed: tried again at its next one
  bool nothing_next_ = false;        // the programme had nothing when asked last
  int failures_in_a_row_ = 0;
  Steady retry_at_{};                  // before it no clip is opened
  std::optional<Steady> empty_since_;  // nothing new to show since
  bool card_on_ = false;
  bool taken_off_ = false;  // what was on: the card is due at once
  bool fresh_ = false;      // the last Decision showed a frame for the first time
  Steady mixed_at_{};       // due time of the last Decision's picture
  bool mixed_ = false;      // it was a mixture
  bool finished_ = false;
  std::uint64_t items_ = 0;
  std::vector<Aired> aired_;
  std::vector<config::AssetId> damaged_;
};

}  // namespace kepu::player
