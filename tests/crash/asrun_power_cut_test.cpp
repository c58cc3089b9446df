// Rig (c) for the as-run log: SQLite's writes are recorded through a VFS of the test's own and replayed under
// a weak disk model. After each of them: all that was synced, any subset of the other writes, whole, half or
// as zeros, and names that were not synced there or not.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "player/asrun.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::crash {
namespace {

using player::Aired;
using player::AsRunLog;

struct Step {
  enum class What { create, write, truncate, sync, sync_folder, remove } what;
  std::string file;  // its name alone
  std::size_t at = 0;
  std::string bytes{};
};
using Steps = std::vector<Step>;

std::string name_of(const char* path) { return std::filesystem::path(path).filename().string(); }

// ---- the recording VFS: https://www.sqlite.org/vfs.html, version 1 alone, so without shared memory ----

Steps* recorded = nullptr;  // what SQLite's hooks cannot be handed

struct RecordedFile {
  sqlite3_file base;
  const char* path;
  bool is_new_wal;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
RecordedFile* of(sqlite3_file* file) { return reinterpret_cast<RecordedFile*>(file); }
sqlite3_file* real(sqlite3_file* file) { return of(file)->real(); }
sqlite3_vfs* real_vfs = nullptr;

int write_to(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
  recorded->push_back({Step::What::write,
                       name_of(of(file)->path),
                       static_cast<std::size_t>(at),
                       {static_cast<const char*>(bytes), static_cast<std::size_t>(size)}});
  return real(file)->pMethods->xWrite(real(file), bytes, size, at);
}
int truncate_at(sqlite3_file* file, sqlite3_int64 size) {
  recorded->push_back({Step::What::truncate, name_of(of(file)->path), static_cast<std::size_t>(size)});
  return real(file)->pMethods->xTruncate(real(file), size);
}
// The real one syncs the folder of a new journal with its first bytes (unixSync, UNIXFILE_DIRSYNC).
int sync_file(sqlite3_file* file, int flags) {
  recorded->push_back({Step::What::sync, name_of(of(file)->path)});
  if (std::exchange(of(file)->is_new_wal, false)) recorded->push_back({Step::What::sync_folder, ""});
  return real(file)->pMethods->xSync(real(file), flags);
}

const sqlite3_io_methods kMethods{
    1,
    [](sqlite3_file* f) {
      return real(f)->pMethods != nullptr ? real(f)->pMethods->xClose(real(f)) : SQLITE_OK;
    },
    [](sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
      return real(f)->pMethods->xRead(real(f), to, n, at);
    },
    write_to,
    truncate_at,
    sync_file,
    [](sqlite3_file* f, sqlite3_int64* size) { return real(f)->pMethods->xFileSize(real(f), size); },
    [](sqlite3_file* f, int lock) { return real(f)->pMethods->xLock(real(f), lock); },
    [](sqlite3_file* f, int lock) { return real(f)->pMethods->xUnlock(real(f), lock); },
    [](sqlite3_file* f, int* out) { return real(f)->pMethods->xCheckReservedLock(real(f), out); },
    [](sqlite3_file* f, int op, void* arg) { return real(f)->pMethods->xFileControl(real(f), op, arg); },
    [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); },
    [](sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); },
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr};

int open_file(sqlite3_vfs* /*vfs*/, const char* path, sqlite3_file* file, int flags, int* out) {
  const bool is_new = !std::filesystem::exists(path);
  const int code = real_vfs->xOpen(real_vfs, path, real(file), flags, out);
  file->pMethods = &kMethods;
  of(file)->path = path;
  of(file)->is_new_wal = is_new && (flags & SQLITE_OPEN_WAL) != 0;
  if (code == SQLITE_OK && is_new) recorded->push_back({Step::What::create, name_of(path)});
  return code;
}
int delete_file(sqlite3_vfs* /*vfs*/, const char* path, int sync_folder) {
  recorded->push_back({Step::What::remove, name_of(path)});
  if (sync_folder != 0) recorded->push_back({Step::What::sync_folder, ""});
  return real_vfs->xDelete(real_vfs, path, sync_folder);
}

