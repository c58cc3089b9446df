// config/faults.h: everything that is wrong with a document, each with its place.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kepu::config {

struct Fault {
  std::string pointer;  // JSON pointer (RFC 6901), "" for the whole document
  std::string message;  // what is wrong and what would be right
  bool operator==(const Fault&) const = default;
};
using Faults = std::vector<Fault>;

// Past this many a reader goes on checking but keeps no more; a last fault then says how many were left out.
constexpr std::size_t kFaultsMax = 1000;

// One line per fault: `feed.json: /entries/3/hours/0: "25:00-26:00" is not a time range HH:MM-HH:MM`.
// Control characters, which a pointer may contain, are shown as \u00XX.
std::string describe(const std::string& document, const Faults& faults);

// `text` in quotes, for a message: control characters as \u00XX, cut short (…) after some 80 bytes.
std::string in_quotes(std::string_view text);

}  // namespace kepu::config
