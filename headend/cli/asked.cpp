#include "headend/cli/asked.h"

#include <optional>
#include <string>
#include <string_view>

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

}  // namespace

Result<AskedScreen> asked_screen(const Options& options) {
  AskedScreen asked{read_screen(options.get("--screen")),
                    {config::parse_position(options.get("--place")), options.get("--stop")}};
  if (asked.screen.id.name.empty()) return Error{Kind::invalid, "--screen ID[,TAG...] is missing"};
  if (options.has("--place") && !asked.place.position) {
    return Error{Kind::invalid, "--place takes degrees LAT,LON such as 24.326,109.412"};
  }
  return asked;
}

std::optional<Fleet> asked_fleet(const Options& options, std::string_view command, World world) {
  if (!options.has("--screens")) {
    const auto asked = asked_screen(options);
    if (asked) return Fleet{{asked->screen, asked->place, ""}};
    usage(command,
          options.has("--screen") ? asked.error().message : "--screens FILE or --screen ID is missing");
    return std::nullopt;
  }
  for (const char* name : {"--screen", "--place", "--stop"}) {
    if (!options.has(name)) continue;
    usage(command, std::string(name) + " does not go with --screens");
    return std::nullopt;
  }
  const std::string file = options.get("--screens");
  const auto text = world.files.read(file, kFleetBytesMax);
  if (!text) {
    complain(text.error().message);
    return std::nullopt;
  }
  FleetReading reading = read_fleet(*text);
  for (const std::string& line : lines(file, reading.faults)) complain(line);
  return reading.fleet.empty() ? std::nullopt : std::optional(std::move(reading.fleet));
}

}  // namespace kepu::headend::cli
