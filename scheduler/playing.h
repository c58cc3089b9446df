// scheduler/playing.h: which of the active entries play, as the day goes by.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <set>

namespace kepu::scheduler {

// Entries of one priority and kind. The strongest group comes first: the highest priority, and dark before
// loops.
struct Group {
  int priority = 0;
  bool dark = false;
  bool operator==(const Group&) const = default;
  std::strong_ordering operator<=>(const Group& other) const {
    if (priority != other.priority) return other.priority <=> priority;
    return other.dark <=> dark;
  }
};

// The active entries, as numbers in order of their ids. All of the strongest group play, and nobody else.
class Playing {
 public:
  using Members = std::set<std::uint32_t>;

  void begin(const Group& group, std::uint32_t entry) { groups_[group].insert(entry); }
  void end(const Group& group, std::uint32_t entry);

  // Would an entry of `group` that begins or ends now change who plays? A weaker one would not.
  bool concerns(const Group& group) const { return groups_.empty() || group <= groups_.begin()->first; }

  bool none() const { return groups_.empty(); }
  // Of what plays; only if not none(). Valid until the next begin() or end().
  const Group& group() const { return groups_.begin()->first; }
  const Members& members() const { return groups_.begin()->second; }

 private:
  std::map<Group, Members> groups_;  // no empty ones
};

}  // namespace kepu::scheduler
