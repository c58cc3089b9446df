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
  double gain_db = 0;                 // of the asset
  scheduler::Manner manner;           // of its entry
  // A still picture, a card or darkness: how long it is shown. A video: where it is cut, none: plays to its
  // end.
  std::optional<nanoseconds> length;
  scheduler::Slot slot;  // as planned; start and end are equal where there is no plan
  bool operator==(const Cue&) const = default;
};

}  // namespace kepu::player
