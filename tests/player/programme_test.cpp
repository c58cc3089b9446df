#include "player/programme.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/fakes/temp_folder.h"

namespace kepu::player {
namespace {

using std::chrono::seconds;

config::AssetId id(std::uint8_t n) {
  config::AssetId asset;
  asset.bytes[0] = n;
  return asset;
}

// Three slots of ten seconds: video a, image b, video c; all of one entry.
std::shared_ptr<const scheduler::Rundown> three_slots() {
  auto rundown = std::make_shared<scheduler::Rundown>();
  rundown->start = Wall(seconds(1000));
  rundown->end = Wall(seconds(1030));
  rundown->assets = {{"a", id(1), config::AssetType::video, -6.0206},
                     {"b", id(2), config::AssetType::image},
                     {"c", id(3), config::AssetType::video}};
  rundown->entries = {"loop"};
  rundown->manners = {{config::Align::free, {}, 0.5}};
  rundown->segments = {{rundown->start, rundown->end, 0, scheduler::Shows::asset}};
  for (std::uint32_t i = 0; i < 3; ++i) {
    const Wall start = rundown->start + i * seconds(10);
    rundown->slots.push_back({start, start + seconds(10), i, 0, 0, scheduler::Shows::asset, false});
  }
  return rundown;
}

RundownProgramme programme(const std::vector<config::AssetId>& playable) {
  return {three_slots(), std::make_shared<const content::Playable>("/state", playable)};
}

TEST(RundownProgramme, TheGainIsTheAssetsTimesTheEntrysVolume) {
  const auto cue = programme({id(1)}).next(Wall(seconds(1000)), std::nullopt, After::aired);
  ASSERT_TRUE(cue);
  EXPECT_NEAR(cue->gain, 0.25, 1e-5);
}

TEST(RundownProgramme, TheSlotOfNowIsCuedWithFileHashAndTime) {
  const auto cue = programme({id(1), id(2), id(3)}).next(Wall(seconds(1009)), std::nullopt, After::aired);
  ASSERT_TRUE(cue);
  EXPECT_EQ(cue->asset, "b");
  EXPECT_EQ(cue->entry, "loop");
  EXPECT_EQ(cue->id, id(2));
  EXPECT_EQ(cue->path, content::Playable("/state", {id(2)}).path(id(2)));
  EXPECT_TRUE(cue->still);
  EXPECT_EQ(cue->length, seconds(10));
}

TEST(RundownProgramme, AVideoPlaysToItsOwnEndUnlessItsSlotIsCut) {
  const auto cue = programme({id(1)}).next(Wall(seconds(1000)), std::nullopt, After::aired);
  ASSERT_TRUE(cue);
  EXPECT_EQ(cue->length, std::nullopt);
  auto rundown = std::make_shared<scheduler::Rundown>(*three_slots());
  rundown->slots[0].cut = true;
  const auto cut =
      RundownProgramme(rundown, std::make_shared<const content::Playable>("/s", std::vector{id(1)}))
          .next(Wall(seconds(1000)), std::nullopt, After::aired);
  EXPECT_EQ(cut->length, seconds(10));
}

TEST(RundownProgramme, WhatIsNotOnDiskIsPassedOver) {
  EXPECT_EQ(programme({id(3)}).next(Wall(seconds(1000)), std::nullopt, After::aired)->asset, "c");
  EXPECT_EQ(programme({}).next(Wall(seconds(1000)), std::nullopt, After::aired), std::nullopt);
}

TEST(RundownProgramme, AfterAStandInThePlanGoesOn) {
  // c is shown in the turn of a, which is not there; then it is b's turn.
  auto rundown = std::make_shared<scheduler::Rundown>(*three_slots());
  rundown->entries = {"loop", "other"};
  rundown->manners.push_back({});
  rundown->slots[1].entry = 1;
  const RundownProgramme two(rundown,
                             std::make_shared<const content::Playable>("/state", std::vector{id(2), id(3)}));
  const auto stand_in = two.next(Wall(seconds(1000)), std::nullopt, After::aired);
  ASSERT_TRUE(stand_in);
  EXPECT_EQ(stand_in->asset, "c");
  EXPECT_EQ(two.next(Wall(seconds(1010)), stand_in, After::aired)->asset, "b");
}

TEST(RundownProgramme, WhatIsEarlyForATakeoverFillsTheTimeWithWhatIsPlannedNow) {
  // b was begun 7 s early. c, a takeover, comes at 1020 s.
  auto rundown = std::make_shared<scheduler::Rundown>(*three_slots());
  rundown->segments = {{rundown->start, Wall(seconds(1020)), 0, scheduler::Shows::asset},
                       {Wall(seconds(1020)), rundown->end, 0, scheduler::Shows::asset, 0}};
  rundown->slots[2].segment = 1;
  const RundownProgramme p(
      rundown, std::make_shared<const content::Playable>("/state", std::vector{id(1), id(2), id(3)}));
  const auto b = p.next(Wall(seconds(1007)), std::nullopt, After::aired);
  ASSERT_EQ(b->asset, "b");
  const auto again = p.next(Wall(seconds(1013)), b, After::aired);
  EXPECT_EQ(again->asset, "b");
  EXPECT_EQ(again->length, seconds(7));  // and the takeover cuts it
  const auto close = p.next(Wall(milliseconds(1'018'500)), b, After::aired);
  EXPECT_EQ(close->asset, "c");
  EXPECT_EQ(close->zero, Wall(seconds(1020)));
}

TEST(RundownProgramme, AStillOfMoreThanTenMinutesIsShownForTheRestOfItsTime) {
  auto rundown = std::make_shared<scheduler::Rundown>(*three_slots());
  rundown->slots.erase(rundown->slots.begin(), rundown->slots.begin() + 1);
  rundown->slots[0].start = rundown->start;
  rundown->slots[0].end = rundown->slots[1].start = rundown->start + std::chrono::minutes(30);
  rundown->end = rundown->slots[1].end = rundown->slots[1].start + seconds(10);
  const RundownProgramme long_image(
      rundown, std::make_shared<const content::Playable>("/state", std::vector{id(2), id(3)}));
  const auto cue = long_image.next(rundown->start + std::chrono::minutes(28), std::nullopt, After::aired);
  ASSERT_TRUE(cue);
  EXPECT_EQ(cue->asset, "b");
  EXPECT_EQ(cue->length, std::chrono::minutes(2));
  EXPECT_EQ(long_image.next(rundown->slots[1].start, cue, After::aired)->asset, "c");
}

TEST(RundownProgramme, AfterAFailureTheNextSlotFollowsEvenBeforeItsTime) {
  const auto p = programme({id(1), id(2), id(3)});
  const auto a = p.next(Wall(seconds(1000)), std::nullopt, After::aired);
  const auto b = p.next(Wall(seconds(1000)), a, After::failed);
  EXPECT_EQ(b->asset, "b");
  EXPECT_EQ(p.next(Wall(seconds(1000)), b, After::failed)->asset, "c");
}

TEST(RundownProgramme, ACardFillsTheTimeThatIsLeftOfItsSlot) {
  auto rundown = std::make_shared<scheduler::Rundown>(*three_slots());
  rundown->slots[1].shows = scheduler::Shows::card;
  rundown->slots[1].asset = rundown->slots[1].entry = scheduler::kNone;
  const auto cue = RundownProgramme(rundown, std::make_shared<const content::Playable>())
                       .next(Wall(seconds(1012)), std::nullopt, After::aired);
  ASSERT_TRUE(cue);
  EXPECT_EQ(cue->shows, scheduler::Shows::card);
  EXPECT_EQ(cue->length, seconds(8));
}

TEST(FilesProgramme, AFolderStandsForItsMediaFilesByNameAndTheyGoRound) {
  const fakes::TempFolder folder;
  for (const char* name : {"b.mp4", "a.PNG", "notes.txt"}) std::ofstream(folder / name) << "x";
  const auto files = FilesProgramme::open({folder.path()}, {false, seconds(7)});
  ASSERT_TRUE(files);
  const auto first = files->next({}, std::nullopt, After::aired);
  EXPECT_EQ(first->asset, "a.PNG");
  EXPECT_EQ(first->length, seconds(7));
  const auto second = files->next({}, first, After::aired);
  EXPECT_EQ(second->asset, "b.mp4");
  EXPECT_EQ(files->next({}, second, After::failed)->asset, "a.PNG");
}

TEST(FilesProgramme, OnceEndsAfterTheLast) {
  const fakes::TempFolder folder;
  std::ofstream(folder / "a.mp4") << "x";
  const auto files = FilesProgramme::open({folder / "a.mp4"}, {true, seconds(7)});
  ASSERT_TRUE(files);
  const Programme programme(*files);
  EXPECT_TRUE(programme.ends());
  EXPECT_EQ(programme.next({}, programme.next({}, std::nullopt, After::aired), After::aired), std::nullopt);
}

TEST(FilesProgramme, WhatIsNotThereIsNamed) {
  const fakes::TempFolder folder;
  const auto missing = FilesProgramme::open({folder / "a.mp4"}, {});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message, (folder / "a.mp4").string() + ": there is no such file or folder");
  const auto empty = FilesProgramme::open({folder.path()}, {});
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().message, folder.path().string() + ": no video or image file in this folder");
}

}  // namespace
}  // namespace kepu::player
