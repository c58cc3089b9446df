// player/feed_work.h: a feed and its media on their way to the stage: fetched, vetted, planned. Only where a
// feed is played. Stepped; thread: the courier's loop.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/clock.h"
#include "config/settings.h"
#include "config/wakeup.h"
#include "content/courier.h"
#include "content/posix_files.h"
#include "player/decode_process.h"
#include "player/guard.h"
#include "player/planner.h"
#include "player/programme.h"
#include "player/status.h"
#include "player/warden.h"

namespace kepu::player {

class FeedWork {
 public:
  struct Player {
    std::string version;
    std::filesystem::path decoder;  // kepu-decode
    bool crashed = false;           // the one before this one
  };

  // Opens what lies in settings.state_dir. full, broken: the folder cannot be made or read. `settings` and
  // `clock` must outlive it.
  static Result<std::unique_ptr<FeedWork>> open(const config::Settings& settings, const Clock& clock,
                                                Player player);

  // Fetches, vets and plans. Returns when it wants to be called again; `news` (which must outlive it) is told
  // to watch the process that vets.
  Steady tick(Steady now, Wall wall, const Wakeup& news);

  // What to show from now on, if that has changed since the last call.
  std::optional<Programme> take_programme() { return std::exchange(programme_, std::nullopt); }

  // What became of clips that were opened.
  void learn(const std::vector<Experience>& experiences, Steady now, Wall wall) {
    warden_.take(experiences, now, wall);
  }
  std::shared_ptr<const Cleared> cleared() const { return warden_.cleared(); }

  // Its bytes turned out to be damaged: it is fetched anew.
  void discard(const config::AssetId& id);

  // Puts in what it knows; status.stage is what is on.
  void tell(Status& status, Wall now) const;

  // Of the newest feed; empty before there is one.
  std::string timezone() const { return courier_.feeds().empty() ? "" : courier_.feeds().front()->timezone; }

  content::Http& http() { return *http_; }
  void close() { warden_.write(); }  // what is not on disk yet

 private:
  FeedWork(const config::Settings& settings, const Clock& clock, std::unique_ptr<content::Files> files,
           content::Store store, Player player);
  void plan();
  Result<std::unique_ptr<Clip>> start_vetting(const std::filesystem::path& file, const config::AssetId& id);
  void vet(Steady now, const Wakeup& news);

  std::unique_ptr<content::Files> files_;
  content::Store store_;
  std::unique_ptr<content::Http> http_;
  content::Courier courier_;
  Planner planner_;
  content::Needs needs_;
  std::optional<Programme> programme_;
  std::filesystem::path decoder_;
  Reaper reaper_;  // before the warden, whose processes are handed to it
  Warden warden_;
  int heard_ = -1;  // descriptor of the process that vets
};

}  // namespace kepu::player
