#include "player/metering.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <sstream>

#include "player/quiet_hours.h"

namespace kepu::player {
namespace {

constexpr std::string_view kNoAddress6 = "00000000000000000000000000000000";

struct Route {
  std::string interface;
  std::uint32_t metric = 0;
};

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream in(line);
  return {std::istream_iterator<std::string>(in), {}};
}

std::uint32_t number_of(const std::string& text, int base) {
  std::uint32_t number = UINT32_MAX;
  std::from_chars(text.data(), text.data() + text.size(), number, base);
  return number;
}

// Iface Destination Gateway Flags RefCnt Use Metric Mask ...
std::vector<Route> routes(std::string_view text) {
  std::vector<Route> found;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    const auto words = words_of(line);
    if (words.size() >= 8 && words[1] == "00000000" && words[7] == "00000000")
      found.push_back({words[0], number_of(words[6], 10)});
  }
  return found;
}

// destination length source length next-hop metric refcnt use flags interface
std::vector<Route> routes6(std::string_view text) {
  std::vector<Route> found;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    const auto words = words_of(line);
    if (words.size() >= 10 && words[0] == kNoAddress6 && words[1] == "00" && words[9] != "lo")
      found.push_back({words[9], number_of(words[5], 16)});
  }
  return found;
}

bool matches(const std::string& pattern, const std::string& interface) {
  if (!pattern.ends_with('*')) return pattern == interface;
  return interface.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1));
}

std::string read_text(const char* path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::string default_interface(std::string_view route, std::string_view ipv6_route) {
  std::vector<Route> found = routes(route);
  if (found.empty()) found = routes6(ipv6_route);
  const auto best = std::ranges::min_element(found, {}, &Route::metric);
  return best == found.end() ? "" : best->interface;
}

content::Allowance allowance(const std::vector<config::MeterRule>& rules, const std::string& interface,
                             Wall now, const std::string& zone) {
  const auto rule =
      std::ranges::find_if(rules, [&](const auto& one) { return matches(one.interface, interface); });
  if (rule == rules.end()) return {};
  content::Allowance allowed;
  allowed.bytes_per_second = static_cast<std::uint64_t>(rule->kbit_s) * 1000 / 8;
  allowed.asset_bytes_max = rule->asset_bytes_max;
  allowed.urgent_only = rule->urgent_only;
  if (rule->hours.empty()) return allowed;
  const auto in_hours = quiet_at(now, rule->hours, zone);
  allowed.downloads = !in_hours || in_hours->now;
  return allowed;
}

content::Allowance allowance_here(const std::vector<config::MeterRule>& rules, Wall now,
                                  const std::string& zone) {
  const std::string interface =
      default_interface(read_text("/proc/net/route"), read_text("/proc/net/ipv6_route"));
  return allowance(rules, interface, now, zone);
}

}  // namespace kepu::player
