#include "player/warden.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "config/log.h"
#include "config/notation.h"

namespace kepu::player {
namespace {

constexpr std::uint64_t kPoisonBytesMax = 16U << 20U;
constexpr std::uint64_t kNoteBytesMax = 1U << 20U;

}  // namespace

Warden::Warden(content::Files& files, Place place, Vetting::Start start, Wall now)
    : files_(&files),
      place_(std::move(place)),
      vetting_(files, place_.state_dir / "vetted.json", place_.version, std::move(start)) {
  if (const auto text = files_->read(poison_file(), kPoisonBytesMax)) {
    auto read = Poison::parse(*text);
    if (read) poison_ = std::move(*read);
    if (!read) log(Level::warning, poison_file().string() + ": " + read.error().message + "; begun anew");
  }
  judge_notes(now);
  publish();
}

// The disk's note tells of reboots, the other one of crashes: it is gone after a reboot, or ought to be. A
// player that was killed from outside says nothing about what was open.
void Warden::judge_notes(Wall now) {
  const auto left_at = [&](const std::filesystem::path& path) {
    const auto text = path.empty() ? Result<std::string>(std::string()) : files_->read(path, kNoteBytesMax);
    return text ? parse_note(*text) : AttemptNote{};
  };
  AttemptNote rebooted = left_at(disk_note());
  AttemptNote open = left_at(place_.note);
  if (rebooted.assets.empty() && open.assets.empty()) return;
  if (rebooted.boot == place_.boot)
    rebooted.assets.clear();  // what was open then stands in the other note too
  if (open.boot != place_.boot || !place_.crashed) open.assets.clear();
  for (const AttemptNote& note : {rebooted, open}) {
    if (note.assets.empty()) continue;
    poison_.judge(note, place_.boot, now);
    log(Level::warning, "the last player ended without warning; open were " +
                            std::to_string(note.assets.size()) + " assets, which are watched now");
  }
  if (!rebooted.assets.empty() || !open.assets.empty()) write_poison();  // first: at worst it is blamed twice
  write_note();
  if (!place_.note.empty()) static_cast<void>(files_->remove(place_.note));
}

void Warden::take(const std::vector<Experience>& experiences, Steady now, Wall wall) {
  using What = Experience::What;
  bool poisoned = false;
  for (const auto& [id, what, reason] : experiences) {
    if (what == What::wants_to_open) {
      clear_for(id);
      continue;
    }
    if (what == What::crashed || what == What::hung) {
      const auto cause = what == What::hung ? Poison::Cause::hang : Poison::Cause::crash;
      poisoned = true;
      if (poison_.blame(id, cause, reason, wall)) {
        ++revision_;
        log(Level::error, "asset " + id.hex() + ": in quarantine until " +
                              config::print_instant(poison_.cases().at(id).until) + ": " + reason);
        if (poison_.safe_mode(wall))
          log(Level::error,
              "safe mode until " + config::print_instant(poison_.safe_until()) +
                  ": too many assets failed, the machine is at fault (remedy: look at its log)");
      }
    }
    if (what == What::played_to_end) {
      poisoned |= poison_.played_to_end(id);
      vetting_.set_proven(id, now);
    }
    close(id);
  }
  if (poisoned) write_poison();
}

// A disk that does not take the note must not make the screen empty: the asset is cleared all the same.
void Warden::clear_for(const config::AssetId& id) {
  if (vetting_.proven().contains(id)) return publish();
  open_.push_back(id);
  write_note();
  publish();
}

void Warden::close(const config::AssetId& id) {
  const auto found = std::ranges::find(open_, id);
  if (found == open_.end()) return;
  open_.erase(found);
  write_note();
  publish();
}

void Warden::write_note() {
  if (auto done = files_->write_durably(disk_note(), print_note({place_.boot, open_})); !done)
    log(Level::error, done.error().message);
}

void Warden::write_poison() {
  if (auto done = files_->write_durably(poison_file(), poison_.print()); !done)
    log(Level::error, done.error().message);
}

void Warden::publish() {
  Cleared cleared(vetting_.proven().begin(), vetting_.proven().end());
  cleared.insert(cleared.end(), open_.begin(), open_.end());
  std::ranges::sort(cleared);
  cleared_ = std::make_shared<const Cleared>(std::move(cleared));
}

std::shared_ptr<const content::Playable> Warden::permitted(
    const std::shared_ptr<const content::Playable>& on_disk, Wall now) {
  const bool stale = stale_at_ && now >= *stale_at_;
  if (permitted_ && on_disk == seen_ && revision_ == seen_revision_ && !stale) return permitted_;
  seen_ = on_disk;
  seen_revision_ = revision_;
  stale_at_ = poison_.next_change(now);
  std::vector<config::AssetId> kept_out;
  const bool safe = poison_.safe_mode(now);
  std::ranges::copy_if(on_disk->ids(), std::back_inserter(kept_out), [&](const config::AssetId& id) {
    return safe || !vetting_.passed(id) || poison_.barred(id, now);
  });
  permitted_ = std::make_shared<const content::Playable>(on_disk->without(std::move(kept_out)));
  return permitted_;
}

std::set<config::AssetId> Warden::given_up(Wall now) const {
  std::set<config::AssetId> ids;
  for (const auto& each : vetting_.refused()) ids.insert(each.first);
  for (const auto& each : poison_.cases()) {
    if (poison_.barred(each.first, now)) ids.insert(each.first);
  }
  return ids;
}

void Warden::tell(Status& status, Wall now) const {
  for (const auto& [id, one] : poison_.cases()) {
    if (poison_.barred(id, now)) status.quarantined.push_back({id.hex(), one.reason, one.until});
  }
  for (const auto& [id, reason] : vetting_.refused()) status.refused.push_back({id.hex(), reason, {}});
  if (poison_.safe_mode(now)) status.safe_mode_until = poison_.safe_until();
}

}  // namespace kepu::player
