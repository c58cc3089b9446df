#include "player/feed_work.h"

#include <algorithm>

#include "config/log.h"
#include "player/runtime.h"

namespace kepu::player {

Result<std::unique_ptr<FeedWork>> FeedWork::open(const config::Settings& settings, const Clock& clock,
                                                 Player player) {
  auto files = std::make_unique<content::PosixFiles>();
  auto store = content::Store::open(settings.state_dir, *files);
  if (!store) return store.error();
  return std::unique_ptr<FeedWork>(
      new FeedWork(settings, clock, std::move(files), std::move(*store), std::move(player)));
}

FeedWork::FeedWork(const config::Settings& settings, const Clock& clock,
                   std::unique_ptr<content::Files> files, content::Store store, Player player)
    : files_(std::move(files)),
      store_(std::move(store)),
      http_(content::make_curl_http("kepu-player/" + player.version, clock)),
      courier_({settings.feed_url, settings.feed, settings.poll, settings.asset_bytes_max}, store_, *http_,
               *files_),
      planner_(settings.screen, settings.place),
      decoder_(std::move(player.decoder)),
      warden_(
          *files_,
          {settings.state_dir, attempt_note_path(settings.state_dir), boot_id(), player.version,
           player.crashed},
          [this](const auto& file, const auto& id) { return start_vetting(file, id); }, clock.wall()) {
  log(Level::notice,
      "no root of trust is pinned: feeds are not signed in this version, any that " +
          (settings.feed.empty() ? std::string("the feed URL gives") : "is called " + settings.feed) +
          " is accepted");
}

Steady FeedWork::tick(Steady now, Wall wall, const Wakeup& news) {
  Steady at = courier_.tick(now);
  vet(now, news);
  const auto playable = warden_.permitted(store_.playable(), wall);
  planner_.give_up(warden_.given_up(wall));
  if (planner_.update(courier_.feeds(), playable, wall)) {
    plan();
    return now;
  }
  if (const auto due = warden_.vetting().due()) at = std::min(at, *due);
  if (const auto change = warden_.poison().next_change(wall)) at = std::min(at, now + (*change - wall));
  return std::min(at, now + (planner_.next_change() - wall));
}

void FeedWork::plan() {
  needs_ = planner_.needs();
  courier_.need(needs_);
  auto rundown = planner_.rundown();
  programme_ = rundown ? Programme(RundownProgramme(std::move(rundown), planner_.permitted())) : Programme();
}

void FeedWork::discard(const config::AssetId& id) {
  if (auto done = store_.discard(id); !done) log(Level::error, done.error().message);
}

void FeedWork::tell(Status& status, Wall now) const {
  if (!courier_.feeds().empty()) {
    const config::Feed& feed = *courier_.feeds().front();
    status.feed = feed.name;
    status.feed_epoch = feed.epoch;
    status.feed_version = feed.version;
    status.feed_issued = feed.issued;
  }
  const auto on_disk = store_.playable();
  status.needed = needs_.size();
  status.missing = static_cast<std::size_t>(
      std::ranges::count_if(needs_, [&](const auto& need) { return !on_disk->contains(need.id); }));
  status.playable = planner_.permitted()->size();
  warden_.tell(status, now);
  if (planner_.rundown() && status.stage.on) {
    const RundownProgramme programme(planner_.rundown(), planner_.permitted());
    status.next = programme.next(status.stage.on->slot.end, status.stage.on, After::aired);
  }
}

Result<std::unique_ptr<Clip>> FeedWork::start_vetting(const std::filesystem::path& file,
                                                      const config::AssetId& id) {
  Assignment assignment;
  assignment.source = file.string();
  assignment.id = id;
  assignment.purpose = Purpose::vet;
  auto process = DecodeProcess::start(decoder_, assignment, reaper_);
  if (!process) return process.error();
  return std::unique_ptr<Clip>(std::move(*process));
}

// The process under way is heard through `news`; its descriptor is another one after each verdict.
void FeedWork::vet(Steady now, const Wakeup& news) {
  reaper_.collect();
  if (heard_ >= 0) news.unwatch(heard_);
  warden_.vet(needs_, *store_.playable(), now);
  heard_ = warden_.vetting().fd();
  if (heard_ >= 0) news.watch(heard_);
  if (const auto damaged = warden_.vetting().take_damaged()) discard(*damaged);
}

}  // namespace kepu::player