// While it lives, SQLite's files are recorded.
class Recording {
 public:
  explicit Recording(Steps& steps) {
    sqlite3_initialize();
    recorded = &steps;
    real_vfs = sqlite3_vfs_find(nullptr);
    vfs_ = *real_vfs;
    vfs_.iVersion = 1;
    vfs_.szOsFile = static_cast<int>(sizeof(RecordedFile)) + real_vfs->szOsFile;
    vfs_.zName = "recorded";
    vfs_.xOpen = open_file;
    vfs_.xDelete = delete_file;
    sqlite3_vfs_register(&vfs_, 1);
  }
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;
  ~Recording() {
    sqlite3_vfs_register(real_vfs, 1);
    sqlite3_vfs_unregister(&vfs_);
  }

 private:
  sqlite3_vfs vfs_{};
};

// ---- what may be found after a power cut ----

using Found = std::map<std::string, std::string>;  // files by name

void put(std::string& file, const Step& step, std::size_t size) {
  if (file.size() < step.at + size) file.resize(step.at + size);
  step.bytes.copy(file.data() + step.at, size);
}

void apply(std::string& file, const Step& step, std::mt19937& dice) {
  if (step.what == Step::What::truncate) return file.resize(step.at);
  switch (dice() % 8) {
    case 0:  // torn
      return put(file, step, step.bytes.size() / 2);
    case 1:  // the length came, the bytes did not
      if (file.size() < step.at + step.bytes.size()) file.resize(step.at + step.bytes.size());
      return;
    default:
      return put(file, step, step.bytes.size());
  }
}

bool is_name(const Step& step) { return step.what == Step::What::create || step.what == Step::What::remove; }

// For each step the one by which it is durable; none: steps.size().
std::vector<std::size_t> durable_by(const Steps& steps) {
  std::vector<std::size_t> by(steps.size());
  std::map<std::string, std::size_t> synced;  // next sync of each file
  std::size_t folder_synced = steps.size();
  for (std::size_t i = steps.size(); i-- > 0;) {
    const Step& step = steps[i];
    if (step.what == Step::What::sync_folder) folder_synced = i;
    if (step.what == Step::What::sync) synced[step.file] = i;
    const auto next = synced.find(step.file);
    by[i] = is_name(step) ? folder_synced : next == synced.end() ? steps.size() : next->second;
  }
  return by;
}

// By `seed`: one of the disks that the first `count` steps may have left.
Found after_power_cut(const Steps& steps, const std::vector<std::size_t>& by, std::size_t count,
                      unsigned seed) {
  std::mt19937 dice(seed);
  Found found;
  for (std::size_t i = 0; i < count; ++i) {
    const Step& step = steps[i];
    const bool durable = by[i] < count;
    if (step.what == Step::What::sync || step.what == Step::What::sync_folder) continue;
    if (is_name(step)) {
      if (!durable && dice() % 2 == 0) continue;
      step.what == Step::What::create ? static_cast<void>(found[step.file])
                                      : static_cast<void>(found.erase(step.file));
      continue;
    }
    const auto file = found.find(step.file);
    if (file == found.end()) continue;  // its name did not come
    if (durable) {
      step.what == Step::What::truncate ? file->second.resize(step.at)
                                        : put(file->second, step, step.bytes.size());
    } else if (dice() % 2 == 0) {
      apply(file->second, step, dice);
    }
  }
  return found;
}

// ---- the log ----

Aired row(std::int64_t number) {
  Aired row;
  row.asset = "photosynthesis";
  row.sha256 = std::string(64, 'a');
  row.entry = "bus-morning";
  row.frames_shown = number;
  row.outcome = "aired";
  return row;
}

struct Written {
  Steps steps;
  std::vector<std::pair<std::size_t, std::int64_t>> marks;  // so many steps, so many rows durable
  std::int64_t rows = 0;

  std::int64_t durable(std::size_t count) const {
    std::int64_t rows_then = 0;
    for (const auto& [length, number] : marks) {
      if (length <= count) rows_then = number;
    }
    return rows_then;
  }
};

