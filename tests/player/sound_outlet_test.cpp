#include "player/sound_outlet.h"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>
#include <vector>

namespace kepu::player {
namespace {

class SoundOutletTest : public ::testing::Test {
 protected:
  SoundOutletTest() { outlet_.opened(now_, milliseconds(40)); }
  void push(std::size_t frames, float value) { outlet_.push(std::vector<float>(frames * 2, value)); }
  void pull(std::size_t frames) {
    std::vector<float> out(frames * 2, 9.0F);
    outlet_.pull(out, now_);
    for (std::size_t i = 0; i < frames; ++i) heard_.push_back(out[2 * i]);
  }
  void expect_soft(std::size_t from = 1) const {
    for (std::size_t i = from; i < heard_.size(); ++i)
      ASSERT_NEAR(heard_[i], heard_[i - 1], 1.01F / kRampFrames) << i;
  }
  Steady now_{std::chrono::hours(1)};
  SoundOutlet outlet_{1, -20};
  std::vector<float> heard_;
};

TEST_F(SoundOutletTest, TellsWhatTheDeviceTookAndWhen) {
  push(100, 1);
  now_ += milliseconds(5);
  pull(64);
  const DeviceReading reading = outlet_.reading();
  EXPECT_TRUE(reading.open);
  EXPECT_EQ(reading.at, now_);
  EXPECT_EQ(reading.read, 64U);
  EXPECT_EQ(reading.calls, 1U);
  EXPECT_EQ(reading.dry, 0U);
  EXPECT_EQ(reading.latency, milliseconds(40));
  EXPECT_EQ(outlet_.next_read(reading), 64U);
  EXPECT_EQ(outlet_.next_write(), 100U);
}

TEST_F(SoundOutletTest, ARingThatRunsDryIsCountedAndFallsSoftly) {
  push(100, 1);
  pull(150);
  pull(50);
  pull(500);
  EXPECT_EQ(outlet_.reading().dry, 3U);
  EXPECT_EQ(heard_[99], 1);
  expect_soft();
  EXPECT_EQ(heard_[100 + kRampFrames], 0);
}

TEST_F(SoundOutletTest, WhatIsDiscardedIsNotHeardAndDoesNotClick) {
  push(1000, 1);
  pull(300);
  outlet_.discard();
  EXPECT_EQ(outlet_.next_read(outlet_.reading()), 1000U);
  push(1000, 0);
  pull(1000);
  EXPECT_EQ(outlet_.reading().read, 2000U);
  expect_soft();
  EXPECT_EQ(heard_.back(), 0);
}

TEST_F(SoundOutletTest, ADeviceThatIsOpenedHearsNothingOfTheOneBefore) {
  push(1000, 1);
  outlet_.closed();
  EXPECT_FALSE(outlet_.reading().open);
  outlet_.opened(now_, milliseconds(20));
  EXPECT_EQ(outlet_.reading().device, 2U);
  pull(100);
  for (const float sample : heard_) EXPECT_EQ(sample, 0);
}

// For ThreadSanitizer as much as for the values: a reading is never half an old one.
TEST_F(SoundOutletTest, AReadingIsWholeWhileTheDeviceCalls) {
  std::thread device([this] {
    std::vector<float> out(2);
    for (int i = 1; i <= 20'000; ++i) outlet_.pull(out, Steady(nanoseconds(i)));
  });
  DeviceReading reading;
  while (reading.calls < 20'000) {
    reading = outlet_.reading();
    if (reading.calls == 0) continue;
    ASSERT_EQ(static_cast<std::uint64_t>(reading.at.time_since_epoch().count()), reading.dry);
    ASSERT_EQ(reading.calls, reading.dry);
  }
  device.join();
}

}  // namespace
}  // namespace kepu::player
