// Rig (a): SIGKILL before and after each call that changes the disk, of a sync and of the as-run log, and of
// the start that follows. What a kill cannot show, because the system has all the bytes:
// tests/crash/weak_disk_test.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <string>

#include "config/unique_fd.h"
#include "player/bookkeeper.h"
#include "tests/crash/counted_calls.h"
#include "tests/crash/machine.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::crash {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::int64_t kLostMax = 60;  // rows, one a second
CountedCalls* sqlite_calls = nullptr;  // what SQLite's hooks cannot be handed

ssize_t counted_pwrite(int fd, const void* bytes, std::size_t size, off_t at) {
  return sqlite_calls->run([&] { return ::pwrite(fd, bytes, size, at); });
}
int counted_truncate(int fd, off_t size) {
  return sqlite_calls->run([&] { return ::ftruncate(fd, size); });
}
int counted_unlink(const char* path) {
  return sqlite_calls->run([&] { return ::unlink(path); });
}

template <class Function>
void hook(sqlite3_vfs& vfs, const char* name, Function* function) {
  ASSERT_EQ(vfs.xSetSystemCall(&vfs, name, reinterpret_cast<sqlite3_syscall_ptr>(function)), SQLITE_OK)
      << name;
}

player::Aired row(std::int64_t number) {
  player::Aired row;
  row.asset = std::to_string(number);
  row.planned = row.started = Wall(std::chrono::seconds(number));
  row.ended = row.started + 1s;
  row.outcome = "aired";
  return row;
}

// In a process of its own: from feed to feed, and a row a second in the as-run log, from `first` on. What
// rows there were is told to `told`.
[[noreturn]] void live(const fs::path& root, std::int64_t first, const Spoiler& spoiler, int told,
                       int counted) {
  CountedCalls calls(spoiler);
  sqlite_calls = &calls;
  sqlite3_initialize();
  sqlite3_vfs* vfs = sqlite3_vfs_find(nullptr);
  hook(*vfs, "pwrite", counted_pwrite);
  hook(*vfs, "pwrite64", counted_pwrite);
  hook(*vfs, "ftruncate", counted_truncate);
  hook(*vfs, "unlink", counted_unlink);
  content::PosixFiles files(calls.calls());
  Machine machine(files, root);
  if (!machine.start()) _exit(2);
  player::Bookkeeper books(root / "asrun.sqlite");
  std::int64_t number = first;
  for (const std::int64_t version : {std::int64_t{2}, Site::kNewest}) {
    machine.serve(version);
    for (int i = 0; i < 70; ++i) {
      machine.turn();
      const Steady now{std::chrono::seconds(number)};
      if (::write(told, &number, sizeof number) != sizeof number) _exit(3);
      books.take({row(number++)}, now);
      books.flush(now, false);
    }
  }
  books.flush(Steady{std::chrono::seconds(number)}, true);
  const std::size_t count = calls.count();
  if (::write(counted, &count, sizeof count) != sizeof count) _exit(3);
  _exit(0);
}

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    out.reset(ends[0]);
    in.reset(ends[1]);
  }
  UniqueFd out, in;
};

struct Life {
  std::int64_t last_row = -1;  // that it told of
  std::size_t calls = 0;       // all, if it came to its end
  bool killed = false;
};

Life life(const fs::path& root, std::int64_t first, const Spoiler& spoiler) {
  Pipe told, counted;
  const pid_t child = ::fork();
  if (child == 0) {
    const UniqueFd null(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    ::dup2(null.get(), STDERR_FILENO);
    live(root, first, spoiler, told.in.get(), counted.in.get());
  }
  told.in.reset();
  counted.in.reset();
  Life life;
  for (std::int64_t number = 0; ::read(told.out.get(), &number, sizeof number) == sizeof number;)
    life.last_row = number;
  if (::read(counted.out.get(), &life.calls, sizeof life.calls) != sizeof life.calls) life.calls = 0;
  int status = 0;
  ::waitpid(child, &status, 0);
  life.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  EXPECT_TRUE(life.killed || (WIFEXITED(status) && WEXITSTATUS(status) == 0)) << status;
  return life;
}

Spoiler killer(std::size_t at, bool before) {
  Spoiler spoiler;
  const auto kill_at = [at](std::size_t number) {
    if (number == at) ::raise(SIGKILL);
  };
  if (before) {
    spoiler.before = [kill_at](std::size_t number) { return kill_at(number), 0; };
  } else {
    spoiler.after = kill_at;
  }
  return spoiler;
}

// No row twice, and of those that a life told of no more than a minute lost.
std::string fault_of_rows(const fs::path& root, std::int64_t first, std::int64_t last) {
  std::int64_t expected = first, found = first - 1;
  const auto log = player::AsRunLog::open_to_read(root / "asrun.sqlite");
  std::string fault;
  const auto see = [&](const player::Aired& aired) {
    const std::int64_t number = std::stoll(aired.asset);
    if (number < first) return;
    if (number != expected)
      fault = "row " + aired.asset + " where " + std::to_string(expected) + " should be";
    found = number;
    expected = number + 1;
  };
  if (log && !log->read(see)) return "the log cannot be read";
  if (!fault.empty()) return fault;
  return last - found > kLostMax ? std::to_string(last - found) + " rows are lost" : "";
}

TEST(Killed, AtAnyCallNothingIsLost) {
  std::size_t calls = 0;
  {
    const fakes::TempFolder folder;
    calls = life(folder / "store", 0, {}).calls;
  }
  ASSERT_GT(calls, 60U);
  std::size_t kills = 0;
  std::string faults;
  testing::internal::CaptureStderr();
  for (const bool before : {true, false}) {
    for (std::size_t at = 1; at <= calls; ++at) {
      const fakes::TempFolder folder;
      const fs::path root = folder / "store";
      const Life first = life(root, 0, killer(at, before));
      kills += first.killed ? 1 : 0;
      // Killed once more, as it starts again.
      const Life second = life(root, 1000, killer(1 + at % 7, before));
      kills += second.killed ? 1 : 0;
      content::PosixFiles files;
      std::string fault = fault_after_recovery(files, root, {});
      if (fault.empty()) fault = fault_of_rows(root, 0, first.last_row);
      if (fault.empty() && second.last_row >= 0) fault = fault_of_rows(root, 1000, second.last_row);
      if (!fault.empty()) faults += "call " + std::to_string(at) + ": " + fault + "\n";
    }
  }
  testing::internal::GetCapturedStderr();
  std::cout << calls << " calls, " << kills << " kills\n";
  EXPECT_EQ(faults, "");
  EXPECT_GE(kills, 2 * calls);
}

}  // namespace
}  // namespace kepu::crash
