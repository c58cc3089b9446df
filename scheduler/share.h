// scheduler/share.h: which of the loops that play together is next.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <vector>

#include "config/clock.h"

namespace kepu::scheduler {

// Airtime by shares, never further from them than an item. At every boundary, of the loops that have not had
// more than their share of the airtime so far, the one plays whose next item would be over first if each had
// its share alone: the smallest (airtime + item) / share; a tie: the smallest number. So no loop is ever
// ahead of its exact share by more than its own item, nor behind it by more than the longest item of any
// (WF2Q: J. C. R. Bennett and H. Zhang, INFOCOM 1996). Exact: integers, no rounding. O(log loops) per item.
class Rotation {
 public:
  // How long the next item of a loop is; above 0.
  using Length = std::function<milliseconds(std::uint32_t loop)>;

  // `loops` are numbers in order of their ids, not empty; `shares[n]` is the share of loop n and must outlive
  // the rotation. Asks each loop for a length at once, and again when it has aired.
  Rotation(const std::set<std::uint32_t>& loops, const std::vector<int>& shares, Length next_length);

  // Takes the next loop out; aired() puts it back.
  std::uint32_t next();
  void aired(milliseconds airtime);

 private:
  struct Turn {
    std::uint32_t loop = 0;
    std::int64_t airtime = 0, with_next = 0;  // milliseconds: so far, and after its next item
  };
  bool begins_later(const Turn& a, const Turn& b) const;
  bool ends_later(const Turn& a, const Turn& b) const;
  bool is_within_share(const Turn& turn) const;

  const std::vector<int>* shares_;
  Length next_length_;
  std::vector<Turn> ahead_;   // a heap: have had more than their share, the first to be within it on top
  std::vector<Turn> within_;  // a heap: the next on top
  Turn out_;
  std::int64_t airtime_ = 0;  // of all loops, milliseconds
  std::int64_t shares_sum_ = 0;
};

}  // namespace kepu::scheduler
