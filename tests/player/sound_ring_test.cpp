#include "player/sound_ring.h"

#include <gtest/gtest.h>

#include <array>
#include <thread>

namespace kepu::player {
namespace {

TEST(SoundRing, NoMoreThanThereIsIsTaken) {
  SoundRing ring(8);
  const std::array<float, 4> in{1, 2, 3, 4};
  EXPECT_EQ(ring.push(in), 2U);
  std::array<float, 8> out{9, 9, 9, 9, 9, 9, 9, 9};
  EXPECT_EQ(ring.pull(out), 2U);
  EXPECT_EQ(out, (std::array<float, 8>{1, 2, 3, 4, 9, 9, 9, 9}));
}

TEST(SoundRing, WhatGoesRoundTheCornerComesOutInOrder) {
  SoundRing ring(3);
  float next = 0;
  float expected = 0;
  for (int round = 0; round < 50; ++round) {
    const std::array<float, 4> in{next, next, next + 1, next + 1};
    next += static_cast<float>(ring.push(std::span(in).first(round % 2 == 0 ? 4 : 2)));
    std::array<float, 4> out{};
    const std::size_t got = ring.pull(std::span(out).first(round % 3 == 0 ? 2 : 4));
    for (std::size_t i = 0; i < got; ++i) ASSERT_EQ(out[2 * i + 1], expected++);
  }
  EXPECT_GT(expected, 40);
}

TEST(SoundRing, SkippingMakesRoomAndNeverGoesBack) {
  SoundRing ring(4);
  const std::array<float, 8> in{1, 1, 2, 2, 3, 3, 4, 4};
  ring.push(in);
  ring.skip_to(3);
  ring.skip_to(1);
  EXPECT_EQ(ring.filled(), 1U);
  EXPECT_EQ(ring.room(), 3U);
  std::array<float, 2> out{};
  ring.pull(out);
  EXPECT_EQ(out[0], 4);
}

TEST(SoundRing, WhatDoesNotFitIsNotTaken) {
  SoundRing ring(2);
  const std::array<float, 6> in{1, 2, 3, 4, 5, 6};
  EXPECT_EQ(ring.push(in), 2U);
  EXPECT_EQ(ring.room(), 0U);
}

// For ThreadSanitizer as much as for the order.
TEST(SoundRing, TwoThreadsPassEverySampleInOrder) {
  constexpr int kCount = 100'000;
  SoundRing ring(64);
  std::thread producer([&] {
    for (int i = 1; i <= kCount;) {
      const std::array<float, 2> in{static_cast<float>(i), static_cast<float>(i)};
      if (ring.push(in) == 1)
        ++i;
      else
        std::this_thread::yield();
    }
  });
  int expected = 1;
  while (expected <= kCount) {
    std::array<float, 2> out{};
    ring.pull(out);
    if (out[0] == 0) {
      std::this_thread::yield();
      continue;
    }
    ASSERT_EQ(out[0], static_cast<float>(expected++));
  }
  producer.join();
}

}  // namespace
}  // namespace kepu::player
