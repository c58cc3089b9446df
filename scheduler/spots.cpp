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
    const auto place =
        std::upper_bound(waiting_.begin(), waiting_.end(), due, [](const Due& a, const Due& b) {
          return std::tie(b.priority, a.at, a.number) < std::tie(a.priority, b.at, b.number);
        });
    waiting_.insert(place, due);
  }
  std::erase_if(waiting_, [&](const Due& due) { return due.closes <= now; });
}

void SpotQueue::lose_until(Wall now) {
  while (next_ < dues_.size() && dues_[next_].at < now) ++next_;
  waiting_.clear();
}

Due SpotQueue::take(std::size_t which) {
  const Due due = waiting_[which];
  waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(which));
  return due;
}

std::optional<Wall> SpotQueue::next_at() const {
  return next_ < dues_.size() ? std::optional(dues_[next_].at) : std::nullopt;
}

}  // namespace kepu::scheduler
