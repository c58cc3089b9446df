// tests/scheduler/oracle/minutes.h: which entries are active, for each minute of a broadcast day (rules 1 to
// 6 and 22). Windows begin and end on whole minutes, of UTC too.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "config/feed.h"
#include "config/screen.h"
#include "tests/scheduler/oracle/places.h"
#include "tests/scheduler/oracle/recurs.h"
#include "tests/scheduler/oracle/wall_clock.h"

namespace kepu::oracle {

class Minutes {
 public:
  Minutes(const config::Feed& feed, const config::Screen& screen, const config::Day& day,
          const config::Place& place, WallClocks& clocks)
      : feed_(feed), screen_(screen), place_(place), date_(day.date) {
    const WallClock& clock = clocks.of(screen.timezone.empty() ? feed.timezone : screen.timezone, date_);
    begin_ = clock.utc(date_, 4 * 60);
    count_ = static_cast<int>(clock.utc(date_ + std::chrono::days(1), 4 * 60) - begin_);
    for (const config::Entry& entry : feed.entries) {
      std::vector<char>& minutes = active_.emplace_back(count_);
      if (day.clock_trusted) {
        fill(entry, clock, minutes);
      } else if (may_be_here(entry) && !asks_for_time(entry)) {
        minutes.assign(minutes.size(), 1);
      }
    }
    if (!day.clock_trusted) rather_than_black();
  }

  std::int64_t begin() const { return begin_; }  // minutes since 1970
  int count() const { return count_; }
  // `entry` is an index into Feed::entries.
  bool active(std::size_t entry, int minute) const {
    return active_[entry][static_cast<std::size_t>(minute)];
  }
  // The first minute from `minute` on at which `entry` is not active, or the day's end.
  int closes(std::size_t entry, int minute) const {
    while (minute < count_ && active(entry, minute)) ++minute;
    return minute;
  }

 private:
  void fill(const config::Entry& entry, const WallClock& clock, std::vector<char>& minutes) const {
    if (!may_be_here(entry)) return;
    const std::vector<config::Hours> all_day{{0, 24 * 60}};
    for (int off = -2; off <= 2; ++off) {
      const sys_days date = date_ + std::chrono::days(off);
      if (!fits(entry, date)) continue;
      for (const config::Hours& hours : entry.hours.empty() ? all_day : entry.hours) {
        const bool past_midnight = hours.end <= hours.begin;
        const std::int64_t from = clock.utc(date, hours.begin) - begin_;
        const std::int64_t to = clock.utc(date, hours.end + (past_midnight ? 24 * 60 : 0)) - begin_;
        for (std::int64_t at = std::max<std::int64_t>(from, 0); at < std::min<std::int64_t>(to, count_); ++at)
          minutes[static_cast<std::size_t>(at)] = 1;
      }
    }
  }

  // Without a clock: what asks for no time is active; if no loop or darkness is among it, all loops are.
  static bool asks_for_time(const config::Entry& entry) {
    return entry.from || entry.until || !entry.days.empty() || !entry.rrule.empty() ||
           !entry.except.empty() || !entry.hours.empty();
  }
  void rather_than_black() {
    for (std::size_t i = 0; i < active_.size(); ++i) {
      const config::Mode mode = feed_.entries[i].mode;
      if ((mode == config::Mode::loop || mode == config::Mode::dark) && active(i, 0)) return;
    }
    for (std::size_t i = 0; i < active_.size(); ++i) {
      if (feed_.entries[i].mode == config::Mode::loop && may_be_here(feed_.entries[i]))
        active_[i].assign(active_[i].size(), 1);
    }
  }

  bool may_be_here(const config::Entry& entry) const {
    return concerns(entry.screens) && is_there(entry.near, place_);
  }
  bool concerns(const config::TagRule& rule) const {
    const auto has = [&](const std::string& tag) {
      return tag == screen_.id.name || std::count(screen_.tags.begin(), screen_.tags.end(), tag) > 0;
    };
    for (const auto& tag : rule.all)
      if (!has(tag)) return false;
    for (const auto& tag : rule.none)
      if (has(tag)) return false;
    if (rule.any.empty()) return true;
    return std::any_of(rule.any.begin(), rule.any.end(), has);
  }

  bool fits(const config::Entry& entry, sys_days date) const {
    if (entry.from && date < sys_days(*entry.from)) return false;
    if (entry.until && date > sys_days(*entry.until)) return false;
    for (const auto& except : entry.except)
      if (sys_days(except) == date) return false;
    const sys_days counts_from = entry.from.value_or(config::Date(std::chrono::year(2000) / 1 / 1));
    if (!entry.rrule.empty() && !Recurrence(entry.rrule, counts_from).has(date)) return false;
    return entry.days.empty() || std::any_of(entry.days.begin(), entry.days.end(),
                                             [&](config::DayRule rule) { return fits(rule, date); });
  }
  bool fits(config::DayRule rule, sys_days date) const {
    const unsigned weekday = std::chrono::weekday(date).c_encoding();
    bool works = weekday >= 1 && weekday <= 5;
    for (const auto& rest : feed_.calendar.rest)
      if (sys_days(rest) == date) works = false;
    for (const auto& work : feed_.calendar.work)
      if (sys_days(work) == date) works = true;
    if (rule == config::DayRule::workday) return works;
    if (rule == config::DayRule::restday) return !works;
    return static_cast<unsigned>(rule) == weekday;
  }

  const config::Feed& feed_;
  const config::Screen& screen_;
  const config::Place& place_;
  sys_days date_;
  std::int64_t begin_ = 0;
  int count_ = 0;
  std::vector<std::vector<char>> active_;
};

}  // namespace kepu::oracle
