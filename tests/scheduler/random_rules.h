// tests/scheduler/random_rules.h: the parts of a random feed: days of change, windows, rules of recurrence,
// circles.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "config/feed.h"
#include "config/screen.h"
#include "tests/scheduler/oracle/places.h"
#include "tests/scheduler/sample.h"

namespace kepu::scheduler {

class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  int pick(int low, int high) {
    return low + static_cast<int>(random_() % static_cast<unsigned>(high - low + 1));
  }
  bool chance(int percent) { return pick(1, 100) <= percent; }
  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(pick(0, static_cast<int>(all.size()) - 1))];
  }

 private:
  std::mt19937 random_;
};

struct ZonedDay {
  std::string zone;
  config::Date date;
};

// Half of them are the day before a change of the clocks, that day, or the day after.
inline ZonedDay random_day(Dice& dice) {
  static const std::vector<ZonedDay> kChanges{
      {"Etc/UTC", date(2027, 3, 12)},
      {"Asia/Shanghai", date(2027, 2, 7)},
      {"Asia/Shanghai", date(1986, 5, 4)},  // the first summer time for long, at 02:00
      {"Europe/Berlin", date(2027, 3, 28)},
      {"Europe/Berlin", date(2026, 10, 25)},
      {"Australia/Lord_Howe", date(2026, 10, 4)},  // by half an hour
      {"Australia/Lord_Howe", date(2027, 4, 4)},
      {"America/New_York", date(2027, 3, 14)},
      {"America/New_York", date(2026, 11, 1)},
      {"America/St_Johns", date(2027, 3, 14)},
      {"America/St_Johns", date(2010, 11, 7)},  // at 00:01, back into the day before
      {"Asia/Pyongyang", date(2015, 8, 15)},    // +9 to +8:30 at midnight
      {"Asia/Pyongyang", date(2018, 5, 4)},     // and back at 23:30
      {"Africa/Casablanca", date(2027, 2, 7)},  // Ramadan
      {"Africa/Casablanca", date(2027, 3, 14)},
      {"America/Sao_Paulo", date(2018, 11, 4)},  // there was no midnight
      {"Asia/Kathmandu", date(1986, 1, 1)},      // by a quarter of an hour
      {"Pacific/Apia", date(2011, 12, 30)}};     // the day that did not happen
  ZonedDay day = dice.one_of(kChanges);
  if (dice.chance(50)) {
    day.date = std::chrono::sys_days(day.date) + std::chrono::days(dice.pick(-1, 1));
  } else {
    day.date = date(2027, 3, static_cast<unsigned>(dice.pick(8, 11)));
  }
  return day;
}

// Often about the hours at which clocks change.
inline config::Hours random_hours(Dice& dice) {
  const int begin = dice.chance(30) ? dice.pick(0, 14) * 15 : dice.pick(0, 47) * 30;
  const int length = dice.chance(30) ? dice.pick(1, 8) * 15 : dice.pick(1, 47) * 30;
  const int end = begin + length;
  return {begin, end <= 1440 ? end : end - 1440};
}

