// scheduler/spots.h: when spots are due, and which of those that wait comes first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "scheduler/calendar.h"

namespace kepu::scheduler {

// One play of a spot that is owed.
struct Due {
  Wall at{}, closes{};
  int priority = 0;
  std::uint32_t number = 0;  // of the contender
};

// `per_hour` evenly spaced instants of every hour from `day_begin` on that lie in `window`; they are shifted
// by a hash of `id`, so that spots of one frequency do not come all at once. Appends to `out`.
void add_dues(Wall day_begin, const Span& window, int per_hour, std::string_view id, const Due& like,
              std::vector<Due>& out);

// What becomes of a spot that waits, at a boundary.
enum class Offer : std::uint8_t {
  plays,
  waits,  // for a later boundary
  lost,   // never plays
};

// Those of a day, as the day goes by.
class SpotQueue {
 public:
  explicit SpotQueue(std::vector<Due> dues);

  // What is due by `now` waits from now on.
  void arrive(Wall now);
  // Nothing could play: what was due before `now` is lost.
  void lose_until(Wall now);

  // Offers what waits, by priority, then time, then number, until one plays, and takes that one. Of one
  // contender only the earliest is offered: the others would show the same item.
  std::optional<Due> take_first(const std::function<Offer(const Due&)>& offer);

  bool none_waits() const { return order_.empty(); }

  // When the next one is due that does not wait yet.
  std::optional<Wall> next_at() const;

 private:
  using Key = std::tuple<int, Wall, std::uint32_t>;  // the strongest first
  static Key key(const Due& due) { return {-due.priority, due.at, due.number}; }
  std::deque<Due>& line_of(const Key& key) { return waiting_[std::get<2>(key)]; }
  std::set<Key>::iterator drop(std::set<Key>::iterator first);

  std::vector<Due> dues_;  // by time
  std::size_t next_ = 0;
  std::unordered_map<std::uint32_t, std::deque<Due>> waiting_;  // by contender, then time
  std::set<Key> order_;                                         // the first of each that waits
};

}  // namespace kepu::scheduler
