#include "config/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace kepu {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return Error{Kind::invalid, std::to_string(number) + " is odd: give an even one"};
  return number / 2;
}

TEST(Result, IsAValue) {
  const Result<int> result = half(4);
  ASSERT_TRUE(result);
  EXPECT_EQ(*result, 2);
}

TEST(Result, OrAnErrorWithItsKindAndMessage) {
  const Result<int> result = half(3);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, Kind::invalid);
  EXPECT_EQ(result.error().message, "3 is odd: give an even one");
}

TEST(Result, WithPutsThePlaceInFrontOfAnErrorAndKeepsItsKind) {
  const Result<int> result = half(3).with("numbers.txt").with("reading");
  EXPECT_EQ(result.error().message, "reading: numbers.txt: 3 is odd: give an even one");
  EXPECT_EQ(result.error().kind, Kind::invalid);
}

TEST(Result, WithLeavesAValueAlone) { EXPECT_EQ(*half(4).with("numbers.txt"), 2); }

TEST(Result, CarriesWhatCanOnlyBeMoved) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
  const std::unique_ptr<int> owner = *std::move(result);
  EXPECT_EQ(*owner, 7);
}

TEST(Result, ReachesIntoItsValue) {
  Result<std::string> result = std::string("abc");
  EXPECT_EQ(result->size(), 3U);
}

TEST(Result, ReadingTheValueOfAFailureIsNotSilent) {
  EXPECT_THROW(static_cast<void>(*half(3)), std::bad_variant_access);
}

TEST(Result, OfNothingIsSuccessOrAnError) {
  const Result<void> success;
  EXPECT_TRUE(success);
  const Result<void> failure = Error{Kind::full, "no space left"};
  ASSERT_FALSE(failure);
  EXPECT_EQ(Result<void>(failure).with("objects/ab").error().message, "objects/ab: no space left");
  EXPECT_TRUE(Result<void>().with("objects/ab"));
}

}  // namespace
}  // namespace kepu
