#include "config/notation.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>

namespace kepu::config {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// Whether `text` has the shape of `form`, in which 0 stands for any digit.
bool has_form(std::string_view text, std::string_view form) {
  return text.size() == form.size() &&
         std::equal(text.begin(), text.end(), form.begin(),
                    [](char c, char wanted) { return wanted == '0' ? is_digit(c) : c == wanted; });
}

// All digits.
int value_of(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

std::string two(int value) {
  return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
}

// "+08:00" or "Z".
std::optional<minutes> parse_offset(std::string_view text) {
  if (text == "Z") return minutes(0);
  if (!has_form(text, "+00:00") && !has_form(text, "-00:00")) return {};
  const int hour = value_of(text.substr(1, 2));
  const int minute = value_of(text.substr(4, 2));
  if (hour > 23 || minute > 59) return {};
  const minutes offset = hours(hour) + minutes(minute);
  return text[0] == '-' ? -offset : offset;
}

// ".25" or nothing; takes it from the front of `text`.
std::optional<milliseconds> take_fraction(std::string_view& text) {
  if (!text.starts_with('.')) return milliseconds(0);
  const auto end = std::find_if_not(text.begin() + 1, text.end(), is_digit);
  std::string digits(text.begin() + 1, end);
  if (digits.empty()) return {};
  digits.resize(3, '0');
  text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
  return milliseconds(value_of(digits));
}

// Minutes since midnight of "07:30"; at most `max`.
std::optional<int> parse_minute(std::string_view text, int max) {
  if (!has_form(text, "00:00")) return {};
  const int minute = value_of(text.substr(3, 2));
  const int result = value_of(text.substr(0, 2)) * 60 + minute;
  if (minute > 59 || result > max) return {};
  return result;
}

bool is_graphic(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte != 0x7f;
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
  if (!has_form(text, "0000-00-00")) return {};
  const Date date{std::chrono::year(value_of(text.substr(0, 4))),
                  std::chrono::month(static_cast<unsigned>(value_of(text.substr(5, 2)))),
                  std::chrono::day(static_cast<unsigned>(value_of(text.substr(8, 2))))};
  if (!date.ok()) return {};
  return date;
}

std::string print_date(const Date& date) {
  const int year = static_cast<int>(date.year());
  return two(year / 100) + two(year % 100) + "-" +
         two(static_cast<int>(static_cast<unsigned>(date.month()))) + "-" +
         two(static_cast<int>(static_cast<unsigned>(date.day())));
}

std::optional<Wall> parse_instant(std::string_view text) {
  constexpr std::size_t kSecondsEnd = 19;
  if (text.size() <= kSecondsEnd || text[10] != 'T') return {};
  const auto date = parse_date(text.substr(0, 10));
  const auto minute = parse_minute(text.substr(11, 5), 24 * 60 - 1);
  const std::string_view second = text.substr(16, 3);
  if (!date || !minute || !has_form(second, ":00") || value_of(second.substr(1)) > 59) return {};
  text.remove_prefix(kSecondsEnd);
  const auto fraction = take_fraction(text);
  const auto offset = parse_offset(text);
  if (!fraction || !offset) return {};
  const Wall instant =
      sys_days(*date) + minutes(*minute) + seconds(value_of(second.substr(1))) + *fraction - *offset;
  const Wall end = sys_days(Date{std::chrono::year(10000), std::chrono::January, std::chrono::day(1)});
  if (instant < Wall{} || instant >= end) return {};
  return instant;
}

std::string print_instant(Wall instant) {
  const auto day = std::chrono::floor<days>(instant);
  const std::chrono::hh_mm_ss time(instant - day);
  std::string text = print_date(Date(day)) + "T" + two(static_cast<int>(time.hours().count())) + ":" +
                     two(static_cast<int>(time.minutes().count())) + ":" +
                     two(static_cast<int>(time.seconds().count()));
  const int fraction = static_cast<int>(time.subseconds().count());
  if (fraction != 0) text += "." + std::to_string(1000 + fraction).substr(1);
  return text + "Z";
}

std::optional<Hours> parse_hours(std::string_view text) {
  if (!has_form(text, "00:00-00:00")) return {};
  const auto begin = parse_minute(text.substr(0, 5), 24 * 60 - 1);
  const auto end = parse_minute(text.substr(6), 24 * 60);
  if (!begin || !end || *begin == *end) return {};
  return Hours{*begin, *end};
}

std::string print_hours(const Hours& range) {
  return two(range.begin / 60) + ":" + two(range.begin % 60) + "-" + two(range.end / 60) + ":" +
         two(range.end % 60);
}

std::optional<Position> parse_position(std::string_view text) {
  Position at;
  const char* const end = text.data() + text.size();
  const auto lat = std::from_chars(text.data(), end, at.lat);
  if (lat.ec != std::errc() || lat.ptr == end || *lat.ptr != ',') return std::nullopt;
  const auto lon = std::from_chars(lat.ptr + 1, end, at.lon);
  if (lon.ec != std::errc() || lon.ptr != end) return std::nullopt;
  const bool on_earth = std::abs(at.lat) <= 90 && std::abs(at.lon) <= 180;  // which NaN is not
  return on_earth ? std::optional(at) : std::nullopt;
}

std::optional<std::uint32_t> parse_colour(std::string_view text) {
  if (text.size() != 7 || text[0] != '#') return std::nullopt;
  std::uint32_t colour = 0;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), colour, 16);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return colour;
}

std::string print_colour(std::uint32_t colour) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "#%06x", colour & 0xFFFFFFU);
  return text.data();
}

bool is_zone_name(std::string_view text) {
  if (text.empty() || text.size() > 64 || !is_letter(text.front()) || text.back() == '/') return false;
  if (text.find("//") != std::string_view::npos) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '/' || c == '_' || c == '+' || c == '-';
  });
}

bool is_language_tag(std::string_view text) {
  for (bool first = true;; first = false) {
    const std::size_t dash = text.find('-');
    const std::string_view part = text.substr(0, dash);
    if (part.size() < (first ? 2U : 1U) || part.size() > 8) return false;
    const bool fits = std::all_of(part.begin(), part.end(),
                                  [first](char c) { return is_letter(c) || (!first && is_digit(c)); });
    if (!fits) return false;
    if (dash == std::string_view::npos) return true;
    text.remove_prefix(dash + 1);
  }
}

bool is_tag(std::string_view text) {
  return !text.empty() && text.size() <= 200 &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_graphic(c) && c != ','; });
}

bool is_url(std::string_view text) {
  return !text.empty() && text.size() <= 2048 && std::all_of(text.begin(), text.end(), is_graphic);
}

}  // namespace kepu::config
