// Rig (c): the power fails. The real system calls of a sync are recorded and replayed under a weak disk
// model, after ALICE (Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014): after each of
// them, all that was synced, any subset of the other changes of names, and of unsynced bytes all, none, half
// or zeros.
#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/content/recorded_files.h"
#include "tests/crash/machine.h"
#include "tests/fakes/fake_files.h"

namespace kepu::crash {
namespace {

using namespace std::chrono_literals;
using fakes::Disk;
using fakes::DiskStep;
using fakes::FakeFiles;
using fakes::Journal;

#ifdef KEPU_SANITIZED
constexpr std::size_t kStatesMax = 60;  // of one prefix; all of them take a sanitizer minutes
constexpr std::size_t kStatesLeast = 500, kSecondLeast = 200;
constexpr std::size_t kSteps = 30;  // of a recovery, at which the power fails again
#else
constexpr std::size_t kStatesMax = 3000;
constexpr std::size_t kStatesLeast = 10'000, kSecondLeast = 2'000;
constexpr std::size_t kSteps = 3;
#endif
constexpr std::size_t kFewStatesMax =
    20;                             // where each state costs a whole recovery, or one bad one is enough
constexpr std::size_t kBadMax = 3;  // told in full

// A disk with the worst that must hold on it: the least that was acknowledged of all ways to it.
using States = std::map<Disk, Acknowledged>;

struct Recorded {
  Journal journal;
  std::vector<std::pair<std::size_t, Acknowledged>> marks;  // how long the journal was when this was durable

