// player/vetting.h: new media are tried by a decode process in its strict mode before they become playable.
// What came out is remembered on disk, for this version of the player: a new one tries again.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "config/clock.h"
#include "content/files.h"
#include "content/store.h"
#include "player/clip.h"

namespace kepu::player {

// Stepped, one asset at a time; thread: the courier's loop.
class Vetting {
 public:
  // Starts a decode process that vets; it says Ended with the clip's length, or Failed.
  using Start =
      std::function<Result<std::unique_ptr<Clip>>(const std::filesystem::path&, const config::AssetId&)>;

  static constexpr nanoseconds kTimeLimit = std::chrono::seconds(60);    // then the process is killed
  static constexpr milliseconds kLengthSlack = std::chrono::seconds(1);  // feed against file
  // The verdicts are one document. It is written this long after the first new one: a power cut costs a
  // minute of vetting anew, and 10,000 assets cost some hundred writes, not ten thousand.
  static constexpr nanoseconds kWriteAfter = std::chrono::seconds(30);

  // Reads `file`; one that is damaged or of another version counts as empty. `files` must outlive it.
  Vetting(content::Files& files, std::filesystem::path file, std::string version, Start start);

  // Takes a verdict in and starts on the next of `needs` that lies on disk without one. True if a verdict
  // came.
  bool tick(const content::Needs& needs, const content::Playable& on_disk, Steady now);
  void write();  // what is not on disk yet

  bool passed(const config::AssetId& id) const { return passed_.contains(id); }
  const std::map<config::AssetId, std::string>& refused() const { return refused_; }  // with the reason
  // Its bytes are not those that the feed names: to be discarded and fetched anew. Once each.
  std::optional<config::AssetId> take_damaged() { return std::exchange(damaged_, std::nullopt); }

  // Played to its end on this machine; kept with the verdicts.
  void set_proven(const config::AssetId& id, Steady now);
  const std::set<config::AssetId>& proven() const { return proven_; }

  int fd() const { return running_ ? running_->fd() : -1; }  // readable: tick() has something to do
  std::optional<Steady> due() const;                         // so has it then

 private:
  void read();
  void start_next(const content::Needs& needs, const content::Playable& on_disk, Steady now);
  bool finish(Steady now);
  void judge(const ClipStatus& status, Steady now);
  void refuse(std::string reason, bool for_good);
  void changed(Steady now);

  content::Files* files_;
  std::filesystem::path file_;
  std::string version_;
  Start start_;
  std::set<config::AssetId> passed_, proven_;
  std::map<config::AssetId, std::string> refused_;
  std::set<config::AssetId> for_now_;  // of refused_: not written, a restart tries again
  std::optional<config::AssetId> damaged_;
  config::Asset asset_;  // being vetted
  std::unique_ptr<Clip> running_;
  Steady started_{};
  std::optional<Steady> write_at_;
};

}  // namespace kepu::player
