#include "content/scrub.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/fakes/fake_files.h"

namespace kepu::content {
namespace {

using namespace std::chrono_literals;

class ScrubTest : public testing::Test {
 protected:
  ScrubTest() : store_(*Store::open("/store", files_)) {}

  config::Asset have(const std::string& bytes) {
    config::Asset asset;
    asset.id = sha256(bytes);
    asset.bytes = bytes.size();
    files_.plant(Playable("/store", {}).path(asset.id), bytes);
    EXPECT_TRUE(files_.make_folder(Playable("/store", {}).path(asset.id).parent_path()));
    store_ = *Store::open("/store", files_);
    return asset;
  }
  void rot(const config::Asset& asset) {
    const auto path = store_.playable()->path(asset.id);
    std::string bytes = files_.disk().files.at(path);
    bytes.back() ^= 1;
    files_.plant(path, bytes);
  }
  bool has(const config::Asset& asset) const { return store_.playable()->contains(asset.id); }

  // Until the round is over; how often it was called.
  int round(const Needs& needs = {}) {
    int steps = 0;
    do {
      now_ = std::max(now_, scrub_.tick(now_, needs));
      ++steps;
    } while (scrub_.left() > 0);
    return steps;
  }

  fakes::FakeFiles files_;
  Store store_;
  Steady now_{};
  Scrub scrub_{store_, files_};
};

TEST_F(ScrubTest, WhatIsAsItWasStays) {
  const auto a = have("a"), b = have(std::string(3 * kScrubPiece + 5, 'b')),
             c = have(std::string(kScrubPiece, 'c'));
  round();
  EXPECT_TRUE(has(a) && has(b) && has(c));
}

TEST_F(ScrubTest, WhatHasRottedLeavesTheStore) {
  const auto a = have("a"), b = have(std::string(2 * kScrubPiece + 5, 'b')), c = have("c");
  rot(b);
  testing::internal::CaptureStderr();
  round();
  EXPECT_NE(testing::internal::GetCapturedStderr().find("has rotted on the disk: it is fetched anew"),
            std::string::npos);
  EXPECT_TRUE(has(a) && has(c));
  EXPECT_FALSE(has(b));
}

TEST_F(ScrubTest, WhatTheDiskDoesNotReadLeavesTheStore) {
  const auto a = have("a"), b = have("b");
  files_.break_file(store_.playable()->path(a.id));
  round();
  EXPECT_FALSE(has(a));
  EXPECT_TRUE(has(b));
}

TEST_F(ScrubTest, WhatIsNeededFirstIsReadFirst) {
  const auto a = have("a"), b = have("b"), c = have("c");
  for (const auto& asset : {a, b, c}) rot(asset);
  scrub_.tick(now_, {b, a});
  EXPECT_FALSE(has(b));
  scrub_.tick(now_ += kScrubPause, {b, a});
  EXPECT_FALSE(has(a));
  EXPECT_TRUE(has(c));
}

TEST_F(ScrubTest, ItReadsAPieceAtATimeAndPauses) {
  have(std::string(3 * kScrubPiece + 5, 'b'));
  EXPECT_EQ(scrub_.tick(now_, {}), now_ + kScrubPause);
  EXPECT_EQ(scrub_.tick(now_ + 1ms, {}), now_ + kScrubPause);
  EXPECT_EQ(round(), 4);
  EXPECT_GE(now_, Steady{} + 3 * nanoseconds(kScrubPause));
}

TEST_F(ScrubTest, ItBeginsAnewAWeekLater) {
  const auto a = have("a");
  round();
  rot(a);
  EXPECT_GE(scrub_.tick(now_ - 1ms, {}), now_);
  EXPECT_TRUE(has(a));
  scrub_.tick(now_, {});
  EXPECT_FALSE(has(a));
}

TEST_F(ScrubTest, WhatIsEvictedMeanwhileIsNoFault) {
  const auto a = have(std::string(2 * kScrubPiece, 'a'));
  have("b");
  scrub_.tick(now_, {a});
  ASSERT_TRUE(store_.evict(a.id));
  testing::internal::CaptureStderr();
  now_ += kScrubPause;
  round({a});
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace kepu::content
