#include "config/suggest.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace kepu::config {
namespace {

constexpr std::array<std::string_view, 4> kNames{"hours", "days", "screens", "playlist"};

std::string_view nearest(std::string_view word) { return Suggester().nearest(word, kNames); }

TEST(Suggester, FindsAMissingAnExtraAWrongAndASwappedLetter) {
  EXPECT_EQ(nearest("hour"), "hours");
  EXPECT_EQ(nearest("dayss"), "days");
  EXPECT_EQ(nearest("screems"), "screens");
  EXPECT_EQ(nearest("palylist"), "playlist");
}

TEST(Suggester, TheMoreLettersTheMoreMistakes) {
  EXPECT_EQ(nearest("plylst"), "playlist");
  EXPECT_EQ(nearest("dzz"), "");
}

TEST(Suggester, OfSeveralTheNearestThenTheFirst) {
  constexpr std::array<std::string_view, 3> kSimilar{"poster-1", "poster-2", "poster-22"};
  EXPECT_EQ(Suggester().nearest("poster-3", kSimilar), "poster-1");
  EXPECT_EQ(Suggester().nearest("poster-222", kSimilar), "poster-22");
}

TEST(Suggester, HasNothingToSayAboutWhatIsNearNothing) {
  EXPECT_EQ(nearest("volume"), "");
  EXPECT_EQ(nearest(""), "");
  EXPECT_EQ(nearest(std::string(65, 'h')), "");
  EXPECT_EQ(Suggester().nearest("hour", {}), "");
}

TEST(Suggester, EndsItsServiceWhenItsStepsAreUsedUp) {
  constexpr std::array<std::string_view, 1> kOne{"hours"};
  Suggester suggester(100);
  int found = 0;
  while (found < 1000 && suggester.nearest("hour", kOne) == "hours") ++found;
  EXPECT_GE(found, 2);
  EXPECT_LT(found, 100);
  EXPECT_EQ(suggester.nearest("hour", kOne), "");
}

}  // namespace
}  // namespace kepu::config
