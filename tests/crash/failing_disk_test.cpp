// Rig (b): a disk that fails at any call, once or from then on. The screen goes on playing what there is, and
// once the disk is well again, the newest feed is on.
#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <iostream>
#include <string>

#include "tests/crash/counted_calls.h"
#include "tests/crash/machine.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::crash {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::size_t kInterruptions = 50;  // in a row; for ever there are none

struct Failure {
  const char* name;
  int error = 0;
  bool short_write = false;
  bool for_ever = false;
};

void PrintTo(const Failure& failure, std::ostream* out) { *out << failure.name; }

class FailingDisk : public testing::TestWithParam<Failure> {
 protected:
  // A screen that has played feed 2.
  static void SetUpTestSuite() {
    seed_ = new fakes::TempFolder();
    testing::internal::CaptureStderr();
    content::PosixFiles files;
    Machine machine(files, *seed_ / "store");
    ASSERT_TRUE(machine.start());
    for (const std::int64_t version : {1, 2}) {
      machine.serve(version);
      for (int i = 0; i < 60; ++i) machine.turn();
    }
    testing::internal::GetCapturedStderr();
  }
  static void TearDownTestSuite() { delete seed_; }

  static fakes::TempFolder* seed_;
};
fakes::TempFolder* FailingDisk::seed_ = nullptr;

Spoiler spoiler(const Failure& failure, std::size_t at) {
  Spoiler spoiler;
  spoiler.short_writes = failure.short_write;
  const bool interrupted = failure.error == EINTR;
  const std::size_t last = !failure.for_ever ? at : interrupted ? at + kInterruptions : SIZE_MAX;
  const int error = failure.short_write ? EAGAIN : failure.error;
  spoiler.before = [=](std::size_t number) { return number >= at && number <= last ? error : 0; };
  return spoiler;
}

// Empty: all went well.
std::string fault_of(const fs::path& seed, const Failure& failure, std::size_t at, std::size_t& calls_made) {
  const fakes::TempFolder folder;
  fs::copy(seed, folder / "store", fs::copy_options::recursive);
  const Acknowledged floor{2, 0, true};
  CountedCalls calls(spoiler(failure, at));
  {
    content::PosixFiles files(calls.calls());
    Machine machine(files, folder / "store");
    if (!machine.start()) return "it does not start";
    machine.serve(Site::kNewest);
    for (int i = 0; i < 300 && !machine.is_done(); ++i) machine.turn();
    machine.turn();
    machine.turn();
    calls_made = calls.count();
    if (!failure.for_ever && !machine.is_done()) return "one failure stops it for good";
    if (std::string gap = gap_of(machine); !gap.empty()) return gap;
  }
  content::PosixFiles well;
  return fault_after_recovery(well, folder / "store", floor);
}

TEST_P(FailingDisk, AtAnyCallIsSurvived) {
  std::size_t calls = 1, runs = 0;
  testing::internal::CaptureStderr();
  std::string faults;
  for (std::size_t at = 1; at <= calls; ++at, ++runs) {
    std::size_t made = 0;
    const std::string fault = fault_of(*seed_ / "store", GetParam(), at, made);
    if (at == 1 || made < 10'000) calls = std::min<std::size_t>(std::max(calls, made), 200);
    if (!fault.empty()) faults += "call " + std::to_string(at) + ": " + fault + "\n";
  }
  testing::internal::GetCapturedStderr();
  std::cout << runs << " runs\n";
  EXPECT_GE(runs, 20U);
  EXPECT_EQ(faults, "");
}

INSTANTIATE_TEST_SUITE_P(
    Failures, FailingDisk,
    testing::Values(Failure{"EioOnce", EIO}, Failure{"EioForEver", EIO, false, true},
                    Failure{"EnospcOnce", ENOSPC}, Failure{"EnospcForEver", ENOSPC, false, true},
                    Failure{"EintrOnce", EINTR}, Failure{"EintrManyTimes", EINTR, false, true},
                    Failure{"ShortWriteOnce", 0, true}, Failure{"ShortWritesForEver", 0, true, true},
                    Failure{"ReadOnlyForEver", EROFS, false, true},
                    Failure{"DeniedForEver", EACCES, false, true}),
    [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace kepu::crash
