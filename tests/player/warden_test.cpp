#include "player/warden.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/fakes/fake_files.h"
#include "tests/fakes/verdict_clip.h"

namespace kepu::player {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using What = Experience::What;

const Wall kNow = Wall(std::chrono::sys_days(std::chrono::year(2026) / 11 / 23));

config::AssetId id_of(int number) {
  config::AssetId id;
  id.bytes[0] = static_cast<std::uint8_t>(number);
  return id;
}

const ClipStatus kGood = Ended{seconds(1)};

class WardenTest : public ::testing::Test {
 protected:
  Warden make(const std::string& boot = "boot") { return make_on(files_, boot); }
  bool crashed_ = true;
  Warden make_on(content::Files& files, const std::string& boot = "boot") {
    return {files,
            {"/state", "/run/note", boot, "1", crashed_},
            [](const auto&, const auto&) {
              return Result<std::unique_ptr<Clip>>(std::make_unique<fakes::VerdictClip>(kGood));
            },
            kNow};
  }
  static std::shared_ptr<const content::Playable> disk(int count) {
    std::vector<config::AssetId> ids;
    for (int i = 1; i <= count; ++i) ids.push_back(id_of(i));
    return std::make_shared<const content::Playable>("/state", ids);
  }
  void vet_all(Warden& warden, int count) {
    content::Needs needs;
    for (int i = 1; i <= count; ++i) {
      needs.push_back({});
      needs.back().id = id_of(i);
    }
    for (int i = 0; i <= count; ++i) warden.vet(needs, *disk(count), now_);
  }
  void crash_twice(Warden& warden, int number) {
    for (int i = 0; i < 2; ++i) warden.take({{id_of(number), What::crashed, "signal 11"}}, now_, kNow);
  }
  std::size_t writes() const {
    return static_cast<std::size_t>(
        std::count_if(files_.journal().begin(), files_.journal().end(),
                      [](auto& step) { return step.what == fakes::DiskStep::What::sync_file; }));
  }
  fakes::FakeFiles files_;
  Steady now_{seconds(100)};
};

TEST_F(WardenTest, NothingIsPermittedThatWasNotVetted) {
  Warden warden = make();
  EXPECT_EQ(warden.permitted(disk(3), kNow)->size(), 0U);
  vet_all(warden, 2);
  const auto permitted = warden.permitted(disk(3), kNow);
  EXPECT_EQ(permitted->ids(), (std::vector{id_of(1), id_of(2)}));
}

TEST_F(WardenTest, ThePointerStaysWhileNothingChanges) {
  Warden warden = make();
  vet_all(warden, 3);
  const auto on_disk = disk(3);
  const auto permitted = warden.permitted(on_disk, kNow);
  warden.take({{id_of(1), What::played_to_end, ""}, {id_of(2), What::closed, ""}}, now_, kNow);
  EXPECT_EQ(warden.permitted(on_disk, kNow), permitted);
  crash_twice(warden, 1);
  EXPECT_NE(warden.permitted(on_disk, kNow), permitted);
}

TEST_F(WardenTest, WhatIsInQuarantineIsPermittedAgainADayLater) {
  Warden warden = make();
  vet_all(warden, 2);
  const auto on_disk = disk(2);
  crash_twice(warden, 1);
  EXPECT_EQ(warden.permitted(on_disk, kNow)->ids(), std::vector{id_of(2)});
  EXPECT_TRUE(warden.given_up(kNow).contains(id_of(1)));
  EXPECT_EQ(warden.permitted(on_disk, kNow + hours(24))->size(), 2U);
}

TEST_F(WardenTest, InSafeModeNothingIsPermittedAndAfterItTheRest) {
  Warden warden = make();
  vet_all(warden, 5);
  const auto on_disk = disk(5);
  for (int i = 1; i <= 4; ++i) crash_twice(warden, i);
  EXPECT_EQ(warden.permitted(on_disk, kNow)->size(), 0U);
  EXPECT_EQ(warden.permitted(on_disk, kNow + minutes(10))->ids(), std::vector{id_of(5)});
}

TEST_F(WardenTest, AFirstPlayIsNotedOnTheDiskBeforeItIsCleared) {
  Warden warden = make();
  warden.take({{id_of(1), What::wants_to_open, ""}}, now_, kNow);
  EXPECT_EQ(*warden.cleared(), std::vector{id_of(1)});
  EXPECT_EQ(files_.disk().files.at("/state/attempt"), print_note({"boot", {id_of(1)}}));
  warden.take({{id_of(1), What::closed, ""}}, now_, kNow);
  EXPECT_TRUE(warden.cleared()->empty());
  EXPECT_EQ(files_.disk().files.at("/state/attempt"), print_note({"boot", {}}));
}

TEST_F(WardenTest, OnceItHasPlayedToItsEndNothingIsWrittenAnyMore) {
  Warden warden = make();
  for (int i = 1; i <= 3; ++i)
    warden.take({{id_of(i), What::wants_to_open, ""}, {id_of(i), What::played_to_end, ""}}, now_, kNow);
  warden.write();
  const std::size_t before = writes();
  for (int round = 0; round < 1000; ++round) {
    for (int i = 1; i <= 3; ++i) {
      EXPECT_TRUE(std::ranges::binary_search(*warden.cleared(), id_of(i)));
      warden.take({{id_of(i), What::played_to_end, ""}}, now_ += seconds(10), kNow);
      warden.vet({}, *disk(3), now_);
    }
  }
  EXPECT_EQ(writes(), before);
  EXPECT_EQ(before, 7U);  // a note and its end for each, and one document
}

TEST_F(WardenTest, ADiskThatTakesNoNoteDoesNotKeepTheScreenEmpty) {
  Warden warden = make();
  files_.fail_fsync(true);
  warden.take({{id_of(1), What::wants_to_open, ""}}, now_, kNow);
  EXPECT_EQ(*warden.cleared(), std::vector{id_of(1)});
}

TEST_F(WardenTest, WhateverTheInstantOfAPowerCutAClearedFirstPlayIsBlamedForTheReboot) {
  Warden warden = make();
  warden.take({{id_of(1), What::wants_to_open, ""}}, now_, kNow);
  for (const fakes::Disk& disk : fakes::after_power_cut(files_.journal(), files_.journal().size())) {
    fakes::FakeFiles found(disk);
    Warden next = make_on(found, "another boot");
    EXPECT_TRUE(next.poison().barred(id_of(1), kNow));
    Warden later = make_on(found, "a third boot");
    EXPECT_EQ(later.poison().cases().at(id_of(1)).terms, 1);  // blamed once
  }
}

TEST_F(WardenTest, APlayerThatCrashedBlamesEachAssetThatWasOpenOnce) {
  files_.plant("/state/attempt", print_note({"boot", {id_of(1)}}));
  files_.plant("/run/note", print_note({"boot", {id_of(1), id_of(2)}}));
  Warden warden = make();
  EXPECT_EQ(warden.poison().cases().at(id_of(1)).crashes, 1);
  EXPECT_EQ(warden.poison().cases().at(id_of(2)).crashes, 1);
  EXPECT_FALSE(warden.poison().barred(id_of(1), kNow));
  Warden again = make();
  EXPECT_EQ(again.poison().cases().at(id_of(1)).crashes, 1);
}

TEST_F(WardenTest, APlayerThatWasKilledBlamesNobodyHoweverOften) {
  crashed_ = false;
  for (int i = 0; i < 50; ++i) {
    files_.plant("/state/attempt", print_note({"boot", {id_of(1)}}));
    files_.plant("/run/note", print_note({"boot", {id_of(1), id_of(2)}}));
    EXPECT_TRUE(make().poison().cases().empty());
    EXPECT_TRUE(parse_note(files_.disk().files.at("/state/attempt")).assets.empty());
  }
}

TEST_F(WardenTest, APowerCutBlamesNothingThatHasPlayedToItsEndEvenWhereThereIsNoTmpfs) {
  files_.plant("/run/note", print_note({"boot", {id_of(1)}}));
  EXPECT_TRUE(make("another boot").poison().cases().empty());
}

TEST_F(WardenTest, CrashesAndQuarantineOutliveARestart) {
  {
    Warden warden = make();
    crash_twice(warden, 1);
    warden.take({{id_of(2), What::hung, "stalled"}}, now_, kNow);
  }
  Warden warden = make();
  EXPECT_TRUE(warden.poison().barred(id_of(1), kNow));
  warden.take({{id_of(2), What::hung, "stalled"}}, now_, kNow);
  EXPECT_TRUE(warden.poison().barred(id_of(2), kNow));
}

}  // namespace
}  // namespace kepu::player
