#include "player/vetting.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <algorithm>
#include <fstream>

#include "player/decode_process.h"
#include "tests/fakes/fake_files.h"
#include "tests/fakes/media.h"
#include "tests/fakes/temp_folder.h"
#include "tests/fakes/verdict_clip.h"

namespace kepu::player {
namespace {

using std::chrono::seconds;

config::Asset video(std::uint8_t number, milliseconds duration = seconds(10)) {
  config::Asset asset;
  asset.name = "clip-" + std::to_string(number);
  asset.id.bytes[0] = number;
  asset.duration = duration;
  return asset;
}

class VettingTest : public ::testing::Test {
 protected:
  Vetting make(const std::string& version = "1") {
    return {files_, "/state/vetted.json", version, [this](const auto&, const config::AssetId& id) {
              started_.push_back(id.bytes[0]);
              return Result<std::unique_ptr<Clip>>(std::make_unique<fakes::VerdictClip>(status_));
            }};
  }
  content::Playable disk(std::initializer_list<int> numbers) {
    std::vector<config::AssetId> ids;
    for (const int number : numbers) ids.push_back(video(static_cast<std::uint8_t>(number)).id);
    return {"/state", ids};
  }
  std::size_t writes() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        files_.journal(), [](const auto& step) { return step.what == fakes::DiskStep::What::sync_file; }));
  }

  fakes::FakeFiles files_;
  ClipStatus status_ = Opening{};
  std::vector<int> started_;
  Steady now_{seconds(100)};
  content::Needs needs_{video(1), video(2), video(3)};
};

TEST_F(VettingTest, GoesInTheOrderOfNeedOneAtATimeAndOnlyOverWhatIsOnDisk) {
  Vetting vetting = make();
  EXPECT_FALSE(vetting.tick(needs_, disk({2, 3}), now_));
  EXPECT_FALSE(vetting.tick(needs_, disk({1, 2, 3}), now_));
  EXPECT_EQ(started_, std::vector<int>({2}));
  EXPECT_FALSE(vetting.passed(video(2).id));
  status_ = Ended{seconds(10)};
  EXPECT_TRUE(vetting.tick(needs_, disk({1, 2, 3}), now_));
  EXPECT_TRUE(vetting.passed(video(2).id));
  for (int i = 0; i < 5; ++i) vetting.tick(needs_, disk({1, 2, 3}), now_);
  EXPECT_EQ(started_, std::vector<int>({2, 1, 3}));
}

TEST_F(VettingTest, AFileThatDoesNotDecodeIsRefusedWithItsReason) {
  Vetting vetting = make();
  vetting.tick(needs_, disk({1}), now_);
  status_ = Failed{"has no picture"};
  EXPECT_TRUE(vetting.tick(needs_, disk({1}), now_));
  EXPECT_FALSE(vetting.passed(video(1).id));
  EXPECT_EQ(vetting.refused().at(video(1).id), "has no picture");
}

TEST_F(VettingTest, ALengthMoreThanASecondFromTheFeedsIsRefused) {
  for (const auto& [length, good] :
       std::vector<std::pair<milliseconds, bool>>{{milliseconds(9000), true},
                                                  {milliseconds(8999), false},
                                                  {milliseconds(11000), true},
                                                  {milliseconds(11001), false}}) {
    Vetting vetting = make();
    status_ = Opening{};
    vetting.tick(needs_, disk({1}), now_);
    status_ = Ended{length};
    vetting.tick(needs_, disk({1}), now_);
    EXPECT_EQ(vetting.passed(video(1).id), good) << length.count();
  }
}

TEST_F(VettingTest, AfterSixtySecondsItIsGivenUpUntilTheNextStart) {
  Vetting vetting = make();
  vetting.tick(needs_, disk({1}), now_);
  EXPECT_EQ(vetting.due(), now_ + seconds(60));
  EXPECT_FALSE(vetting.tick(needs_, disk({1}), now_ + seconds(60) - nanoseconds(1)));
  EXPECT_TRUE(vetting.tick(needs_, disk({1}), now_ + seconds(60)));
  EXPECT_TRUE(vetting.refused().contains(video(1).id));
  vetting.write();
  EXPECT_TRUE(make().refused().empty());
}

TEST_F(VettingTest, DamagedBytesAreNoVerdictButReported) {
  Vetting vetting = make();
  vetting.tick(needs_, disk({1}), now_);
  status_ = Failed{"other bytes", true};
  EXPECT_TRUE(vetting.tick(needs_, disk({}), now_));
  EXPECT_EQ(vetting.take_damaged(), video(1).id);
  EXPECT_FALSE(vetting.take_damaged());
  EXPECT_TRUE(vetting.refused().empty());
}

TEST_F(VettingTest, ARestartDoesNotVetAgainANewVersionDoesButKnowsWhatHasPlayed) {
  {
    Vetting vetting = make();
    status_ = Ended{seconds(10)};
    vetting.tick(needs_, disk({1}), now_);
    vetting.tick(needs_, disk({1, 2}), now_);
    status_ = Failed{"bad"};
    vetting.tick(needs_, disk({1, 2}), now_);
    vetting.set_proven(video(1).id, now_);
    vetting.write();
  }
  const Vetting again = make();
  EXPECT_TRUE(again.passed(video(1).id));
  EXPECT_EQ(again.refused().size(), 1U);
  EXPECT_TRUE(again.proven().contains(video(1).id));
  const Vetting newer = make("2");
  EXPECT_FALSE(newer.passed(video(1).id));
  EXPECT_TRUE(newer.refused().empty());
  EXPECT_TRUE(newer.proven().contains(video(1).id));
}