inline std::string random_rrule(Dice& dice, config::Date about, bool recent) {
  static const std::vector<std::string> kDays{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
  const auto days = [&] {
    std::string all = dice.one_of(kDays);
    for (int i = dice.pick(0, 4); i > 0; --i) {
      const std::string& one = dice.one_of(kDays);
      if (all.find(one) == std::string::npos) all += "," + one;
    }
    return all;
  };
  const auto month = [&] {
    return std::to_string(dice.chance(80) ? unsigned(about.month()) : unsigned(dice.pick(1, 12)));
  };
  const auto month_day = [&] {
    if (dice.chance(30)) return std::to_string(-dice.pick(1, 28));
    return std::to_string(dice.chance(60) ? unsigned(about.day()) : unsigned(dice.pick(1, 31)));
  };
  const auto nth = [&] { return std::to_string(dice.chance(50) ? dice.pick(1, 5) : -dice.pick(1, 2)); };
  std::string rule;
  switch (dice.pick(0, 11)) {
    case 0:
      rule = "FREQ=DAILY";
      break;
    case 1:
      rule = "FREQ=DAILY;BYDAY=" + days();
      break;
    case 2:
      rule = "FREQ=DAILY;BYMONTH=" + month();
      break;
    case 3:
      rule = "FREQ=WEEKLY";
      break;
    case 4:
      rule = "FREQ=WEEKLY;BYDAY=" + days();
      break;
    case 5:
      rule = "FREQ=MONTHLY";
      break;
    case 6:
      rule = "FREQ=MONTHLY;BYDAY=" + nth() + dice.one_of(kDays);
      break;
    case 7:
      rule = "FREQ=MONTHLY;BYMONTHDAY=" + month_day() + "," + month_day();
      break;
    case 8:
      rule = "FREQ=MONTHLY;BYDAY=" + days() + ";BYSETPOS=" + nth();
      break;
    case 9:
      rule = "FREQ=YEARLY;BYMONTH=" + month() + ";BYMONTHDAY=" + month_day();
      break;
    case 10:
      rule = "FREQ=YEARLY;BYMONTH=" + month() + ";BYDAY=" + nth() + dice.one_of(kDays);
      break;
    default:
      rule = "FREQ=YEARLY";
      break;
  }
  if (dice.chance(40)) rule += ";INTERVAL=" + std::to_string(dice.pick(1, 4));
  // Counted from long ago it takes long to find out.
  if (recent && dice.chance(30)) {
    rule += ";COUNT=" + std::to_string(dice.pick(1, dice.chance(50) ? 5 : 300));
  } else if (dice.chance(20)) {
    const config::Date last = std::chrono::sys_days(about) + std::chrono::days(dice.pick(-2, 2));
    char text[40];
    std::snprintf(text, sizeof text, ";UNTIL=%04d%02u%02u", int(last.year()), unsigned(last.month()),
                  unsigned(last.day()));
    rule += text;
  }
  return rule;
}

inline config::Place random_place(Dice& dice) {
  static const std::vector<config::Position> kTowns{{24.326, 109.412}, {45.76, 126.64}, {18.25, 109.51},
                                                    {39.47, 75.99},    {52.52, 13.40},  {-33.87, 151.21}};
  config::Place place;
  if (dice.chance(80)) place.position = dice.one_of(kTowns);
  if (dice.chance(50)) place.stop = dice.chance(50) ? "museum" : "market";
  return place;
}

// Circles that hold the position or do not, by a tenth of the radius and five metres at least: what two ways
// of reckoning differ by.
inline std::vector<config::Near> random_near(Dice& dice, const config::Place& place) {
  std::vector<config::Near> all;
  for (int i = dice.pick(1, 2); i > 0; --i) {
    if (dice.chance(30)) {
      all.push_back(config::Stop{dice.chance(50) ? "museum" : "market"});
      continue;
    }
    const double radius = std::round(std::pow(10, dice.pick(10, 49) / 10.0));
    const double away =
        dice.chance(50) ? (radius - 5) * dice.pick(0, 90) / 100 : (radius + 5) * dice.pick(110, 300) / 100;
    const config::Position at = place.position.value_or(config::Position{24.326, 109.412});
    const double angle = dice.pick(0, 359) * std::numbers::pi / 180, degree = 111'195;
    const config::Position centre{
        at.lat + away * std::cos(angle) / degree,
        at.lon + away * std::sin(angle) / degree / std::cos(at.lat * std::numbers::pi / 180)};
    const auto datum = static_cast<config::Datum>(dice.pick(0, 2));
    const config::Position shown = oracle::drawn(centre, datum);
    all.push_back(config::Circle{shown.lat, shown.lon, static_cast<int>(radius), datum});
  }
  return all;
}

}  // namespace kepu::scheduler
