#include "config/json.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace kepu::config::json {
namespace {

constexpr std::size_t kBytesMax = 64U << 20U;

// The one fault of a text that is refused; "none" if it is not.
std::string fault_of(std::string_view text, bool comments = false) {
  const Parsed parsed = parse(text, {kBytesMax, comments});
  if (parsed.document || parsed.faults.size() != 1) return "none";
  const Fault& fault = parsed.faults.front();
  return fault.pointer.empty() ? fault.message : fault.pointer + ": " + fault.message;
}

TEST(Json, ValuesKeepTypeOrderAndKeys) {
  const Parsed parsed = parse(R"({"b": [1, -2.5, "x", true, null], "a": {}})", {kBytesMax, false});
  ASSERT_TRUE(parsed.document);
  const Value root = parsed.document->root();
  ASSERT_EQ(root.type(), Type::object);
  ASSERT_EQ(root.size(), 2U);
  const Value list = root.first();
  EXPECT_EQ(list.key(), "b");
  ASSERT_EQ(list.size(), 5U);
  std::vector<Value> items;
  for (const Value item : list.items()) items.push_back(item);
  ASSERT_EQ(items.size(), 5U);
  EXPECT_EQ(items[0].integer(), 1);
  EXPECT_EQ(items[0].number(), 1.0);
  EXPECT_EQ(items[1].number(), -2.5);
  EXPECT_EQ(items[2].string(), "x");
  EXPECT_TRUE(items[3].boolean());
  EXPECT_EQ(items[4].type(), Type::null);
  const Value empty = list.next();
  EXPECT_EQ(empty.key(), "a");
  EXPECT_EQ(empty.size(), 0U);
  EXPECT_FALSE(empty.first());
  EXPECT_FALSE(empty.next());
  EXPECT_FALSE(root.next());
}

TEST(Json, AScalarIsADocument) {
  const Parsed parsed = parse(" 7 ", {kBytesMax, false});
  ASSERT_TRUE(parsed.document);
  EXPECT_EQ(parsed.document->root().integer(), 7);
  EXPECT_EQ(parsed.document->root().pointer(), "");
}

TEST(Json, TextsMayHoldEverythingEvenNul) {
  const Parsed parsed = parse(R"(["\u0000a", "\u5149\ud83d\ude00", ""])", {kBytesMax, false});
  ASSERT_TRUE(parsed.document);
  const Value first = parsed.document->root().first();
  EXPECT_EQ(first.string(), std::string_view("\0a", 2));
  EXPECT_EQ(first.next().string(), "光😀");
  EXPECT_EQ(first.next().next().string(), "");
}

TEST(Json, PointersEscapeTildeAndSlash) {
  const Parsed parsed = parse(R"({"a/b~c": [[], [{"": 1}]]})", {kBytesMax, false});
  ASSERT_TRUE(parsed.document);
  const Value inner = parsed.document->root().first().first().next().first().first();
  EXPECT_EQ(inner.pointer(), "/a~1b~0c/1/0/");
}

TEST(Json, PlacesGrowInDocumentOrder) {
  const Parsed parsed = parse("[[1, 2], 3]", {kBytesMax, false});
  const Value list = parsed.document->root().first();
  EXPECT_LT(list.place(), list.first().place());
  EXPECT_LT(list.first().next().place(), list.next().place());
}

TEST(Json, WhatIsNotWithinInt64IsNoInteger) {
  const Parsed parsed = parse(
      "[9223372036854775807, -9223372036854775808, 9223372036854775808, 18446744073709551616, 1e2, 1.0, "
      "1e300]",
      {kBytesMax, false});
  ASSERT_TRUE(parsed.document);
  std::vector<Type> types;
  for (const Value item : parsed.document->root().items()) types.push_back(item.type());
  EXPECT_EQ(types, (std::vector<Type>{Type::integer, Type::integer, Type::number, Type::number, Type::number,
                                      Type::number, Type::number}));
  EXPECT_EQ(parsed.document->root().first().next().next().number(), 9223372036854775808.0);
}

TEST(Json, SyntaxFaultsNameLineAndColumn) {
  EXPECT_EQ(
      fault_of(""),
      "line 1, column 1: syntax error while parsing value - unexpected end of input; expected '[', '{', or a "
      "literal");
  EXPECT_EQ(
      fault_of("{\n  \"光\": 1,\n}"),
      "line 3, column 1: syntax error while parsing object key - unexpected '}'; expected string literal");
  EXPECT_EQ(fault_of("[\"光\" 1]"),
            "line 1, column 6: syntax error while parsing array - unexpected number literal; "
            "expected ']'");
  EXPECT_EQ(fault_of("[NaN]"), "line 1, column 2: syntax error while parsing value - invalid literal");
  EXPECT_EQ(fault_of("{} {}"),
            "line 1, column 4: syntax error while parsing value - unexpected '{'; expected end of input");
  EXPECT_EQ(fault_of("[1e999]"), "line 1, column 6: a number is too large for any use");
}

TEST(Json, TextThatIsNotUtf8IsRefused) {
  const std::string reason = "syntax error while parsing value - invalid string: ill-formed UTF-8 byte";
  EXPECT_EQ(fault_of("\"\xff\""), "line 1, column 2: " + reason);
  EXPECT_EQ(fault_of("\"\xc0\xaf\""), "line 1, column 2: " + reason);          // overlong
  EXPECT_EQ(fault_of("\"\xed\xa0\x80\""), "line 1, column 3: " + reason);      // a surrogate
  EXPECT_EQ(fault_of("\"\xf4\x90\x80\x80\""), "line 1, column 3: " + reason);  // beyond Unicode
  EXPECT_EQ(fault_of("\"\xe5\x85\""), "line 1, column 3: " + reason);          // cut short
  EXPECT_EQ(
      fault_of(R"("\ud800")"),
      "line 1, column 8: syntax error while parsing value - invalid string: surrogate U+D800..U+DBFF must be "
      "followed by U+DC00..U+DFFF");
}

TEST(Json, AByteOrderMarkIsRefused) {
  EXPECT_EQ(fault_of("\xEF\xBB\xBF{}"), "begins with a byte order mark: save it as UTF-8 without one");
}

TEST(Json, CommentsAreForThoseWhoAllowThem) {
  const std::string_view text = "// a\n[1, /* b */ 2]";
  EXPECT_EQ(fault_of(text, true), "none");
  EXPECT_EQ(fault_of(text), "line 1, column 1: syntax error while parsing value - invalid literal");
}

TEST(Json, SixteenLevelsAreFineAndTheSeventeenthIsRefusedInItsPlace) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_EQ(fault_of(nested(16)), "none");
  EXPECT_EQ(fault_of(nested(17)), "/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0: is nested more than 16 deep");
  EXPECT_EQ(fault_of(R"({"a": 1, "b": [0, )" + nested(17) + "]}"),
            "/b/1/0/0/0/0/0/0/0/0/0/0/0/0/0/0: is nested more than 16 deep");
}

