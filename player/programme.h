// player/programme.h: what is to be shown next: from a rundown and what lies on disk, or from a list of
// files.
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/clock.h"
#include "content/store.h"
#include "player/cue.h"
#include "scheduler/rundown.h"

namespace kepu::player {

enum class After {
  aired,   // `last` was shown, to its end or cut
  failed,  // `last` could not be shown: pass it over
};

// Follows the rundown: `free` entries by scheduler/nearest.h, those aligned to the `clock` and takeovers
// exactly as planned; a takeover cuts what is on. A stream or an item longer than kJoinLonger is joined in
// progress. What is not playable is passed over.
constexpr milliseconds kJoinLonger = std::chrono::minutes(10);
constexpr milliseconds kJoinLate =
    std::chrono::seconds(10);  // what has just begun is shown from its beginning
constexpr milliseconds kStandMax =
    std::chrono::seconds(2);  // a last picture is held so long for what comes exactly as planned
// The pictures of text cards, by index into Rundown::texts: of routine, and of a takeover. Empty: not made.
using CardPictures = std::vector<std::array<std::filesystem::path, 2>>;
class RundownProgramme {
 public:
  RundownProgramme(std::shared_ptr<const scheduler::Rundown> rundown,
                   std::shared_ptr<const content::Playable> playable, CardPictures cards = {},
                   std::shared_ptr<const std::vector<config::AssetId>> recalled = {})
      : rundown_(std::move(rundown)),
        playable_(std::move(playable)),
        cards_(std::move(cards)),
        recalled_(std::move(recalled)) {}
  std::optional<Cue> next(Wall at, const std::optional<Cue>& last, After after) const;
  std::optional<std::string> takeover(Wall at) const;
  bool forbids(const Cue& cue) const;

 private:
  Cue cue(std::size_t slot, Wall at) const;
  void put_in_text(Cue& cue) const;
  void put_in_asset(Cue& cue, Wall at) const;
  std::filesystem::path picture(const scheduler::Slot& slot) const;
  bool is_playable(const scheduler::Slot& slot) const;
  Cue card(const scheduler::Slot& planned, Wall at) const;
  void end_before(Cue& cue, Wall at, Wall cut) const;
  void pin(Cue& cue, const scheduler::Slot& planned, Wall at) const;
  std::optional<std::size_t> planned_slot(Wall at, const std::optional<Cue>& last, After after) const;
  std::optional<std::size_t> slot_at(Wall at) const;
  std::optional<std::size_t> slot_after(const scheduler::Slot& tried) const;
  bool takes_over(const scheduler::Slot& slot) const;
  std::optional<Wall> takeover_after(Wall at) const;
  bool on_clock(const scheduler::Slot& slot) const;
  bool is_joined(const scheduler::Slot& slot, Wall at) const;
  std::shared_ptr<const scheduler::Rundown> rundown_;
  std::shared_ptr<const content::Playable> playable_;
  CardPictures cards_;
  std::shared_ptr<const std::vector<config::AssetId>> recalled_;  // sorted; null: nothing
};

// Plays files in order, as a technician would try a screen.
class FilesProgramme {
 public:
  struct Options {
    bool once = false;           // nothing comes after the last file
    nanoseconds still_length{};  // how long an image is shown
  };
  // Folders stand for the media files in them, by name. not_found: a path that does not exist; invalid: no
  // media file.
  static Result<FilesProgramme> open(const std::vector<std::filesystem::path>& paths, Options options);
  std::optional<Cue> next(Wall at, const std::optional<Cue>& last, After after) const;
  bool ends() const { return options_.once; }

 private:
  FilesProgramme(std::vector<std::filesystem::path> files, Options options)
      : files_(std::move(files)), options_(options) {}
  std::vector<std::filesystem::path> files_;
  Options options_;
};

// Immutable. What to show from `at` on, after `last` (none: at the start). Nothing: the built-in card.
class Programme {
 public:
  Programme() = default;                                                       // nothing to show
  Programme(RundownProgramme programme) : programme_(std::move(programme)) {}  // NOLINT: implicit by design
  Programme(FilesProgramme programme) : programme_(std::move(programme)) {}    // NOLINT
  std::optional<Cue> next(Wall at, const std::optional<Cue>& last, After after) const;

  // The entry that takes the screen over at `at`, if one does: what else is on gives way at once.
  std::optional<std::string> takeover(Wall at) const;

  // Whether `cue` must go off air at once, should it be on: it is recalled, or nothing is believed any more.
  bool forbids(const Cue& cue) const;

  // Whether "nothing" means the end, not a pause.
  bool ends() const;

 private:
  std::variant<std::monostate, RundownProgramme, FilesProgramme> programme_;
};

}  // namespace kepu::player
