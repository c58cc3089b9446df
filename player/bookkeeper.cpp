#include "player/bookkeeper.h"

#include <utility>

#include "config/log.h"

namespace kepu::player {

std::string line_of(const Aired& row) {
  std::string line =
      row.outcome.starts_with("failed") ? row.outcome.substr(0, row.outcome.find(':')) : row.outcome;
  line += " " + row.asset;
  if (!row.entry.empty()) line += " (" + row.entry + ")";
  const auto tenths = ((row.ended - row.started).count() + 50) / 100;
  line += ", " + std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s, " +
          std::to_string(row.frames_shown) + " frames, " + std::to_string(row.frames_dropped) + " dropped";
  if (row.outcome.starts_with("failed")) line += row.outcome.substr(row.outcome.find(':'));
  return line;
}

void Bookkeeper::take(std::vector<Aired> rows, Steady now) {
  for (Aired& row : rows) {
    log(row.outcome.starts_with("failed") ? Level::warning : Level::info, line_of(row));
    if (!file_.empty()) rows_.push_back(std::move(row));
  }
  if (!rows_.empty() && !due_) due_ = now + kBatch;
}

void Bookkeeper::flush(Steady now, bool all) {
  if (rows_.empty() || (!all && due_ && now < *due_)) return;
  write();
  due_ = rows_.empty() ? std::nullopt : std::optional(now + kBatch);
}

void Bookkeeper::release(Steady now) {
  flush(now, true);
  log_.reset();
}

void Bookkeeper::write() {
  if (!log_) {
    auto opened = AsRunLog::open(file_);
    if (opened) {
      log_ = std::move(*opened);
    } else if (!std::exchange(complained_, true)) {
      log(Level::error, opened.error().message + "; rows are kept in memory and tried again");
    }
  }
  if (!log_) return;
  if (const auto done = log_->add(rows_); done) {
    rows_.clear();
    complained_ = false;
  } else if (!std::exchange(complained_, true)) {
    log(Level::error, done.error().message + "; rows are kept in memory and tried again");
  }
  if (rows_.size() <= kRowsMax) return;
  log(Level::error,
      "as-run log: " + std::to_string(rows_.size() - kRowsMax) + " rows lost: it cannot be written for long");
  rows_.erase(rows_.begin(), rows_.end() - kRowsMax);
}

}  // namespace kepu::player
