// player/outbox.h: what the main loop hands to the courier's loop, because it waits on the disk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <utility>
#include <vector>

#include "config/feed.h"
#include "player/asrun.h"
#include "player/guard.h"
#include "player/screenshot.h"

namespace kepu::player {

struct Shot {
  Screenshot screenshot;
  std::filesystem::path file;
};

struct Mailing {
  std::vector<Aired> aired;
  std::vector<config::AssetId> damaged;  // to be fetched anew
  std::vector<Experience> experiences;
  std::vector<Shot> shots;
  std::uint64_t lost = 0;  // did not fit since the last take()
};

// Bounded: a disk that hangs must not fill the memory. Any thread may call anything.
class Outbox {
 public:
  static constexpr std::size_t kRowsMax = 10'000;
  static constexpr std::size_t kShotsMax = 8;

  void put(std::vector<Aired> rows) { put_into(&Mailing::aired, std::move(rows), kRowsMax); }
  void put(std::vector<config::AssetId> damaged) {
    put_into(&Mailing::damaged, std::move(damaged), kRowsMax);
  }
  void put(std::vector<Experience> experiences) {
    put_into(&Mailing::experiences, std::move(experiences), kRowsMax);
  }
  void put(Shot shot) {
    std::vector<Shot> shots;
    shots.push_back(std::move(shot));
    put_into(&Mailing::shots, std::move(shots), kShotsMax);
  }
  Mailing take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(mailing_, {});
  }

 private:
  template <class T>
  void put_into(std::vector<T> Mailing::*where, std::vector<T> what, std::size_t most) {
    const std::lock_guard lock(mutex_);
    for (T& one : what) {
      if ((mailing_.*where).size() < most) {
        (mailing_.*where).push_back(std::move(one));
      } else {
        ++mailing_.lost;
      }
    }
  }

  std::mutex mutex_;
  Mailing mailing_;  // guarded by mutex_
};

}  // namespace kepu::player
