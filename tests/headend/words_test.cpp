#include "headend/words.h"

#include <gtest/gtest.h>

namespace kepu::headend {
namespace {

using namespace std::chrono_literals;

TEST(Words, SizesAndTimesAreForPeople) {
  EXPECT_EQ(size_words(999), "999 bytes");
  EXPECT_EQ(size_words(1000), "1.0 kB");
  EXPECT_EQ(size_words(7'340'032), "7.3 MB");
  EXPECT_EQ(size_words(999'999'999), "1.0 GB");
  EXPECT_EQ(time_words(30s), "0:30");
  EXPECT_EQ(time_words(30500ms), "0:30.5");
  EXPECT_EQ(time_words(1001ms), "0:01.001");
  EXPECT_EQ(time_words(1h + 5min + 30s), "1:05:30");
  EXPECT_EQ(count_words(0, "entry", "entries"), "0 entries");
  EXPECT_EQ(count_words(1, "entry", "entries"), "1 entry");
}

TEST(ListWords, NamesTheFirstAndCountsTheRest) {
  EXPECT_EQ(list_words({"bus-1"}, 2), "bus-1");
  EXPECT_EQ(list_words({"bus-1", "bus-2"}, 2), "bus-1, bus-2");
  EXPECT_EQ(list_words({"bus-1", "bus-2", "bus-3"}, 2), "bus-1, bus-2 and 1 more");
}

TEST(Columns, AChineseCharacterTakesTwo) {
  EXPECT_EQ(columns("mars"), 4U);
  EXPECT_EQ(columns("火星"), 4U);
  EXPECT_EQ(columns("Äö"), 2U);
}

TEST(Columns, AreFilledWithSpaces) {
  EXPECT_EQ(padded("火星", 6) + '|', "火星  |");
  EXPECT_EQ(right("火星", 6), "  火星");
  EXPECT_EQ(padded("mars", 3), "mars");
}

}  // namespace
}  // namespace kepu::headend
