// scheduler/spots.h: when spots are due, and which of those that wait comes first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "scheduler/calendar.h"

namespace kepu::scheduler {

// One play of a spot that is owed. It is lost if it has not begun when its window closes.
struct Due {
  Wall at{}, closes{};
  int priority = 0;
  std::uint32_t number = 0;  // of the contender
};

// `per_hour` evenly spaced instants of every hour from `day_begin` on that lie in `window`; they are shifted
// by a hash of `id`, so that spots of one frequency do not come all at once. Appends to `out`.
void add_dues(Wall day_begin, const Span& window, int per_hour, std::string_view id, const Due& like,
              std::vector<Due>& out);

// Those of a day, as the day goes by.
class SpotQueue {
 public:
  explicit SpotQueue(std::vector<Due> dues);

  // What is due by `now` waits from now on; what waits for a window that has closed is lost.
  void arrive(Wall now);
  // Nothing could play: what was due before `now` is lost.
  void lose_until(Wall now);

  // By priority, then time, then number.
  const std::vector<Due>& waiting() const { return waiting_; }
  Due take(std::size_t which);

  // When the next one is due that does not wait yet.
  std::optional<Wall> next_at() const;

 private:
  std::vector<Due> dues_;  // by time
  std::size_t next_ = 0;
  std::vector<Due> waiting_;
};

}  // namespace kepu::scheduler
