#include "player/asrun_print.h"

#include <array>
#include <cstdio>
#include <ctime>
#include <ostream>

namespace kepu::player {
namespace {

std::string utc(Wall at) {
  const auto ms = at.time_since_epoch().count();
  const auto seconds =
      static_cast<std::time_t>(std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count());
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 40> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::array<char, 8> fraction{};
  std::snprintf(fraction.data(), fraction.size(), ".%03dZ", static_cast<int>(((ms % 1000) + 1000) % 1000));
  return std::string(text.data(), length) + fraction.data();
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      (out += '\\') += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
      out += escape.data();
    } else {
      out += c;
    }
  }
  return out += '"';
}

void print_json(const Aired& row, bool first, std::ostream& out) {
  out << (first ? "\n  " : ",\n  ") << "{\"planned\": " << quoted(utc(row.planned))
      << ", \"asset\": " << quoted(row.asset) << ", \"sha256\": " << quoted(row.sha256)
      << ", \"entry\": " << quoted(row.entry) << ", \"started\": " << quoted(utc(row.started))
      << ", \"ended\": " << quoted(utc(row.ended)) << ", \"frames_shown\": " << row.frames_shown
      << ", \"frames_dropped\": " << row.frames_dropped << ", \"outcome\": " << quoted(row.outcome) << "}";
}

void print_line(const Aired& row, std::ostream& out) {
  std::array<char, 96> figures{};
  std::snprintf(figures.data(), figures.size(), "%9.3f %7lld %7lld",
                static_cast<double>((row.ended - row.started).count()) / 1000,
                static_cast<long long>(row.frames_shown), static_cast<long long>(row.frames_dropped));
  out << utc(row.started) << " " << figures.data() << "  " << row.asset
      << (row.entry.empty() ? "" : "  (" + row.entry + ")") << "  " << row.outcome << "\n";
}

}  // namespace

Result<void> print_as_run(const AsRunLog& log, PrintAs as, std::ostream& out) {
  if (as == PrintAs::table) {
    out << "started (UTC)              seconds  frames dropped  asset  (entry)  outcome\n";
    return log.read([&](const Aired& row) { print_line(row, out); });
  }
  out << "[";
  bool first = true;
  auto done = log.read([&](const Aired& row) { print_json(row, std::exchange(first, false), out); });
  out << (first ? "]\n" : "\n]\n");
  return done;
}

}  // namespace kepu::player
