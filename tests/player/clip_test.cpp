#include "player/clip.h"

#include <gtest/gtest.h>

namespace kepu::player {
namespace {

TEST(Frame, GivesItsSlotBackExactlyOnceWhenItDies) {
  int given = 0;
  {
    Frame a(Pixels{}, Media{}, milliseconds(40), [&] { ++given; });
    Frame b(std::move(a));
    EXPECT_EQ(given, 0);
    Frame c(Pixels{}, Media{}, milliseconds(40), [&] { given += 10; });
    c = std::move(b);
    EXPECT_EQ(given, 10);
  }
  EXPECT_EQ(given, 11);
}

}  // namespace
}  // namespace kepu::player
