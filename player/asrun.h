// player/asrun.h: the as-run log: what was really shown. SQLite in WAL mode; the only file of the player with
// SQL. Who writes it has it alone: the memory that SQLite shares between processes is a file, and would be
// written to the flash for each batch, more than the rows themselves.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/clock.h"
#include "config/result.h"

struct sqlite3;

namespace kepu::player {

// One item that was on the screen, or should have been.
struct Aired {
  Wall planned{};           // start of its slot, UTC; the start itself where there was no plan
  std::string asset;        // name
  std::string sha256;       // 64 hex digits; empty for a file given by hand
  std::string entry;        // id
  Wall started{}, ended{};  // first picture seen; next item's first picture seen. Equal if nothing was shown
  std::int64_t frames_shown = 0, frames_dropped = 0;
  std::string outcome;  // "aired", "cut", "failed: reason"
  bool operator==(const Aired&) const = default;
};

// Thread: one at a time.
class AsRunLog {
 public:
  // Opens or creates the log. A damaged one is put aside (FILE.damaged) and a new one begun: a log must not
  // stop a screen. broken, full: cannot be opened or made.
  static Result<AsRunLog> open(const std::filesystem::path& file);

  // Opens for reading alone. not_found: there is none. unavailable, from read() at the latest: a player has
  // it open; it lets go for a while when it is asked to (Order::Do::release_log).
  static Result<AsRunLog> open_to_read(const std::filesystem::path& file);

  // Adds rows in one transaction: all or none. Durable on return.
  Result<void> add(const std::vector<Aired>& rows);

  // Calls `row` for each row, oldest first.
  Result<void> read(const std::function<void(const Aired&)>& row) const;

 private:
  struct Close {
    void operator()(sqlite3* db) const;
  };
  using Database = std::unique_ptr<sqlite3, Close>;
  explicit AsRunLog(Database db) : db_(std::move(db)) {}
  Error reading_error() const;
  static Result<Database> connect(const std::filesystem::path& file, int flags);
  Database db_;
};

}  // namespace kepu::player
