// config/notation.h: how dates, times and names are written in documents, both ways. Each parse function
// takes exactly its form: nothing before, nothing behind.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/clock.h"
#include "config/feed.h"

namespace kepu::config {

// "2026-11-01", and such a day exists.
std::optional<Date> parse_date(std::string_view text);
std::string print_date(const Date& date);

// RFC 3339 with its offset: "2026-11-23T08:00:00+08:00", "2026-11-23T00:00:00.250Z"; what is finer than
// milliseconds is cut off. From 1970-01-01T00:00:00Z to the end of 9999. No leap seconds.
std::optional<Wall> parse_instant(std::string_view text);
std::string print_instant(Wall instant);  // in UTC, with Z; a fraction only if there is one

// "07:00-09:00", "22:00-01:00"; the end may be 24:00; begin and end differ.
std::optional<Hours> parse_hours(std::string_view text);
std::string print_hours(const Hours& hours);

// "24.326,109.412": degrees north and east.
std::optional<Position> parse_position(std::string_view text);

// "#1a2B3c" as 0x1a2b3c.
std::optional<std::uint32_t> parse_colour(std::string_view text);
std::string print_colour(std::uint32_t colour);

bool is_zone_name(std::string_view text);     // looks like Asia/Shanghai, UTC, Etc/GMT+8
bool is_language_tag(std::string_view text);  // looks like zh-CN (BCP 47)
bool is_tag(std::string_view text);           // 1 to 200 bytes without control characters, spaces and commas
bool is_url(std::string_view text);           // 1 to 2048 bytes without control characters and spaces

}  // namespace kepu::config
