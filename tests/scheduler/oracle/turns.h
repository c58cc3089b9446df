// tests/scheduler/oracle/turns.h: which of the loops that play together is next (rule 10).
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "config/feed.h"

namespace kepu::oracle {

// A loop and the length of its next item. In order of their ids.
struct Turn {
  std::size_t entry = 0;
  std::int64_t length = 0;
};

class Turns {
 public:
  explicit Turns(const config::Feed& feed) : feed_(feed) {}

  void afresh() { airtime_.clear(); }
  void aired(std::size_t entry, std::int64_t time) { airtime_[entry] += time; }

  // Of those that have had their share or less, the one that would be over first on its share alone.
  std::size_t next(const std::vector<Turn>& loops) {
    std::int64_t all_airtime = 0, all_shares = 0;
    for (const Turn& one : loops) {
      all_airtime += airtime_[one.entry];
      all_shares += share(one);
    }
    const Turn* best = nullptr;
    for (const Turn& one : loops) {
      if (airtime_[one.entry] * all_shares > all_airtime * share(one)) continue;
      if (best == nullptr || over(one) * share(*best) < over(*best) * share(one)) best = &one;
    }
    return best->entry;
  }

 private:
  std::int64_t share(const Turn& one) const { return feed_.entries[one.entry].share; }
  std::int64_t over(const Turn& one) { return airtime_[one.entry] + one.length; }

  const config::Feed& feed_;
  std::map<std::size_t, std::int64_t> airtime_;
};

}  // namespace kepu::oracle