TEST_F(VettingTest, ThousandsOfVerdictsCostOneWriteEachHalfMinute) {
  content::Needs needs;
  for (int i = 0; i < 2000; ++i) {
    needs.push_back(video(0));
    needs.back().id.bytes[1] = static_cast<std::uint8_t>(i & 0xFF);
    needs.back().id.bytes[2] = static_cast<std::uint8_t>(i >> 8);
  }
  std::vector<config::AssetId> ids;
  for (const auto& need : needs) ids.push_back(need.id);
  const content::Playable all("/state", ids);
  Vetting vetting = make();
  status_ = Ended{seconds(10)};
  for (int i = 0; i <= 2000; ++i) vetting.tick(needs, all, now_ += milliseconds(50));
  EXPECT_EQ(started_.size(), 2000U);
  EXPECT_EQ(writes(), 3U);  // in 100 s
  vetting.write();
  vetting.write();
  EXPECT_EQ(writes(), 4U);
}

TEST_F(VettingTest, AnUnreadableDocumentIsBegunAnew) {
  files_.plant("/state/vetted.json", "{\"version\": \"1\", ");
  EXPECT_TRUE(make().refused().empty());
}

// The real kepu-decode on real files.
class RealVettingTest : public ::testing::Test {
 protected:
  // What the process says of a file.
  ClipStatus vet(const std::filesystem::path& file) {
    Assignment assignment;
    assignment.source = file.string();
    assignment.purpose = Purpose::vet;
    auto process = DecodeProcess::start(KEPU_DECODE, assignment, reaper_);
    if (!process) return Failed{process.error().message};
    const auto over = [&] {
      const ClipStatus& status = (*process)->status();
      return std::holds_alternative<Ended>(status) || std::holds_alternative<Failed>(status);
    };
    for (int i = 0; i < 1000 && !over(); ++i) {
      pollfd news{(*process)->fd(), POLLIN, 0};
      poll(&news, 1, 20);
      (*process)->pump();
    }
    return (*process)->status();
  }
  void expect_length(const ClipStatus& status, nanoseconds length) {
    if (const auto* failed = std::get_if<Failed>(&status)) FAIL() << failed->reason;
    ASSERT_TRUE(std::holds_alternative<Ended>(status));
    const auto difference = std::get<Ended>(status).length - length;
    EXPECT_LT(std::chrono::abs(difference), milliseconds(50)) << difference.count();
  }
  void expect_refused(const ClipStatus& status, const std::string& why) {
    ASSERT_TRUE(std::holds_alternative<Failed>(status));
    EXPECT_NE(std::get<Failed>(status).reason.find(why), std::string::npos)
        << std::get<Failed>(status).reason;
    EXPECT_FALSE(std::get<Failed>(status).misbehaved);
  }
  fakes::TempFolder folder_;
  Reaper reaper_;
};

TEST_F(RealVettingTest, GoodFilesPassWithTheirLength) {
  fakes::make_media("-f lavfi -i testsrc2=s=320x180:r=25:d=2 -f lavfi -i sine=d=2 -c:v libx264 -c:a aac",
                    folder_ / "short.mp4");
  expect_length(vet(folder_ / "short.mp4"), seconds(2));
  fakes::make_media("-f lavfi -i testsrc2=s=320x180:r=25:d=30 -c:v libx264 -preset ultrafast",
                    folder_ / "long.mp4");
  expect_length(vet(folder_ / "long.mp4"), seconds(30));
  fakes::make_media("-f lavfi -i testsrc2=s=320x180:r=25:d=20 -c:v mpeg2video", folder_ / "old.ts");
  expect_length(vet(folder_ / "old.ts"), seconds(20));
  fakes::make_media("-f lavfi -i color=red:s=200x100:d=0.04 -frames:v 1", folder_ / "red.png");
  EXPECT_TRUE(std::holds_alternative<Ended>(vet(folder_ / "red.png")));
}

TEST_F(RealVettingTest, WhatIsNoFilmIsRefused) {
  std::ofstream(folder_ / "text.mp4") << "this is not a film";
  expect_refused(vet(folder_ / "text.mp4"), "is not a media file");
  fakes::make_media("-f lavfi -i sine=d=1", folder_ / "sound.m4a");
  expect_refused(vet(folder_ / "sound.m4a"), "has no picture");
  std::ofstream(folder_ / "empty.mp4");
  expect_refused(vet(folder_ / "empty.mp4"), "is not a media file");
}

TEST_F(RealVettingTest, AClipWhoseMiddleIsGoneIsRefused) {
  fakes::make_media(
      "-f lavfi -i testsrc2=s=320x180:r=25:d=30 -c:v libx264 -preset ultrafast -g 25 -movflags +faststart",
      folder_ / "holed.mp4");
  const auto size = std::filesystem::file_size(folder_ / "holed.mp4");
  std::fstream file(folder_ / "holed.mp4", std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(size * 4 / 10));
  file << std::string(size * 2 / 10, '\0');
  file.close();
  expect_refused(vet(folder_ / "holed.mp4"), "pictures are damaged");
}

TEST_F(RealVettingTest, AbsurdSizesAreRefused) {
  fakes::make_media("-f lavfi -i color=red:s=12000x4000:d=0.04 -frames:v 1", folder_ / "wide.png");
  expect_refused(vet(folder_ / "wide.png"), "12000x4000 have more pixels than 8192x4320");
}

}  // namespace
}  // namespace kepu::player
