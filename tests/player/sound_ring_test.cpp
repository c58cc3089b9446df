#include "player/sound_ring.h"

#include <gtest/gtest.h>

#include <array>
#include <thread>

namespace kepu::player {
namespace {

TEST(SoundRing, WhatIsNotThereIsSilence) {
  SoundRing ring(8);
  const std::array<float, 4> in{1, 2, 3, 4};
  EXPECT_EQ(ring.push(in), 2U);
  std::array<float, 8> out{9, 9, 9, 9, 9, 9, 9, 9};
  ring.pull(out);
  EXPECT_EQ(out, (std::array<float, 8>{1, 2, 3, 4, 0, 0, 0, 0}));
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
