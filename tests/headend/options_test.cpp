#include "headend/options.h"

#include <gtest/gtest.h>

#include <array>

namespace kepu::headend {
namespace {

constexpr std::array<Option, 3> kKnown{{{"--out", true}, {"--image-seconds", true}, {"--json"}}};

std::string error_of(const std::vector<std::string>& words) {
  const auto options = read_options(words, kKnown);
  return options ? "" : options.error().message;
}

TEST(Options, ValuesFollowTheirNameOrAnEqualsSign) {
  const std::vector<std::string> words{"media", "--out", "site", "--image-seconds=5", "--json"};
  const auto options = read_options(words, kKnown);
  ASSERT_TRUE(options);
  EXPECT_EQ(options->words, std::vector<std::string>{"media"});
  EXPECT_EQ(options->get("--out"), "site");
  EXPECT_EQ(options->get("--image-seconds"), "5");
  EXPECT_TRUE(options->has("--json"));
}

TEST(Options, WhatWasNotGivenHasTheDefault) {
  const auto options = read_options({}, kKnown);
  ASSERT_TRUE(options);
  EXPECT_EQ(options->get("--out", "here"), "here");
  EXPECT_FALSE(options->has("--out"));
}

TEST(Options, BehindTwoDashesAllAreWords) {
  const std::vector<std::string> words{"--", "--out", "-x"};
  const auto options = read_options(words, kKnown);
  ASSERT_TRUE(options);
  EXPECT_EQ(options->words, (std::vector<std::string>{"--out", "-x"}));
}

TEST(Options, AnUnknownOneComesWithTheNearestKnownOne) {
  EXPECT_EQ(error_of({"--ouut", "x"}), "unknown option --ouut: did you mean --out?");
  EXPECT_EQ(error_of({"--image-second=3"}), "unknown option --image-second: did you mean --image-seconds?");
  EXPECT_EQ(error_of({"--verbose"}), "unknown option --verbose");
  EXPECT_EQ(error_of({"-o"}), "unknown option -o");
}

TEST(Options, MistakesWithValuesAreNamed) {
  EXPECT_EQ(error_of({"--out"}), "--out needs a value");
  EXPECT_EQ(error_of({"--json=yes"}), "--json takes no value");
  EXPECT_EQ(error_of({"--out", "a", "--out", "b"}), "--out is given twice");
}

TEST(DidYouMean, SaysNothingIfNothingIsNear) {
  constexpr std::array<std::string_view, 2> kNames{"publish", "rundown"};
  EXPECT_EQ(did_you_mean("publsh", kNames), ": did you mean publish?");
  EXPECT_EQ(did_you_mean("rundwon", kNames), ": did you mean rundown?");
  EXPECT_EQ(did_you_mean("explain", kNames), "");
}

TEST(ReadNumber, TakesDecimalDigitsInRangeAndNothingElse) {
  EXPECT_EQ(read_number("10", 1, 10), 10);
  EXPECT_EQ(read_number("11", 1, 10), std::nullopt);
  EXPECT_EQ(read_number("0", 1, 10), std::nullopt);
  EXPECT_EQ(read_number("1x", 1, 10), std::nullopt);
  EXPECT_EQ(read_number("", 1, 10), std::nullopt);
  EXPECT_EQ(read_number("99999999999", 1, 10), std::nullopt);
}

}  // namespace
}  // namespace kepu::headend
