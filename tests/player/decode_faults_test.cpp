// Decoders that go wrong in the middle of a clip (tests/shim): what the player hears, and how soon.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "player/decode_process.h"
#include "tests/fakes/media.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::player {
namespace {

constexpr int kAtPicture = 10;

class DecodeFaultsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new fakes::TempFolder;
    fakes::make_media("-f lavfi -i testsrc2=s=160x90:r=25:d=4 -c:v libx264 -pix_fmt yuv420p",
                      *folder_ / "film.mp4");
  }
  static void TearDownTestSuite() { delete folder_; }

  void SetUp() override {
#ifdef KEPU_SANITIZED
    GTEST_SKIP() << "a sanitizer's own library must be the first one that is loaded";
#endif
  }
  void TearDown() override {
    unsetenv("LD_PRELOAD");
    clip_.reset();
  }

  void start(const std::string& fault) {
    setenv("LD_PRELOAD", KEPU_DECODE_SHIM, 1);
    setenv("KEPU_SHIM_FAULT", fault.c_str(), 1);
    setenv("KEPU_SHIM_PICTURE", std::to_string(kAtPicture).c_str(), 1);
    Assignment assignment;
    assignment.source = *folder_ / "film.mp4";
    auto started = DecodeProcess::start(KEPU_DECODE, assignment, reaper_);
    ASSERT_TRUE(started);
    clip_ = std::move(*started);
  }

  // Takes pictures until it fails, ends, or says nothing for `quiet_ms`; how many there were.
  int play(int quiet_ms) {
    int pictures = 0;
    while (!over()) {
      pollfd news{clip_->fd(), POLLIN, 0};
      if (poll(&news, 1, quiet_ms) == 0) break;
      clip_->pump();
      while (clip_->pop()) ++pictures;
    }
    return pictures;
  }
  bool over() const {
    return std::holds_alternative<Failed>(clip_->status()) || std::holds_alternative<Ended>(clip_->status());
  }
  std::string reason() const {
    const auto* failed = std::get_if<Failed>(&clip_->status());
    return failed != nullptr ? failed->reason : "";
  }

  inline static fakes::TempFolder* folder_ = nullptr;
  Reaper reaper_;
  std::unique_ptr<DecodeProcess> clip_;
};

TEST_F(DecodeFaultsTest, ADecoderThatDiesIsHeardOfAtOnceAfterItsLastGoodPicture) {
  for (const char* fault : {"segfault", "abort"}) {
    start(fault);
    EXPECT_EQ(play(5000), kAtPicture - 1) << fault;
    EXPECT_TRUE(reason().starts_with("the decode process ")) << fault << ": " << reason();
  }
}

TEST_F(DecodeFaultsTest, ADecoderThatHangsIsSilentAndDiesWithItsClip) {
  for (const char* fault : {"spin", "sleep"}) {
    start(fault);
    EXPECT_EQ(play(500), kAtPicture - 1) << fault;
    EXPECT_FALSE(over()) << fault;
    const int pid = clip_->pid();
    clip_.reset();
    EXPECT_EQ(waitpid(pid, nullptr, 0), pid);
  }
}

TEST_F(DecodeFaultsTest, ADecoderThatLeaksIsStoppedByItsLimit) {
  start("leak");
  const int pictures = play(5000);
  EXPECT_GE(pictures, kAtPicture);
  EXPECT_LT(pictures, kAtPicture + 12);  // a gigabyte, at 100 MB each
  EXPECT_TRUE(reason().starts_with("the decode process ")) << reason();
}

TEST_F(DecodeFaultsTest, ADecoderThatLiesIsNotBelieved) {
  for (const auto& [fault, answer] :
       {std::pair{"lie_size", "the decode process reports an impossible plane"},
        std::pair{"lie_plane", "the decode process reports an impossible plane"},
        std::pair{"lie_slot", "the decode process reports an impossible slot"},
        std::pair{"lie_length", "the decode process reports in a language of its own"}}) {
    start(fault);
    EXPECT_EQ(play(5000), kAtPicture - 1) << fault;
    EXPECT_EQ(reason(), answer) << fault;
  }
}

TEST_F(DecodeFaultsTest, WithoutAFaultTheShimChangesNothing) {
  start("");
  EXPECT_EQ(play(5000), 100);
  EXPECT_EQ(reason(), "");
}

}  // namespace
}  // namespace kepu::player
