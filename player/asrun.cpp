#include "player/asrun.h"

#include <sqlite3.h>

#include <string_view>
#include <system_error>

namespace kepu::player {
namespace {

constexpr const char* kSchema =
    "CREATE TABLE IF NOT EXISTS asrun ("
    " id INTEGER PRIMARY KEY,"
    " planned_ms INTEGER NOT NULL, asset TEXT NOT NULL, sha256 TEXT NOT NULL, entry TEXT NOT NULL,"
    " started_ms INTEGER NOT NULL, ended_ms INTEGER NOT NULL,"
    " frames_shown INTEGER NOT NULL, frames_dropped INTEGER NOT NULL, outcome TEXT NOT NULL)";
constexpr const char* kInsert =
    "INSERT INTO asrun (planned_ms, asset, sha256, entry, started_ms, ended_ms, frames_shown, "
    "frames_dropped, outcome)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr const char* kSelect =
    "SELECT planned_ms, asset, sha256, entry, started_ms, ended_ms, frames_shown, frames_dropped, outcome"
    " FROM asrun ORDER BY id";

Error error_of(sqlite3* db) {
  const int code = sqlite3_errcode(db) & 0xFF;
  const Kind kind = code == SQLITE_FULL ? Kind::full : code == SQLITE_BUSY ? Kind::unavailable : Kind::broken;
  return {kind, std::string("as-run log: ") + sqlite3_errmsg(db)};
}

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

Result<Statement> prepare(sqlite3* db, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &statement, nullptr) != SQLITE_OK) return error_of(db);
  return Statement(statement);
}

Result<void> run(sqlite3* db, const char* sql) {
  if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return error_of(db);
  return {};
}

void bind(sqlite3_stmt* statement, int index, const std::string& text) {
  sqlite3_bind_text(statement, index, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

Result<void> insert(sqlite3* db, sqlite3_stmt* statement, const Aired& row) {
  const auto ms = [](Wall at) { return at.time_since_epoch().count(); };
  sqlite3_bind_int64(statement, 1, ms(row.planned));
  bind(statement, 2, row.asset);
  bind(statement, 3, row.sha256);
  bind(statement, 4, row.entry);
  sqlite3_bind_int64(statement, 5, ms(row.started));
  sqlite3_bind_int64(statement, 6, ms(row.ended));
  sqlite3_bind_int64(statement, 7, row.frames_shown);
  sqlite3_bind_int64(statement, 8, row.frames_dropped);
  bind(statement, 9, row.outcome);
  if (sqlite3_step(statement) != SQLITE_DONE) return error_of(db);
  sqlite3_reset(statement);
  return {};
}

Aired row_of(sqlite3_stmt* statement) {
  const auto wall = [&](int i) { return Wall(milliseconds(sqlite3_column_int64(statement, i))); };
  const auto text = [&](int i) {
    const auto* at = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
    return std::string(at != nullptr ? at : "", static_cast<std::size_t>(sqlite3_column_bytes(statement, i)));
  };
  return {wall(0),
          text(1),
          text(2),
          text(3),
          wall(4),
          wall(5),
          sqlite3_column_int64(statement, 6),
          sqlite3_column_int64(statement, 7),
          text(8)};
}

}  // namespace

void AsRunLog::Close::operator()(sqlite3* db) const { sqlite3_close(db); }

Result<AsRunLog::Database> AsRunLog::connect(const std::filesystem::path& file, int flags) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &opened, flags, nullptr);
  Database db(opened);
  if (code != SQLITE_OK) return Error{error_of(db.get())}.with(file.string());
  sqlite3_busy_timeout(db.get(), 2000);
  return db;
}

Result<AsRunLog> AsRunLog::open(const std::filesystem::path& file) {
  const auto attempt = [&]() -> Result<AsRunLog> {
    auto db = connect(file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    if (!db) return db.error();
    // In WAL mode with synchronous=FULL a committed batch survives a power cut.
    // Small pages, for a batch of rows writes whole ones, twice.
    for (const char* sql : {"PRAGMA page_size=1024", "PRAGMA locking_mode=EXCLUSIVE",
                            "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", kSchema}) {
      if (auto done = run(db->get(), sql); !done) return std::move(done).error().with(file.string());
    }
    return AsRunLog(std::move(*db));
  };
  auto log = attempt();
  if (log || log.error().kind != Kind::broken) return log;
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return log;
  for (const char* ending : {"", "-wal", "-shm"}) {
    std::filesystem::rename(file.string() + ending, file.string() + ".damaged" + ending, error);
  }
  return attempt();
}

Result<AsRunLog> AsRunLog::open_to_read(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    return Error{Kind::not_found,
                 file.string() + ": there is no as-run log; name the player's state folder with --state"};
  }
  // Not SQLITE_OPEN_READONLY: reading a WAL whose writer was killed needs its -shm file.
  auto db = connect(file, SQLITE_OPEN_READWRITE);
  if (!db) db = connect(file, SQLITE_OPEN_READONLY);
  if (!db) return db.error();
  return AsRunLog(std::move(*db));
}

Result<void> AsRunLog::add(const std::vector<Aired>& rows) {
  if (rows.empty()) return {};
  if (auto begun = run(db_.get(), "BEGIN IMMEDIATE"); !begun) return begun;
  auto statement = prepare(db_.get(), kInsert);
  Result<void> done;
  if (!statement) done = statement.error();
  for (const Aired& row : rows) {
    if (!done) break;
    done = insert(db_.get(), statement->get(), row);
  }
  if (done) done = run(db_.get(), "COMMIT");
  if (!done) static_cast<void>(run(db_.get(), "ROLLBACK"));
  return done;
}

Error AsRunLog::reading_error() const {
  Error error = error_of(db_.get());
  if (error.kind == Kind::unavailable)
    error.message += ": a player writes it; name the player's settings with --settings (or --control)";
  return error;
}

Result<void> AsRunLog::read(const std::function<void(const Aired&)>& row) const {
  // A player that was killed as it made the log has left it without its table.
  const auto table = prepare(db_.get(), "SELECT 1 FROM sqlite_master WHERE name = 'asrun'");
  if (!table) return reading_error();
  const int there = sqlite3_step(table->get());
  if (there == SQLITE_DONE) return {};
  if (there != SQLITE_ROW) return reading_error();
  auto statement = prepare(db_.get(), kSelect);
  if (!statement) return statement.error();
  for (;;) {
    const int code = sqlite3_step(statement->get());
    if (code == SQLITE_DONE) return {};
    if (code != SQLITE_ROW) return reading_error();
    row(row_of(statement->get()));
  }
}

}  // namespace kepu::player
