#include "config/feed_parts.h"

#include <gtest/gtest.h>

#include "config/json.h"

namespace kepu::config {
namespace {

// What is read from {"x": <json>} and written again.
template <class Read, class Write>
std::string again(const std::string& json, Read read, Write write) {
  const json::Parsed parsed = json::parse("{\"x\": " + json + "}", {1000, false});
  json::Reader reader(*parsed.document, json::Unknown::fault);
  json::Writer out;
  out.begin_object(json::Layout::line);
  write(out, "x", read(reader, *parsed.document->root().items().begin()));
  out.end();
  return reader.fault_count() > 0 ? describe("x", reader.faults()) : out.finish();
}

std::string rule_again(const std::string& json) { return again(json, read_rule, write_rule); }
std::string text_again(const std::string& json) {
  return again(
      json, [](json::Reader& in, json::Value at) { return read_text(in, at, 1); }, write_text);
}

TEST(FeedParts, ARuleIsReadAndWritten) {
  const std::string rule = R"({"x": {"all": ["bus"], "any": ["route:10", "route:2"], "none": ["old"]}})";
  EXPECT_EQ(rule_again(R"({"all": ["bus"], "any": ["route:10", "route:2"], "none": ["old"]})"), rule + "\n");
}

TEST(FeedParts, ARuleForEveryScreenIsLeftOut) { EXPECT_EQ(rule_again("{}"), "{}\n"); }

TEST(FeedParts, ATagHasNoSpaces) {
  EXPECT_NE(rule_again(R"({"all": ["a b"]})").find("/x/all/0"), std::string::npos);
}

TEST(FeedParts, ATextIsReadAndWritten) {
  EXPECT_EQ(text_again(R"({"en": "Rain", "zh-CN": "雨"})"),
            "{\"x\": {\"en\": \"Rain\", \"zh-CN\": \"雨\"}}\n");
  EXPECT_NE(text_again("{}").find("/x"), std::string::npos);
}

}  // namespace
}  // namespace kepu::config
