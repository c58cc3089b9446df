// scheduler/share.h: which of the loops that play together is next.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "config/clock.h"

namespace kepu::scheduler {

// At every boundary the loop with the smallest airtime / share since the rotation began; a tie: the one with
// the smallest number. So no loop is ever ahead of another by more than its own last item (airtime measured
// per share). Exact: integers, no rounding. O(log loops) per item, and nothing for loops whose turn never
// comes.
class Rotation {
 public:
  // `loops` are numbers in order of their ids, not empty; `shares[n]` is the share of loop n. Both must
  // outlive it.
  Rotation(const std::set<std::uint32_t>& loops, const std::vector<int>& shares);

  // Takes the next loop out; aired() puts it back.
  std::uint32_t next();
  void aired(milliseconds airtime);

 private:
  struct Turn {
    std::uint32_t loop = 0;
    std::int64_t airtime = 0;  // milliseconds
  };
  bool later(const Turn& a, const Turn& b) const;

  const std::vector<int>* shares_;
  std::set<std::uint32_t>::const_iterator fresh_,
      end_;                   // those that have not played yet come first, by number
  std::vector<Turn> played_;  // a heap, the next on top
  Turn out_;
};

}  // namespace kepu::scheduler
