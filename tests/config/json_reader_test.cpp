#include "config/json_reader.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace kepu::config::json {
namespace {

enum class Colour { red, green };
constexpr std::array<Choice<Colour>, 2> kColours{{{"red", Colour::red}, {"green", Colour::green}}};
constexpr std::array<std::string_view, 3> kKnown{"hours", "days", "id"};

struct Named {
  std::string name;
};

class ReaderTest : public testing::Test {
 protected:
  Value read(std::string_view text, Unknown unknown = Unknown::fault) {
    parsed_ = parse(text, {1U << 20U, false});
    EXPECT_TRUE(parsed_.document);
    reader_.emplace(*parsed_.document, unknown);
    return parsed_.document->root();
  }
  // The message of the only fault so far.
  std::string fault() {
    const Faults faults = reader_->faults();
    return faults.size() == 1 ? faults.front().pointer + ": " + faults.front().message
                              : describe("not one", faults);
  }

  Parsed parsed_;
  std::optional<Reader> reader_;
};

TEST_F(ReaderTest, IntegersAreIntegersInRange) {
  const Value seven = read("7");
  EXPECT_EQ(reader_->integer(seven, 1, 7), 7);
  EXPECT_FALSE(reader_->integer(seven, 1, 6));
  EXPECT_EQ(fault(), ": 7 is not an integer from 1 to 6");
}

TEST_F(ReaderTest, NothingElseIsAnInteger) {
  const auto refused = [this](std::string_view text) {
    const Value value = read(text);
    EXPECT_FALSE(reader_->integer(value, -10, 10)) << text;
    return fault();
  };
  EXPECT_EQ(refused("1.0"), ": 1.0 is not an integer from -10 to 10");
  EXPECT_EQ(refused("1e300"), ": 1e+300 is not an integer from -10 to 10");
  EXPECT_EQ(refused("18446744073709551616"), ": 18446744073709551616 is not an integer from -10 to 10");
  EXPECT_EQ(refused("\"NaN\""), ": \"NaN\" is not an integer from -10 to 10");
  EXPECT_EQ(refused("true"), ": true is not an integer from -10 to 10");
  EXPECT_EQ(refused("null"), ": null is not an integer from -10 to 10");
  EXPECT_EQ(refused("[]"), ": an array is not an integer from -10 to 10");
  EXPECT_EQ(refused("{}"), ": an object is not an integer from -10 to 10");
}

TEST_F(ReaderTest, NumbersAndBooleans) {
  const Value value = read("[0.5, 1, true, 2]");
  const Value half = value.first();
  EXPECT_EQ(reader_->number(half, 0, 1), 0.5);
  EXPECT_EQ(reader_->number(half.next(), 0, 1), 1.0);
  EXPECT_EQ(reader_->boolean(half.next().next()), true);
  EXPECT_FALSE(reader_->number(half.next().next().next(), -0.5, 1));
  EXPECT_EQ(fault(), "/3: 2 is not a number from -0.5 to 1");
}

TEST_F(ReaderTest, TextsAreMeasuredInBytesAndHoldNoNul) {
  const Value value = read(R"(["光", "a\u0000", "a\nb"])");
  const Value first = value.first();
  EXPECT_EQ(reader_->text(first, 1, 3), "光");
  EXPECT_EQ(reader_->text(first.next().next(), 1, 3), "a\nb");
  EXPECT_FALSE(reader_->text(first, 1, 2));
  EXPECT_FALSE(reader_->text(first.next(), 1, 9));
  EXPECT_EQ(reader_->faults(), (Faults{{"/0", "\"光\" is not a text of 1 to 2 bytes without NUL"},
                                       {"/1", "\"a\\u0000\" is not a text of 1 to 9 bytes without NUL"}}));
}

TEST_F(ReaderTest, LinesHoldNoControlCharacters) {
  const Value value = read(R"("a\nb")");
  EXPECT_FALSE(reader_->line(value, 200));
  EXPECT_EQ(fault(), ": \"a\\u000ab\" is not a text of 1 to 200 bytes without control characters");
}

TEST_F(ReaderTest, AChoiceSuggestsTheNearest) {
  const Value value = read(R"(["green", "gren", 7])");
  const Value first = value.first();
  EXPECT_EQ(reader_->choice(first, kColours), Colour::green);
  EXPECT_FALSE(reader_->choice(first.next(), kColours));
  EXPECT_FALSE(reader_->choice(first.next().next(), kColours));
  EXPECT_EQ(reader_->faults(),
            (Faults{{"/1", "\"gren\" is not one of \"red\", \"green\"; did you mean \"green\"?"},
                    {"/2", "7 is not one of \"red\", \"green\""}}));
}

TEST_F(ReaderTest, AReferenceSuggestsTheNearest) {
  const std::vector<Named> all{{"clip"}, {"poster"}};
  const Value value = read(R"(["poster", "clips", 7])");
  const Value first = value.first();
  EXPECT_EQ(reader_->reference(first, all, "asset"), 1U);
  EXPECT_FALSE(reader_->reference(first.next(), all, "asset"));
  EXPECT_FALSE(reader_->reference(first.next().next(), all, "asset"));
  EXPECT_EQ(reader_->faults(), (Faults{{"/1", "there is no asset \"clips\"; did you mean \"clip\"?"},
                                       {"/2", "7 is not the name of an asset"}}));
}

TEST_F(ReaderTest, ListsHaveAtLeastAndAtMostSoMany) {
  const Value value = read("[1, 2, 3]");
  EXPECT_TRUE(reader_->array(value, 0, 3));
  EXPECT_TRUE(reader_->array(value, 0, 2)) << "what is too long is read all the same";
  EXPECT_EQ(fault(), ": holds 3; at most 2 are allowed");
  EXPECT_TRUE(reader_->array(read("[]"), 1, 2));
  EXPECT_EQ(fault(), ": is empty");
  EXPECT_TRUE(reader_->array(read("[1]"), 2, 2));
  EXPECT_EQ(fault(), ": holds 1; at least 2 are needed");
  EXPECT_FALSE(reader_->object(read("[1]"), 0, 2));
  EXPECT_EQ(fault(), ": an array is not an object");
}

TEST_F(ReaderTest, AMissingValueIsNoFault) {
  read("{}");
  const Value missing;
  EXPECT_FALSE(reader_->integer(missing, 0, 1));
  EXPECT_FALSE(reader_->number(missing, 0, 1));
  EXPECT_FALSE(reader_->boolean(missing));
  EXPECT_FALSE(reader_->text(missing, 0, 1));
  EXPECT_FALSE(reader_->line(missing, 1));
  EXPECT_FALSE(reader_->array(missing, 1, 1));
  EXPECT_FALSE(reader_->choice(missing, kColours));
  EXPECT_FALSE(reader_->reference(missing, std::vector<Named>{}, "asset"));
  EXPECT_EQ(reader_->fault_count(), 0U);
}

TEST_F(ReaderTest, UnknownFieldsAreFaultsWithTheNearestKnownName) {
  const Value value = read(R"({"id": 1, "hour": 2, "colour": 3})");
  const Fields fields(*reader_, value, kKnown);
  EXPECT_EQ(fields.required("id").integer(), 1);
  EXPECT_FALSE(fields.has("days"));
  EXPECT_EQ(reader_->faults(), (Faults{{"/hour", "unknown field \"hour\"; did you mean \"hours\"?"},
                                       {"/colour", "unknown field \"colour\""}}));
  EXPECT_TRUE(reader_->ignored().empty());
}

TEST_F(ReaderTest, OrAreIgnoredAndReported) {
  const Value value = read(R"({"id": 1, "hour": 2})", Unknown::ignored);
  const Fields fields(*reader_, value, kKnown, " of an entry");
  EXPECT_EQ(reader_->fault_count(), 0U);
  EXPECT_EQ(reader_->ignored(),
            (Faults{{"/hour", "unknown field \"hour\" of an entry; did you mean \"hours\"?"}}));
}

TEST_F(ReaderTest, AMissingFieldIsAFaultOfItsObject) {
  const Value value = read(R"({"list": [{"id": 1}]})");
  const Fields fields(*reader_, value.first().first(), kKnown);
  EXPECT_FALSE(fields.required("days"));
  EXPECT_FALSE(fields.optional("hours"));
  EXPECT_EQ(fault(), "/list/0: the field \"days\" is missing");
}

TEST_F(ReaderTest, WhatIsNoObjectLacksNoFields) {
  const Value value = read("7");
  const Fields fields(*reader_, value, kKnown);
  EXPECT_FALSE(fields.required("days"));
  EXPECT_EQ(fault(), ": 7 is not an object");
}

TEST_F(ReaderTest, FaultsComeInDocumentOrderHoweverTheyWereFound) {
  const Value value = read("[1, 2, 3]");
  const Value first = value.first();
  reader_->fault(first.next().next(), "c");
  reader_->fault(first, "a1");
  reader_->fault(first.next(), "b");
  reader_->fault(first, "a2");
  reader_->fault(value, "all");
  EXPECT_EQ(reader_->faults(), (Faults{{"", "all"}, {"/0", "a1"}, {"/0", "a2"}, {"/1", "b"}, {"/2", "c"}}));
}

TEST_F(ReaderTest, DuplicateFieldsAreAmongTheFaults) {
  read(R"({"x": {"a": 1, "a": 2}})");
  EXPECT_EQ(fault(), "/x: has the field \"a\" more than once");
}

TEST_F(ReaderTest, AThousandFaultsAreListedAndTheRestCounted) {
  const Value value = read("[]");
  for (int i = 0; i < 1234; ++i) reader_->wrong(value, "right");
  EXPECT_EQ(reader_->fault_count(), 1234U);
  const Faults faults = reader_->faults();
  ASSERT_EQ(faults.size(), kFaultsMax + 1);
  EXPECT_EQ(faults.back(), (Fault{"", "and 234 more, not listed"}));
}

}  // namespace
}  // namespace kepu::config::json