// A long day: batches, a checkpoint of SQLite's in between, a reader for whom the log was let go.
Written written_day() {
  const fakes::TempFolder folder;
  Written day;
  const Recording recording(day.steps);
  const auto write = [&](int batches, int rows_each) {
    auto log = AsRunLog::open(folder / "asrun.sqlite");
    ASSERT_TRUE(log) << log.error().message;
    for (int i = 0; i < batches; ++i) {
      std::vector<Aired> rows;
      for (int k = 0; k < rows_each; ++k) rows.push_back(row(day.rows++));
      const auto added = log->add(rows);
      ASSERT_TRUE(added) << added.error().message;
      day.marks.emplace_back(day.steps.size(), day.rows);
    }
  };
  write(6, 5);
  write(8, 5);
  write(10, 600);
  write(3, 5);
  return day;
}

// What is wrong with a log that was found; empty: nothing.
std::string fault_of(const Found& found, const Written& day, std::size_t count,
                     const std::filesystem::path& folder) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  for (const auto& [name, bytes] : found) std::ofstream(folder / name, std::ios::binary) << bytes;
  const std::int64_t durable = day.durable(count);
  std::int64_t rows = 0;
  {
    auto log = AsRunLog::open(folder / "asrun.sqlite");
    if (!log) return "cannot be opened: " + log.error().message;
    if (std::filesystem::exists(folder / "asrun.sqlite.damaged") && durable > 0)
      return "was taken for damaged";
    std::string wrong;
    const auto read = log->read([&](const Aired& one) {
      if (one.frames_shown != rows)
        wrong = "row " + std::to_string(one.frames_shown) + " stands at " + std::to_string(rows);
      ++rows;
    });
    if (!read) return "cannot be read: " + read.error().message;
    if (!wrong.empty()) return wrong;
    if (!log->add({row(rows)})) return "takes no more rows";
  }
  if (rows < durable)
    return std::to_string(rows) + " rows of " + std::to_string(durable) + " that were durable";
  return "";
}

struct Verdict {
  std::size_t states = 0, bad = 0;
  std::string told;
};

Verdict judge(const Written& day, std::size_t most) {
  const fakes::TempFolder folder;
  Verdict verdict;
  const auto by = durable_by(day.steps);
  const std::size_t each = std::max<std::size_t>(1, most / (day.steps.size() + 1));
  const std::size_t every = std::max<std::size_t>(1, (day.steps.size() + 1) / most);
  testing::internal::CaptureStderr();
  for (std::size_t count = 0; count <= day.steps.size(); count += every) {
    for (std::size_t seed = 0; seed < each; ++seed) {
      const auto found = after_power_cut(day.steps, by, count, static_cast<unsigned>(count * 100 + seed));
      const std::string fault = fault_of(found, day, count, folder / "found");
      ++verdict.states;
      if (!fault.empty() && verdict.bad++ < 3)
        verdict.told += std::to_string(count) + " steps: " + fault + "\n";
    }
  }
  testing::internal::GetCapturedStderr();
  return verdict;
}

#ifdef KEPU_SANITIZED
constexpr std::size_t kStates = 200;
#else
constexpr std::size_t kStates = 2000;
#endif

TEST(AsRunPowerCut, WhatWasWrittenIsThereOnceAndInOrder) {
  const Written day = written_day();
  EXPECT_GT(day.steps.size(), 100U);
  const Verdict verdict = judge(day, kStates);
  std::cout << day.steps.size() << " calls, " << verdict.states << " states, " << verdict.bad << " bad\n";
  EXPECT_EQ(verdict.bad, 0U) << verdict.told;
}

TEST(AsRunPowerCut, WithoutItsSyncsTheModelFindsBadLogs) {
  Written day = written_day();
  Written less;
  less.rows = day.rows;
  std::size_t mark = 0;
  for (std::size_t i = 0; i <= day.steps.size(); ++i) {
    for (; mark < day.marks.size() && day.marks[mark].first == i; ++mark)
      less.marks.emplace_back(less.steps.size(), day.marks[mark].second);
    if (i < day.steps.size() && day.steps[i].what != Step::What::sync) less.steps.push_back(day.steps[i]);
  }
  EXPECT_GT(judge(less, 200).bad, 0U);
}

}  // namespace
}  // namespace kepu::crash
