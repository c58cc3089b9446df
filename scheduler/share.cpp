#include "scheduler/share.h"

#include <algorithm>

namespace kepu::scheduler {

Rotation::Rotation(const std::set<std::uint32_t>& loops, const std::vector<int>& shares)
    : shares_(&shares), fresh_(loops.begin()), end_(loops.end()) {}

// a.airtime / a.share > b.airtime / b.share, without dividing. A day of milliseconds times a share of 1000 is
// below 2^37: no overflow.
bool Rotation::later(const Turn& a, const Turn& b) const {
  const std::int64_t left = a.airtime * (*shares_)[b.loop], right = b.airtime * (*shares_)[a.loop];
  return left != right ? left > right : a.loop > b.loop;
}

std::uint32_t Rotation::next() {
  if (fresh_ != end_) {
    out_ = {*fresh_++, 0};
    return out_.loop;
  }
  std::pop_heap(played_.begin(), played_.end(), [this](const Turn& a, const Turn& b) { return later(a, b); });
  out_ = played_.back();
  played_.pop_back();
  return out_.loop;
}

void Rotation::aired(milliseconds airtime) {
  out_.airtime += airtime.count();
  played_.push_back(out_);
  std::push_heap(played_.begin(), played_.end(),
                 [this](const Turn& a, const Turn& b) { return later(a, b); });
}

}  // namespace kepu::scheduler
