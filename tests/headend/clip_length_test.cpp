#include "headend/clip_length.h"

#include <gtest/gtest.h>

namespace kepu::headend {
namespace {

constexpr milliseconds kFrame(40);

TEST(ClipLength, IsTheEndOfTheLastPictureLessTheStartOfTheFirst) {
  ClipLength length(kFrame);
  for (int i = 0; i < 25; ++i) length.add(milliseconds(1400) + i * kFrame, kFrame);
  EXPECT_EQ(length.finish(), milliseconds(1000));
}

TEST(ClipLength, PicturesMayComeOutOfOrder) {
  ClipLength length(kFrame);
  for (const int i : {0, 4, 2, 1, 3, 8, 6, 5, 7}) length.add(i * kFrame, kFrame);
  EXPECT_EQ(length.finish(), 9 * kFrame);
}

TEST(ClipLength, TheLastPictureStaysAsLongAsItSays) {
  ClipLength length(kFrame);
  length.add(milliseconds(0), kFrame);
  length.add(kFrame, milliseconds(3000));
  EXPECT_EQ(length.finish(), milliseconds(3040));
}

TEST(ClipLength, TakesTheUsualLengthWhereAPacketSaysNoneOrTooMuch) {
  ClipLength none(kFrame);
  none.add(milliseconds(0), nanoseconds(0));
  EXPECT_EQ(none.finish(), kFrame);
  ClipLength absurd(kFrame);
  absurd.add(milliseconds(0), std::chrono::seconds(11));
  EXPECT_EQ(absurd.finish(), kFrame);
}

TEST(ClipLength, MissingTimestampsCountOneFrameAfterTheLast) {
  ClipLength length(kFrame);
  for (int i = 0; i < 50; ++i) length.add(std::nullopt, nanoseconds(0));
  EXPECT_EQ(length.finish(), milliseconds(2000));
}

TEST(ClipLength, AJumpOfMoreThanTenSecondsIsNoTimeOnScreen) {
  ClipLength length(kFrame);
  for (int i = 0; i < 25; ++i) length.add(i * kFrame, kFrame);
  for (int i = 0; i < 25; ++i) length.add(std::chrono::hours(1) + i * kFrame, kFrame);
  EXPECT_EQ(length.finish(), milliseconds(2000));
}

TEST(ClipLength, TimesThatBeginAnewGoOnWhereTheyWere) {
  ClipLength length(kFrame);
  for (int i = 0; i < 100; ++i) length.add(std::chrono::hours(1) + i * kFrame, kFrame);
  for (int i = 0; i < 100; ++i) length.add(i * kFrame, kFrame);
  // What lies within the reordering window is shown early: it costs a few frames at most.
  EXPECT_NEAR(static_cast<double>(length.finish().count()), 8000, 16 * 40);
}

TEST(ClipLength, IsRoundedToTheNearestMillisecond) {
  ClipLength length(nanoseconds(33'366'667));
  for (int i = 0; i < 30; ++i) length.add(nanoseconds(33'366'667) * i, nanoseconds(33'366'667));
  EXPECT_EQ(length.finish(), milliseconds(1001));
}

TEST(ClipLength, OfNoPictureIsZero) { EXPECT_EQ(ClipLength(kFrame).finish(), milliseconds(0)); }

}  // namespace
}  // namespace kepu::headend
