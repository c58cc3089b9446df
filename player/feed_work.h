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
#include "player/card_maker.h"
#include "player/decode_process.h"
#include "player/guard.h"
#include "player/hints.h"
#include "player/in_force.h"
#include "player/planner.h"
#include "player/programme.h"
#include "player/status.h"
#include "player/stick_import.h"
#include "player/warden.h"

namespace kepu::player {

class FeedWork {
 public:
  struct Player {
    std::string version;
    std::filesystem::path decoder;    // kepu-decode
    std::filesystem::path lettering;  // kepu-card
    std::filesystem::path hearing;    // kepu-hint
    bool crashed = false;             // the one before this one
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

  // Pixels of the stage, for which text cards are made; before it is known, 1920 by 1080.
  void set_stage_size(int width, int height);

  // Where the screen is from now on; tick() acts on it.
  void set_place(config::Place place) { planner_.set_place(std::move(place)); }

  // What became of clips that were opened.
  void learn(const std::vector<Experience>& experiences, Steady now, Wall wall);
  std::shared_ptr<const Cleared> cleared() const { return warden_.cleared(); }

  // Takes in a folder that somebody has carried here; `status` and note() say what becomes of it.
  void import(const std::filesystem::path& folder, Steady now) { import_.begin(folder, now); }
  Note note() const { return import_.note(); }

  // Its bytes turned out to be damaged: it is fetched anew.
  void discard(const config::AssetId& id);

  // Puts in what it knows; status.stage is what is on.
  void tell(Status& status, Wall now) const;

  // Of the newest feed; empty before there is one.
  std::string timezone() const { return courier_.feeds().empty() ? "" : courier_.feeds().front()->timezone; }

  content::Http& http() { return *http_; }
  void close() { warden_.write(); }  // what is not on disk yet

 private:
  FeedWork(const config::Settings& settings, const Clock& clock, const content::CourierOptions& options,
           std::unique_ptr<content::Files> files, content::Store store, Player player);
  void meter(Steady now, Wall wall);
  void hear_hints(Steady now, Wall wall, const Wakeup& news);
  bool plan_anew(Wall wall);
  std::vector<std::string> alarms() const;
  void plan(Wall wall);
  void want_cards(Wall wall);
  bool make_cards(Steady now, const Wakeup& news);
  CardPictures card_pictures() const;
  TextCard card_of(std::uint32_t text, bool alert) const;
  bool lacks_alert(Wall wall) const;
  void send(Steady now, Wall wall);
  Result<std::unique_ptr<Clip>> start_vetting(const std::filesystem::path& file, const config::AssetId& id);
  void vet(Steady now, const Wakeup& news);

  std::unique_ptr<content::Files> files_;
  content::Store store_;
  std::unique_ptr<content::StickHttp> http_;
  content::Courier courier_;
  StickImport import_;
  std::optional<HintTask> hint_task_;  // none: no broker is set
  std::filesystem::path hearing_;
  std::optional<Hints> hints_;
  std::string feed_name_;  // of the settings
  InForce in_force_;
  Planner planner_;
  std::vector<config::MeterRule> meter_;
  std::string zone_;  // of the screen; empty: the feed's
  std::optional<Steady> metered_at_;
  CardMaker cards_;
  std::string language_;
  bool turned_ = false;  // the screen hangs on its side
  int width_ = 1920, height_ = 1080;
  bool resized_ = false;
  std::optional<Steady> held_until_;  // the programme waits for the card of a takeover
  content::Needs needs_;
  std::optional<Programme> programme_;
  std::filesystem::path decoder_;
  Reaper reaper_;  // before the warden, whose processes are handed to it
  Warden warden_;
  int heard_ = -1;        // descriptor of the process that vets
  int cards_heard_ = -1;  // and of the one that makes a card
};

}  // namespace kepu::player
