#include "headend/cli/asked.h"

#include <charconv>
#include <cmath>
#include <string>

#include "config/notation.h"

namespace kepu::headend::cli {
namespace {

config::Screen read_screen(const std::string& text) {
  config::Screen screen;
  std::size_t begin = text.find(',');
  screen.id.name = text.substr(0, begin);
  while (begin != std::string::npos) {
    const std::size_t end = text.find(',', begin + 1);
    const std::string tag = text.substr(begin + 1, end == std::string::npos ? end : end - begin - 1);
    if (!tag.empty()) screen.tags.push_back(tag);
    begin = end;
  }
  return screen;
}

// "24.326,109.412"
std::optional<config::Position> read_position(std::string_view text) {
  config::Position at;
  const char* const end = text.data() + text.size();
  const auto lat = std::from_chars(text.data(), end, at.lat);
  if (lat.ec != std::errc() || lat.ptr == end || *lat.ptr != ',') return std::nullopt;
  const auto lon = std::from_chars(lat.ptr + 1, end, at.lon);
  if (lon.ec != std::errc() || lon.ptr != end) return std::nullopt;
  return std::abs(at.lat) <= 90 && std::abs(at.lon) <= 180 ? std::optional(at) : std::nullopt;
}

// Two digits.
std::optional<int> two_digits(std::string_view text) {
  if (text.size() != 2 || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return (text[0] - '0') * 10 + (text[1] - '0');
}

}  // namespace

Result<AskedScreen> asked_screen(const Options& options) {
  AskedScreen asked{read_screen(options.get("--screen")),
                    {read_position(options.get("--place")), options.get("--stop")}};
  if (asked.screen.id.name.empty()) return Error{Kind::invalid, "--screen ID[,TAG...] is missing"};
  if (options.has("--place") && !asked.place.position) {
    return Error{Kind::invalid, "--place takes degrees LAT,LON such as 24.326,109.412"};
  }
  return asked;
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

}  // namespace kepu::headend::cli
