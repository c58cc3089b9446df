// player/playout.h: the heart of the player: which picture is on the glass at which moment.
// Stepped and pure of I/O but for the clips it is given: tick() takes the time and returns what to do.
//
//   Decision d = playout.tick(clock.steady(), clock.wall());
//   if (d.show) { stage.draw(d.show->picture); wait until d.show->due; stage.flip();
//   playout.shown(clock.steady()); } else wait until d.wake_at, or until a descriptor of d.listen is
//   readable;
//
// The clip that comes next is opened as soon as the one before is on the screen, so that a boundary costs
// nothing and a clip that breaks is replaced at once.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/clock.h"
#include "player/asrun.h"
#include "player/clip.h"
#include "player/cue.h"
#include "player/programme.h"

namespace kepu::player {

struct Card {};                                          // the built-in picture
struct Dark {};                                          // black on purpose
using Picture = std::variant<const Frame*, Card, Dark>;  // a Frame lives until the next tick()

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
  double gain = 1, next_gain = 1;  // linear, of their sound
};

using OpenClip = std::function<Result<std::unique_ptr<Clip>>(const Cue&)>;

// Deadlines after which a decode process is given up.
constexpr nanoseconds kOpenDeadline = std::chrono::seconds(5);
constexpr nanoseconds kFirstFrameDeadline = std::chrono::seconds(3);
constexpr nanoseconds kNextFrameDeadline = std::chrono::seconds(1);  // or five frame durations
constexpr nanoseconds kHoldMax = std::chrono::seconds(10);           // a last frame, before the card comes

// Playout's own: the item that comes next, and the one that is on.
struct Prepared {
  Cue cue;
  std::unique_ptr<Clip> clip;  // null for card and dark
  Steady since;                // opened; after that: when it was found open
  bool open = false;
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
  std::int64_t shown = 0, dropped = 0;
  std::optional<Frame> front;  // drawn or on the glass. After `clip`: it dies first
};

// Thread: the main loop's.
class Playout {
 public:
  explicit Playout(OpenClip open_clip) : open_clip_(std::move(open_clip)) {}

  // The newest programme rules from the next boundary on; what is on plays to its end.
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

 private:
  void prepare(Steady now, Wall wall);
  Wall expected_end(Steady now, Wall wall) const;
  bool next_is_ready(Steady now, Wall wall);
  Steady next_deadline() const;
  void pass_over(Cue cue, std::string reason, bool damaged, Steady now, Wall wall);

  std::optional<Show> show_next_frame(Steady now);
  std::optional<Steady> boundary(Steady now) const;
  Steady stall_deadline() const;
  std::string outcome(Steady now) const;
  std::optional<Show> change_over(Steady end, Steady now, Wall wall);
  std::optional<Show> fall_back(Steady end, Steady now, Wall wall);
  void finish_on_air(const std::string& outcome, Wall wall);

  OpenClip open_clip_;
  Programme programme_;
  std::optional<OnAir> on_;
  std::optional<Prepared> next_;
  std::optional<Cue> last_;  // aired or tried last: what the programme goes on from
  After last_after_ = After::aired;
  bool nothing_next_ = false;  // the programme had nothing when asked last
  int failures_in_a_row_ = 0;
  Steady retry_at_{};                  // before it no clip is opened
  std::optional<Steady> empty_since_;  // nothing new to show since
  bool card_on_ = false;
  bool finished_ = false;
  std::uint64_t items_ = 0;
  std::vector<Aired> aired_;
  std::vector<config::AssetId> damaged_;
};

}  // namespace kepu::player