TEST(Json, AHundredThousandLevelsNeedNoStack) {
  EXPECT_EQ(fault_of(std::string(100'000, '[')),
            "/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0: is nested more than 16 deep");
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  EXPECT_EQ(fault_of(objects), "/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a: is nested more than 16 deep");
}

TEST(Json, MoreBytesThanAllowedAreNotEvenLookedAt) {
  const Parsed parsed = parse("[1, 2", {4, false});
  EXPECT_EQ(parsed.faults, (Faults{{"", "is 5 bytes long; at most 4 are allowed"}}));
}

TEST(Json, MoreValuesThanAllowedAreRefused) {
  EXPECT_TRUE(parse("[0, {\"a\": 0}]", {100, false, 4}).document);
  EXPECT_EQ(parse("[0, {\"a\": 0}, 0]", {100, false, 4}).faults, (Faults{{"", "holds more than 4 values"}}));
}

TEST(Json, AnEndlessKeyIsRefused) {
  EXPECT_EQ(fault_of(R"({"x": {")" + std::string(1025, 'k') + R"(": 1}})"),
            "/x: has a field whose name is longer than 1024 bytes");
  EXPECT_EQ(fault_of(R"({")" + std::string(1024, 'k') + R"(": 1})"), "none");
}

TEST(Json, WhatIsUnreadableIsNotRepeatedInTheMessage) {
  EXPECT_EQ(
      fault_of("[\"" + std::string(100'000, 'x')),
      "line 1, column 100003: syntax error while parsing value - invalid string: missing closing quote");
}

TEST(Json, FieldsThatAnObjectNamesTwiceAreFound) {
  const Parsed parsed =
      parse(R"([{"a": 1, "b": 2, "a": 3, "b": 4, "a": 5}, {"a": 1}, {"x": {"\u0061": 1, "a": 2}}])",
            {kBytesMax, false});
  ASSERT_TRUE(parsed.document);
  std::vector<std::string> found;
  for (const auto& [at, message] : parsed.document->duplicates())
    found.push_back(at.pointer() + ": " + message);
  EXPECT_EQ(found, (std::vector<std::string>{R"(/0: has the field "a" more than once)",
                                             R"(/0: has the field "b" more than once)",
                                             R"(/2/x: has the field "a" more than once)"}));
}

TEST(JsonDeathTest, ReadingAValueAsWhatItIsNotIsABrokenInvariant) {
  const Parsed parsed = parse("[1]", {kBytesMax, false});
  EXPECT_DEATH(static_cast<void>(parsed.document->root().string()),
               "broken invariant: type\\(\\) == Type::string");
}

}  // namespace
}  // namespace kepu::config::json
