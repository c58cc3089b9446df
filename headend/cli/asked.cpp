#include "headend/cli/asked.h"

#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

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

}  // namespace kepu::headend::cli
