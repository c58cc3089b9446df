// content/scrub.h: hashes what lies on disk in the background, so that what has rotted is fetched again
// before it is to be shown. Stepped; thread: the courier's loop alone.
#pragma once

#include <optional>
#include <vector>

#include "config/clock.h"
#include "config/feed.h"
#include "content/files.h"
#include "content/sha256.h"
#include "content/store.h"

namespace kepu::content {

constexpr std::size_t kScrubPiece = std::size_t{1} << 20U;
constexpr milliseconds kScrubPause{200};  // after each piece: 5 MB/s at most
constexpr std::chrono::hours kScrubEvery{24 * 7};

class Scrub {
 public:
  // `store` and `files` must outlive it.
  Scrub(Store& store, Files& files) : store_(&store), files_(&files) {}

  // Hashes a piece if it is time: in each round all that lies on disk as it begins, `needs` first. What is
  // not as it was leaves the store. Returns when it wants to be called again at the latest.
  Steady tick(Steady now, const Needs& needs);

  std::size_t left() const { return queue_.size(); }  // objects, of this round

 private:
  void begin_round(const Needs& needs);
  void read_piece();
  void judge(bool right, const std::string& fault);

  Store* store_;
  Files* files_;
  std::vector<config::AssetId> queue_;  // the next one last
  Sha256 hasher_;
  std::uint64_t at_ = 0;  // in the one that is being read
  std::optional<Steady> next_;
};

}  // namespace kepu::content
