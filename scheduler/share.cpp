#include "scheduler/share.h"

#include <algorithm>
#include <utility>

#include "config/log.h"

namespace kepu::scheduler {

Rotation::Rotation(const std::set<std::uint32_t>& loops, const std::vector<int>& shares, Length next_length)
    : shares_(&shares), next_length_(std::move(next_length)) {
  within_.reserve(loops.size());
  for (const std::uint32_t loop : loops) {
    within_.push_back({loop, 0, next_length_(loop).count()});
    shares_sum_ += shares[loop];
  }
  std::ranges::make_heap(within_, [this](const Turn& a, const Turn& b) { return ends_later(a, b); });
}

// Without dividing. A day of milliseconds times 10,000 shares of 1000 is below 2^50: no overflow.
bool Rotation::begins_later(const Turn& a, const Turn& b) const {
  return a.airtime * (*shares_)[b.loop] > b.airtime * (*shares_)[a.loop];
}

bool Rotation::ends_later(const Turn& a, const Turn& b) const {
  const std::int64_t left = a.with_next * (*shares_)[b.loop], right = b.with_next * (*shares_)[a.loop];
  return left != right ? left > right : a.loop > b.loop;
}

bool Rotation::is_within_share(const Turn& turn) const {
  return turn.airtime * shares_sum_ <= airtime_ * (*shares_)[turn.loop];
}

std::uint32_t Rotation::next() {
  const auto begins = [this](const Turn& a, const Turn& b) { return begins_later(a, b); };
  const auto ends = [this](const Turn& a, const Turn& b) { return ends_later(a, b); };
  while (!ahead_.empty() && is_within_share(ahead_.front())) {
    std::ranges::pop_heap(ahead_, begins);
    within_.push_back(ahead_.back());
    ahead_.pop_back();
    std::ranges::push_heap(within_, ends);
  }
  KEPU_CHECK(!within_.empty());  // not all can have had more than their share
  std::ranges::pop_heap(within_, ends);
  out_ = within_.back();
  within_.pop_back();
  return out_.loop;
}

void Rotation::aired(milliseconds airtime) {
  airtime_ += airtime.count();
  out_.airtime += airtime.count();
  out_.with_next = out_.airtime + next_length_(out_.loop).count();
  ahead_.push_back(out_);
  std::ranges::push_heap(ahead_, [this](const Turn& a, const Turn& b) { return begins_later(a, b); });
}

}  // namespace kepu::scheduler
