// A state folder as a player left it, and the real decode process that vets.
#include "player/feed_work.h"

#include <gtest/gtest.h>

#include <fstream>

#include "content/sha256.h"
#include "tests/fakes/media.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::player {
namespace {

class FeedWorkTest : public ::testing::Test {
 protected:
  void SetUp() override {
    settings_.screen.id.name = "bus-17";
    settings_.state_dir = (folder_ / "state").string();
  }

  // A feed that loops over `file`, and its bytes, on disk from an earlier life.
  void keep(const std::filesystem::path& file) {
    content::PosixFiles files;
    auto store = content::Store::open(settings_.state_dir, files);
    ASSERT_TRUE(store);
    std::ifstream in(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    id_ = content::sha256(bytes);
    const std::filesystem::path object = content::Playable(settings_.state_dir, {id_}).path(id_);
    std::filesystem::create_directories(object.parent_path());
    std::filesystem::copy_file(file, object);
    ASSERT_TRUE(store->keep_feed(
        1, 7,
        R"({"format": "kepu-feed/1", "feed": "town", "epoch": 1, "version": 7, "issued": "2026-11-23T08:00:00Z",
            "expires": "2099-01-01T00:00:00Z", "timezone": "Asia/Shanghai", "assets": {"clip": {"type": "video",
            "sha256": ")" +
            id_.hex() + R"(", "bytes": )" + std::to_string(bytes.size()) +
            R"(, "url": "clip.mp4", "duration_ms": 1000}}, "playlists": {"all": {"items": [{"asset": "clip"}]}},
            "entries": [{"id": "loop", "playlist": "all"}]})"));
  }
  std::unique_ptr<FeedWork> open(bool crashed = false) {
    auto work = FeedWork::open(settings_, clock_, {"test", KEPU_DECODE, KEPU_CARD, KEPU_HINT, crashed});
    EXPECT_TRUE(work) << work.error().message;
    return work ? std::move(*work) : nullptr;
  }
  // Turns it, waiting for news, until `done`; at most a minute.
  template <class Done>
  void turn_until(FeedWork& work, const Done& done) {
    const Steady end = clock_.steady() + std::chrono::minutes(1);
    while (!done() && clock_.steady() < end) {
      const Steady at = work.tick(clock_.steady(), clock_.wall(), news_);
      clock_.wait_until(std::min(at, end), news_);
    }
  }

  fakes::TempFolder folder_;
  config::Settings settings_;
  SystemClock clock_;
  Wakeup news_;
  config::AssetId id_;
};

TEST_F(FeedWorkTest, AFolderThatCannotBeMadeIsNamed) {
  std::ofstream(folder_ / "file") << "x";
  settings_.state_dir = (folder_ / "file" / "state").string();
  const auto work = FeedWork::open(settings_, clock_, {"test", KEPU_DECODE, KEPU_CARD, KEPU_HINT, false});
  ASSERT_FALSE(work);
  EXPECT_NE(work.error().message.find(settings_.state_dir), std::string::npos) << work.error().message;
}

TEST_F(FeedWorkTest, WhatLiesOnDiskIsVettedBeforeItIsShown) {
  fakes::make_media("-f lavfi -i testsrc2=s=64x48:r=25:d=1 -c:v libx264 -pix_fmt yuv420p",
                    folder_ / "clip.mp4");
  keep(folder_ / "clip.mp4");
  const auto work = open();
  std::optional<Cue> cue;
  turn_until(*work, [&] {
    if (const auto programme = work->take_programme())
      cue = programme->next(clock_.wall(), std::nullopt, After::aired);
    return cue.has_value();
  });
  ASSERT_TRUE(cue);
  EXPECT_EQ(cue->asset, "clip");
  Status status;
  work->tell(status, clock_.wall());
  EXPECT_EQ(status.feed_version, 7);
  EXPECT_EQ(status.playable, 1U);
  EXPECT_EQ(status.missing, 0U);
  EXPECT_EQ(work->timezone(), "Asia/Shanghai");
}

TEST_F(FeedWorkTest, WhatDoesNotDecodeIsNeverShownAndTheStatusSaysWhy) {
  std::ofstream(folder_ / "clip.mp4") << "this is not a film";
  keep(folder_ / "clip.mp4");
  const auto work = open();
  Status status;
  turn_until(*work, [&] {
    status = {};
    work->tell(status, clock_.wall());
    return !status.refused.empty();
  });
  ASSERT_EQ(status.refused.size(), 1U);
  EXPECT_EQ(status.refused[0].asset, id_.hex());
  EXPECT_EQ(status.playable, 0U);
}

TEST_F(FeedWorkTest, DamagedBytesAreNoLongerThere) {
  fakes::make_media("-f lavfi -i testsrc2=s=64x48:r=25:d=1 -c:v libx264 -pix_fmt yuv420p",
                    folder_ / "clip.mp4");
  keep(folder_ / "clip.mp4");
  const auto work = open();
  work->tick(clock_.steady(), clock_.wall(), news_);
  work->discard(id_);
  work->tick(clock_.steady(), clock_.wall(), news_);
  Status status;
  work->tell(status, clock_.wall());
  EXPECT_EQ(status.missing, 1U);
}

}  // namespace
}  // namespace kepu::player
