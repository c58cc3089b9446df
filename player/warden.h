// player/warden.h: which of the media on disk may be opened: vetted, not poisonous, and noted on the disk
// where they have never played to their end here (player/guard.h says why). Steady playing writes nothing:
// only a first play, a crash and a verdict do.
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "content/files.h"
#include "content/store.h"
#include "player/guard.h"
#include "player/poison.h"
#include "player/status.h"
#include "player/vetting.h"

namespace kepu::player {

// Stepped; thread: the courier's loop.
class Warden {
 public:
  struct Place {
    std::filesystem::path state_dir;
    std::filesystem::path note;  // the one on tmpfs, as the last player left it; empty: none
    std::string boot;            // /proc/sys/kernel/random/boot_id
    std::string version;         // of the player
    bool crashed = false;        // the last player did (player/last_words.h)
  };

  // Reads what is kept, and judges the notes that were left behind. `files` must outlive it. Never fails:
  // what cannot be read counts as empty.
  Warden(content::Files& files, Place place, Vetting::Start start, Wall now);

  // What became of clips on the main loop. Afterwards cleared() holds what it asked for.
  void take(const std::vector<Experience>& experiences, Steady now, Wall wall);
  std::shared_ptr<const Cleared> cleared() const { return cleared_; }

  // Vets; see Vetting::tick().
  void vet(const content::Needs& needs, const content::Playable& on_disk, Steady now) {
    revision_ += vetting_.tick(needs, on_disk, now) ? 1 : 0;
  }

  // Of what lies on disk: what may be opened. The same pointer as long as nothing has changed.
  std::shared_ptr<const content::Playable> permitted(const std::shared_ptr<const content::Playable>& on_disk,
                                                     Wall now);
  // Refused and barred: not to be waited for.
  std::set<config::AssetId> given_up(Wall now) const;

  // Quarantine, refusals and safe mode.
  void tell(Status& status, Wall now) const;

  Poison& poison() { return poison_; }
  Vetting& vetting() { return vetting_; }
  void write() { vetting_.write(); }

 private:
  void judge_notes(Wall now);
  void clear_for(const config::AssetId& id);
  void close(const config::AssetId& id);
  void write_note();
  void write_poison();
  void publish();
  std::filesystem::path disk_note() const { return place_.state_dir / "attempt"; }
  std::filesystem::path poison_file() const { return place_.state_dir / "poison.json"; }

  content::Files* files_;
  Place place_;
  Poison poison_;
  Vetting vetting_;
  std::vector<config::AssetId> open_;  // in the note on the disk
  std::shared_ptr<const Cleared> cleared_;

  std::uint64_t revision_ = 0;
  std::shared_ptr<const content::Playable> seen_, permitted_;
  std::uint64_t seen_revision_ = 0;
  std::optional<Wall> stale_at_;
};

}  // namespace kepu::player
