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
  std::optional<config::AssetId> id;  // what its bytes must hash to; none: files given by hand
  std::string asset, entry;           // names, for the log
  bool still = false;                 // an image: one frame, held
  // A still picture, a card or darkness: how long it is shown. A video: where it is cut, none: plays to its
  // end.
  std::optional<nanoseconds> length;
  double gain = 1;       // of its sound, linear: the asset's loudness evened out, times the entry's volume
  scheduler::Slot slot;  // as planned; start and end are equal where there is no plan
  bool operator==(const Cue&) const = default;
};

}  // namespace kepu::player
