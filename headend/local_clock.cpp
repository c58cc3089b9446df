#include "headend/local_clock.h"

#include <date/tz.h>

#include <array>
#include <cstdio>
#include <exception>

#include "config/notation.h"
#include "headend/options.h"
#include "scheduler/calendar.h"

namespace kepu::headend {
namespace {

using LocalMs = date::local_time<milliseconds>;

const date::time_zone& zone_of(const void* zone) { return *static_cast<const date::time_zone*>(zone); }

LocalMs local(const void* zone, Wall at) {
  return LocalMs(at.time_since_epoch() + zone_of(zone).get_info(at).offset);
}

std::string clock_words(milliseconds since_midnight) {
  const auto all = since_midnight.count();
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%02d:%02d:%02d.%03d", static_cast<int>(all / 3'600'000),
                static_cast<int>(all / 60'000 % 60), static_cast<int>(all / 1000 % 60),
                static_cast<int>(all % 1000));
  return text.data();
}

struct Parts {
  config::Date date;
  milliseconds since_midnight;
};

Parts parts(milliseconds since_epoch) {
  const auto days = std::chrono::floor<std::chrono::days>(since_epoch);
  return {config::Date(std::chrono::sys_days(days)), since_epoch - days};
}

std::string date_and_time(milliseconds since_epoch) {
  const Parts p = parts(since_epoch);
  std::string clock = clock_words(p.since_midnight);
  constexpr std::string_view kNoFraction = ".000";
  if (clock.ends_with(kNoFraction)) clock.resize(clock.size() - kNoFraction.size());
  return config::print_date(p.date) + "T" + clock;
}

// Two digits.
std::optional<int> two_digits(std::string_view text) {
  if (text.size() != 2 || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return (text[0] - '0') * 10 + (text[1] - '0');
}

}  // namespace

Result<LocalClock> LocalClock::in(const std::string& timezone) {
  try {
    return LocalClock(date::locate_zone(timezone));
  } catch (const std::exception&) {
    return Error{Kind::invalid, "\"" + timezone + "\" is not a time zone such as Asia/Shanghai"};
  }
}

std::string LocalClock::time(Wall at) const {
  return clock_words(parts(local(zone_, at).time_since_epoch()).since_midnight);
}

std::string LocalClock::date(Wall at) const {
  return config::print_date(parts(local(zone_, at).time_since_epoch()).date);
}

std::string LocalClock::rfc3339(Wall at) const {
  const auto offset =
      std::chrono::duration_cast<std::chrono::minutes>(zone_of(zone_).get_info(at).offset).count();
  const auto size = offset < 0 ? -offset : offset;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%c%02d:%02d", offset < 0 ? '-' : '+', static_cast<int>(size / 60),
                static_cast<int>(size % 60));
  return date_and_time(local(zone_, at).time_since_epoch()) + text.data();
}

std::optional<std::chrono::minutes> read_time(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hours = read_number(text.substr(0, 2), 0, 24);
  const auto minutes = read_number(text.substr(3, 2), 0, 59);
  if (!hours || !minutes || *hours * 60 + *minutes > 1440) return std::nullopt;
  return std::chrono::minutes(*hours * 60 + *minutes);
}

std::optional<LocalMoment> read_moment(std::string_view text) {
  const bool with_seconds = text.size() == 19 && text[16] == ':';
  if ((text.size() != 16 && !with_seconds) || text[10] != 'T' || text[13] != ':') return std::nullopt;
  const auto date = config::parse_date(text.substr(0, 10));
  const auto hour = two_digits(text.substr(11, 2)), minute = two_digits(text.substr(14, 2));
  const auto second = with_seconds ? two_digits(text.substr(17, 2)) : std::optional(0);
  if (!date || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return LocalMoment{
      *date, std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second)};
}

Result<Wall> instant(const LocalMoment& at, const std::string& timezone) {
  const auto local = scheduler::LocalTime::of(timezone, at.date);
  if (!local) return local.error();
  const auto minutes = std::chrono::floor<std::chrono::minutes>(at.since_midnight);
  return local->utc(at.date, static_cast<int>(minutes.count())) + (at.since_midnight - minutes);
}

}  // namespace kepu::headend
