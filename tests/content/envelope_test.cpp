#include "content/envelope.h"

#include <gtest/gtest.h>

#include "content/base64.h"

namespace kepu::content {
namespace {

TEST(Envelope, SignsTheTypeTogetherWithTheBytes) {
  // The example of DSSE's protocol.md.
  EXPECT_EQ(signed_bytes({"http://example.com/HelloWorld", "hello world", {}}),
            "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  EXPECT_EQ(signed_bytes({"", "", {}}), "DSSEv1 0  0 ");
}

TEST(Envelope, ComesBackAsItWasWritten) {
  const Envelope envelope{"application/x", std::string("a\0\xFF{\"b\"}", 8), {{"id1", "s1"}, {"id2", "s2"}}};
  const std::string text = write_envelope(envelope);
  EXPECT_TRUE(is_envelope(text));
  const auto read = read_envelope(text, "feed.json");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, envelope);
}

TEST(Envelope, OfOthersMayHaveItsFieldsInAnyOrderAndMoreOfThem) {
  const auto read = read_envelope(
      R"({"signatures": [{"sig": "eA==", "x5c": []}], "payload": "aGk=", "more": 1, "payloadType": "t"})",
      "f");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, (Envelope{"t", "hi", {{"", "x"}}}));
}

std::string fault(const std::string& text) {
  const auto read = read_envelope(text, "feed.json");
  return read ? "read" : read.error().message.substr(0, read.error().message.size() - 1);
}

TEST(Envelope, WhatIsWrongIsNamedWithItsPlace) {
  EXPECT_EQ(fault(R"({"payload": "aGk", "payloadType": "t", "signatures": []})"),
            "feed.json: /payload: is not base64 (RFC 4648, padded)");
  EXPECT_EQ(fault(R"({"payload": 1, "payloadType": "t", "signatures": []})"),
            "feed.json: /payload: is not a text in base64");
  EXPECT_EQ(fault(R"({"payload": "aGk=", "payloadType": "t"})"),
            "feed.json: the field \"signatures\" is missing");
  EXPECT_NE(fault(R"({"payload": "aGk=", "payloadType": "t", "signatures": [{"keyid": "a"}]})"), "read");
  EXPECT_NE(fault(R"({"payload": "aGk=", "payload": "aGk=", "payloadType": "t", "signatures": []})"), "read");
  EXPECT_NE(fault("[]"), "read");
  EXPECT_NE(fault(""), "read");
  std::string many;
  for (int i = 0; i < 65; ++i) many += std::string(i > 0 ? "," : "") + R"({"sig": "eA=="})";
  EXPECT_NE(fault(R"({"payload": "aGk=", "payloadType": "t", "signatures": [)" + many + "]}"), "read");
}

TEST(Envelope, AFeedIsNone) {
  EXPECT_FALSE(is_envelope(R"({"format": "kepu-feed/1", "payload": ""})"));
  EXPECT_FALSE(is_envelope(""));
  EXPECT_FALSE(is_envelope("{"));
  EXPECT_TRUE(is_envelope(" {\n \"payload\": \"\"}"));
}

}  // namespace
}  // namespace kepu::content