  Acknowledged at(std::size_t steps) const {
    Acknowledged last;
    for (const auto& [length, acknowledged] : marks) {
      if (length <= steps) last = acknowledged;
    }
    return last;
  }
};

void run(Machine& machine, Files& files, const std::filesystem::path& root, const Journal& journal,
         std::vector<std::pair<std::size_t, Acknowledged>>& marks) {
  for (int turns = 0; turns < 2000 && !machine.is_done(); ++turns) {
    machine.turn();
    marks.emplace_back(journal.size(), acknowledged(machine, files, root));
  }
  machine.turn();
  machine.turn();
  marks.emplace_back(journal.size(), acknowledged(machine, files, root));
}

// From an empty disk to the newest feed, through the real system calls.
Recorded recorded_sync() {
  content::RecordedFiles disk;
  const std::filesystem::path root = disk.root() / "store";
  Recorded recorded;
  testing::internal::CaptureStderr();
  Machine machine(disk.files(), root);
  EXPECT_TRUE(machine.start());
  for (const std::int64_t version : {1, 2}) {
    machine.serve(version);
    for (int i = 0; i < 60; ++i) {
      machine.turn();
      recorded.marks.emplace_back(disk.journal().size(), acknowledged(machine, disk.files(), root));
    }
    EXPECT_EQ(recorded.marks.back().second.feed, version);
  }
  machine.serve(Site::kNewest);
  run(machine, disk.files(), root, disk.journal(), recorded.marks);
  testing::internal::GetCapturedStderr();
  EXPECT_TRUE(machine.is_done());
  EXPECT_EQ(recorded.marks.back().second, (Acknowledged{3, 1, true}));
  EXPECT_FALSE(machine.store().playable()->contains(Site::asset("o").id)) << "nothing had to leave";
  recorded.journal = disk.journal();
  return recorded;
}

Acknowledged least(const Acknowledged& a, const Acknowledged& b) {
  return {std::min(a.feed, b.feed), std::min(a.notices, b.notices), a.plays && b.plays};
}

// Of each prefix so many of its states at most, spread over all of them.
States states_of(const Recorded& recorded, std::size_t most) {
  States all;
  for (std::size_t steps = 0; steps <= recorded.journal.size(); ++steps) {
    for (const Disk& disk : fakes::some_after_power_cut(recorded.journal, steps, most, 1)) {
      const auto [at, is_new] = all.emplace(disk, recorded.at(steps));
      if (!is_new) at->second = least(at->second, recorded.at(steps));
    }
  }
  return all;
}

std::string listing(const Disk& disk) {
  std::string text;
  for (const auto& [path, bytes] : disk.files)
    text += "\n  " + path.string() + " " + std::to_string(bytes.size());
  return text;
}

struct Verdict {
  std::size_t states = 0, bad = 0;
  std::string told{};
};

template <class Judge>
Verdict judge(const States& states, const Judge& judge_one) {
  Verdict verdict;
  testing::internal::CaptureStderr();
  for (const auto& [disk, floor] : states) {
    FakeFiles files(disk);
    const std::string fault = judge_one(files, floor);
    ++verdict.states;
    if (fault.empty()) continue;
    if (verdict.bad++ < kBadMax) verdict.told += fault + listing(disk) + "\n";
  }
  testing::internal::GetCapturedStderr();
  return verdict;
}

Verdict judge_starts(const States& states) {
  return judge(states, [](Files& files, const Acknowledged& floor) {
    return fault_after_start(files, "/store", floor);
  });
}

Recorded without(const Recorded& recorded, DiskStep::What what) {
  Recorded less;
  std::size_t mark = 0;
  for (std::size_t i = 0; i <= recorded.journal.size(); ++i) {
    for (; mark < recorded.marks.size() && recorded.marks[mark].first == i; ++mark)
      less.marks.emplace_back(less.journal.size(), recorded.marks[mark].second);
    if (i < recorded.journal.size() && recorded.journal[i].what != what)
      less.journal.push_back(recorded.journal[i]);
  }
  return less;
}

class WeakDisk : public testing::Test {
 protected:
  const Recorded sync_ = recorded_sync();
};

TEST_F(WeakDisk, AfterAPowerCutAtAnyCallTheScreenStartsAndPlays) {
  const States states = states_of(sync_, kStatesMax);
  const Verdict verdict = judge_starts(states);
  std::cout << sync_.journal.size() << " calls, " << states.size() << " distinct states, " << verdict.bad
            << " bad\n";
  EXPECT_GE(states.size(), kStatesLeast);
  EXPECT_EQ(verdict.bad, 0U) << verdict.told;
}

TEST_F(WeakDisk, TheSyncIsFinishedFromEachState) {
  const Verdict verdict = judge(states_of(sync_, kFewStatesMax), [](Files& files, const Acknowledged& floor) {
    return fault_after_recovery(files, "/store", floor);
  });
  std::cout << verdict.states << " recoveries, " << verdict.bad << " bad\n";
  EXPECT_EQ(verdict.bad, 0U) << verdict.told;
}

// The power fails again while the screen recovers from the first time.
TEST_F(WeakDisk, APowerCutDuringTheRecoveryIsSurvivedToo) {
  const States first = states_of(sync_, kFewStatesMax);
  States second;
  std::size_t number = 0;
  testing::internal::CaptureStderr();
  for (const auto& [disk, floor] : first) {
    if (number++ % (first.size() / 60 + 1) != 0) continue;
    FakeFiles files(disk);
    Machine machine(files, "/store");
    ASSERT_TRUE(machine.start());
    machine.serve(Site::kNewest);
    Recorded recovery;
    run(machine, files, "/store", files.journal(), recovery.marks);
    // The journal began with an empty disk for the model: the disk that was found comes first.
    Journal before;
    for (const auto& folder : disk.folders) before.push_back({DiskStep::What::make_folder, folder});
    for (const auto& [path, bytes] : disk.files) {
      before.push_back({DiskStep::What::create, path});
      before.push_back({DiskStep::What::append, path, {}, bytes});
      before.push_back({DiskStep::What::sync_file, path});
    }
    before.push_back({DiskStep::What::sync_folder, "/"});
    for (const auto& folder : disk.folders) before.push_back({DiskStep::What::sync_folder, folder});
    const std::size_t known = before.size();
    before.insert(before.end(), files.journal().begin(), files.journal().end());
    for (std::size_t steps = known; steps <= before.size(); steps += kSteps) {
      for (const Disk& one : fakes::some_after_power_cut(before, steps, 8, 2)) {
        const Acknowledged now = recovery.at(steps - known);
        const Acknowledged worst{std::max(floor.feed, now.feed), std::max(floor.notices, now.notices),
                                 floor.plays || now.plays};
        const auto [at, is_new] = second.emplace(one, worst);
        if (!is_new) at->second = least(at->second, worst);
      }
    }
  }
  testing::internal::GetCapturedStderr();
  const Verdict verdict = judge_starts(second);
  std::cout << second.size() << " distinct states after a second power cut, " << verdict.bad << " bad\n";
  EXPECT_GE(second.size(), kSecondLeast);
  EXPECT_EQ(verdict.bad, 0U) << verdict.told;
}

// The rig finds what it is there for.
TEST_F(WeakDisk, AProgramWithoutFsyncOfFilesIsFound) {
  EXPECT_GT(judge_starts(states_of(without(sync_, DiskStep::What::sync_file), kFewStatesMax)).bad, 0U);
}

TEST_F(WeakDisk, AProgramWithoutFsyncOfFoldersIsFound) {
  EXPECT_GT(judge_starts(states_of(without(sync_, DiskStep::What::sync_folder), kFewStatesMax)).bad, 0U);
}

}  // namespace
}  // namespace kepu::crash
