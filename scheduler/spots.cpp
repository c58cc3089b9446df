#include "scheduler/spots.h"

#include <algorithm>
#include <tuple>

#include "config/log.h"
#include "scheduler/spread.h"

namespace kepu::scheduler {
namespace {

constexpr std::int64_t kHour = 3'600'000;  // ms

}  // namespace

void add_dues(Wall day_begin, const Span& window, int per_hour, std::string_view id, const Due& like,
              std::vector<Due>& out) {
  KEPU_CHECK(per_hour > 0);
  const auto shift = static_cast<std::int64_t>(hash_of(id) % static_cast<std::uint64_t>(kHour / per_hour));
  const std::int64_t first_hour = (window.begin - day_begin).count() / kHour;
  for (std::int64_t hour = first_hour; day_begin + milliseconds(hour * kHour) < window.end; ++hour) {
    for (std::int64_t turn = 0; turn < per_hour; ++turn) {
      Due due = like;
      due.at = day_begin + milliseconds(hour * kHour + turn * kHour / per_hour + shift);
      due.closes = window.end;
      if (due.at >= window.begin && due.at < window.end) out.push_back(due);
    }
  }
}

SpotQueue::SpotQueue(std::vector<Due> dues) : dues_(std::move(dues)) {
  std::sort(dues_.begin(), dues_.end(),
            [](const Due& a, const Due& b) { return std::tie(a.at, a.number) < std::tie(b.at, b.number); });
}

void SpotQueue::arrive(Wall now) {
  for (; next_ < dues_.size() && dues_[next_].at <= now; ++next_) {
    const Due& due = dues_[next_];
    std::deque<Due>& line = waiting_[due.number];
    if (line.empty()) order_.insert(key(due));
    line.push_back(due);
  }
}

void SpotQueue::lose_until(Wall now) {
  while (next_ < dues_.size() && dues_[next_].at < now) ++next_;
  waiting_.clear();
  order_.clear();
}

// Takes the first of a line out; the one behind it has a place of its own, further on. Gives what was next in
// order, or that one if it comes before.
std::set<SpotQueue::Key>::iterator SpotQueue::drop(std::set<Key>::iterator first) {
  std::deque<Due>& line = line_of(*first);
  line.pop_front();
  if (!line.empty()) order_.insert(key(line.front()));
  return order_.erase(first);
}

std::optional<Due> SpotQueue::take_first(const std::function<Offer(const Due&)>& offer) {
  for (auto first = order_.begin(); first != order_.end();) {
    const Due due = line_of(*first).front();
    const Offer answer = offer(due);
    if (answer == Offer::waits) {
      ++first;
      continue;
    }
    first = drop(first);
    if (answer == Offer::plays) return due;
  }
  return std::nullopt;
}

std::optional<Wall> SpotQueue::next_at() const {
  return next_ < dues_.size() ? std::optional(dues_[next_].at) : std::nullopt;
}

}  // namespace kepu::scheduler
