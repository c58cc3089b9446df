// player/bookkeeper.h: as-run rows on their way to the log: gathered, then written in batches, for the
// flash's sake.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "config/clock.h"
#include "player/asrun.h"

namespace kepu::player {

// Stepped; thread: the courier's loop.
class Bookkeeper {
 public:
  static constexpr nanoseconds kBatch = std::chrono::seconds(55);  // at most so much is lost in a power cut
  static constexpr std::size_t kRowsMax = 10'000;                  // kept while the log cannot be written

  // `file` empty: rows are told to the system log alone.
  explicit Bookkeeper(std::filesystem::path file) : file_(std::move(file)) {}

  // Takes rows in, and says each in one line of the system log.
  void take(std::vector<Aired> rows, Steady now);

  // Writes what is due; everything if `all`. Rows that could not be written are kept for the next time.
  void flush(Steady now, bool all);

  // Writes everything and lets go of the log, until there are rows to write again: somebody wants to read it.
  void release(Steady now);

  // When flush() has something to do.
  std::optional<Steady> due() const { return due_; }

 private:
  void write();
  std::filesystem::path file_;
  std::optional<AsRunLog> log_;
  bool complained_ = false;
  std::vector<Aired> rows_;
  std::optional<Steady> due_;
};

// One line for people: "aired photosynthesis (bus-am), 30.0 s, 900 frames, 0 dropped".
std::string line_of(const Aired& row);

}  // namespace kepu::player
