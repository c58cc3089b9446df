#include "scheduler/item.h"

#include <gtest/gtest.h>

namespace kepu::scheduler {
namespace {

using config::AssetItem;
using config::Item;
using config::TakeItem;
using config::TextItem;

const Item kClip = AssetItem{3, milliseconds(30'000)};
const Item kCard = TextItem{{{"en", "hello"}}, milliseconds(5000)};

TEST(Item, HasTheDurationThatIsWritten) {
  EXPECT_EQ(duration_of(kClip), milliseconds(30'000));
  EXPECT_EQ(duration_of(kCard), milliseconds(5000));
}

TEST(Item, ShowsTheSameHoweverLong) {
  EXPECT_TRUE(shows_the_same(kClip, AssetItem{3, milliseconds(10)}));
  EXPECT_FALSE(shows_the_same(kClip, AssetItem{4, milliseconds(30'000)}));
  EXPECT_TRUE(shows_the_same(kCard, TextItem{{{"en", "hello"}}, milliseconds(1)}));
  EXPECT_FALSE(shows_the_same(kCard, TextItem{{{"zh-CN", "hello"}}, milliseconds(5000)}));
  EXPECT_FALSE(shows_the_same(kClip, kCard));
}

TEST(Item, AListIsTheSameAsItIsWritten) {
  EXPECT_TRUE(shows_the_same(TakeItem{1, 2}, TakeItem{1, 2}));
  EXPECT_FALSE(shows_the_same(TakeItem{1, 2}, TakeItem{1, 3}));
}

}  // namespace
}  // namespace kepu::scheduler
