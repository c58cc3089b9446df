// tests/scheduler/oracle/recurs.h: rules of recurrence (RFC 5545, 3.3.10), asked of one date after the other.
// (scheduler/ asks libical.)
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace kepu::oracle {

class Recurrence {
 public:
  using Day = std::chrono::sys_days;

  // `first` is where it begins to count. Not read: hours and finer, BYWEEKNO, BYYEARDAY, WKST.
  Recurrence(const std::string& text, Day first) : first_(first) {
    std::istringstream parts(text);
    for (std::string part; std::getline(parts, part, ';');) {
      const std::size_t equals = part.find('=');
      read(part.substr(0, equals), part.substr(equals + 1));
    }
  }

  bool has(Day date) const {
    if (date < first_ || (until_ && date > *until_) || !is_one(date)) return false;
    int so_far = 0;
    for (Day day = first_; count_ > 0 && day <= date && so_far <= count_; day += std::chrono::days(1))
      so_far += is_one(day) ? 1 : 0;
    return so_far <= count_;
  }

 private:
  using Ymd = std::chrono::year_month_day;
  struct Weekday {
    int which = 0;  // the nth, or from the end; 0: each
    unsigned day = 0;
  };

  static int number(const std::string& text) { return std::atoi(text.c_str()); }
  static std::vector<std::string> list(const std::string& text) {
    std::vector<std::string> all;
    std::istringstream parts(text);
    for (std::string part; std::getline(parts, part, ',');) all.push_back(part);
    return all;
  }
  void read(const std::string& key, const std::string& value) {
    if (key == "FREQ") freq_ = value[0];
    if (key == "INTERVAL") interval_ = number(value);
    if (key == "COUNT") count_ = number(value);
    if (key == "UNTIL") {
      const int digits = number(value.substr(0, 8));
      until_ = std::chrono::year(digits / 10'000) / (digits / 100 % 100) / (digits % 100);
    }
    for (const std::string& one : list(value)) {
      if (key == "BYMONTH") months_.push_back(number(one));
      if (key == "BYMONTHDAY") month_days_.push_back(number(one));
      if (key == "BYSETPOS") places_.push_back(number(one));
      const std::string names = "SUMOTUWETHFRSA";
      if (key == "BYDAY")
        weekdays_.push_back({number(one), static_cast<unsigned>(names.find(one.substr(one.size() - 2)) / 2)});
    }
  }

  // The stretch of `freq_` in which a date lies; a week begins on Monday.
  std::pair<Day, Day> period(Day date) const {
    const Ymd on(date);
    if (freq_ == 'D') return {date, date + std::chrono::days(1)};
    if (freq_ == 'W') {
      const Day monday = date - (std::chrono::weekday(date) - std::chrono::Monday);
      return {monday, monday + std::chrono::days(7)};
    }
    if (freq_ == 'M') return month(on);
    return year(on);
  }
  static std::pair<Day, Day> month(const Ymd& on) {
    const auto first = on.year() / on.month();
    return {first / 1, (first + std::chrono::months(1)) / 1};
  }
  static std::pair<Day, Day> year(const Ymd& on) {
    return {on.year() / 1 / 1, (on.year() + std::chrono::years(1)) / 1 / 1};
  }
  bool in_turn(Day date) const {  // of every `interval_` periods one
    const auto [here, end] = period(date);
    const auto [there, unused] = period(first_);
    const Ymd a(there), b(here);
    const int years = static_cast<int>(b.year()) - static_cast<int>(a.year());
    const int months = static_cast<int>(static_cast<unsigned>(b.month())) -
                       static_cast<int>(static_cast<unsigned>(a.month()));
    const auto days = static_cast<int>((here - there).count());
    const int passed = freq_ == 'D'   ? days
                       : freq_ == 'W' ? days / 7
                       : freq_ == 'M' ? years * 12 + months
                                      : years;
    return passed % interval_ == 0;
  }

  template <class T>
  static bool holds(const std::vector<T>& all, const T& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  }
  // Whether `at` is the nth of what lies in [begin, end) every `step` days.
  static bool is_nth(int which, Day at, Day begin, Day end, int step) {
    if (which > 0) return (at - begin).count() / step == which - 1;
    return (end - std::chrono::days(1) - at).count() / step == -which - 1;
  }
  bool fits_weekday(Day date) const {
    const Ymd on(date);
    const unsigned today = std::chrono::weekday(date).c_encoding();
    const bool of_month = freq_ == 'M' || !months_.empty();
    const auto [begin, end] = of_month ? month(on) : year(on);
    return std::any_of(weekdays_.begin(), weekdays_.end(), [&, from = begin, to = end](const Weekday& one) {
      return one.day == today && (one.which == 0 || is_nth(one.which, date, from, to, 7));
    });
  }
  bool fits(Day date) const {
    const Ymd on(date), start(first_);
    const auto [begin, end] = month(on);
    const int month_number = static_cast<int>(static_cast<unsigned>(on.month()));
    if (!months_.empty() && !holds(months_, month_number)) return false;
    const bool of_month_day =
        std::any_of(month_days_.begin(), month_days_.end(),
                    [&, from = begin, to = end](int which) { return is_nth(which, date, from, to, 1); });
    if (!month_days_.empty() && !of_month_day) return false;
    if (!weekdays_.empty()) return fits_weekday(date);
    // What the rule leaves open is as on the first day.
    if (freq_ == 'W') return std::chrono::weekday(date) == std::chrono::weekday(first_);
    if (freq_ == 'D' || !month_days_.empty()) return true;
    const bool same_month = freq_ == 'M' || !months_.empty() || on.month() == start.month();
    return same_month && on.day() == start.day();
  }
  bool is_one(Day date) const {
    if (!in_turn(date) || !fits(date)) return false;
    if (places_.empty()) return true;
    const auto [begin, end] = period(date);
    int before = 0, after = 0;
    for (Day day = begin; day < end; day += std::chrono::days(1)) {
      if (!fits(day)) continue;
      before += day <= date ? 1 : 0;
      after += day >= date ? 1 : 0;
    }
    return holds(places_, before) || holds(places_, -after);
  }

  Day first_;
  char freq_ = 'D';
  int interval_ = 1, count_ = 0;
  std::optional<Day> until_;
  std::vector<Weekday> weekdays_;
  std::vector<int> months_, month_days_, places_;
};

}  // namespace kepu::oracle
