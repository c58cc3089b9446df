// player/cue.h: one thing to be put on the screen: what playout is told to show next.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "config/feed.h"
#include "scheduler/rundown.h"

namespace kepu::player {

struct Cue {
  scheduler::Shows shows = scheduler::Shows::asset;
  std::filesystem::path path;         // of the media file
  std::string stream;                 // address of a stream; empty: a file
  std::chrono::seconds stall{};       // of a stream: so long without a picture, and the next item takes over
  std::optional<config::AssetId> id;  // what its bytes must hash to; none: files given by hand
  std::string asset, entry;           // names, for the log
  bool still = false;                 // an image: one frame, held
  double gain = 1;                    // of its sound, linear: loudness evened out, times the entry's volume
  scheduler::Manner manner;           // of its entry
  nanoseconds begin{};                // media time at which it is joined
  // A still picture, a card, darkness or a stream: how long it is shown. A video: media time at which it is
  // cut, none: plays to its end.
  std::optional<nanoseconds> length;
  // Aligned to the clock: when media time 0 is due. None: as soon as the one before is over.
  std::optional<Wall> zero;
  scheduler::Slot slot;  // as planned; start and end are equal where there is no plan
  Wall turn{};           // start of the slot whose turn it was: another, where that one could not be shown
  bool operator==(const Cue&) const = default;
};

}  // namespace kepu::player
