#include "config/json_writer.h"

#include <gtest/gtest.h>

namespace kepu::config::json {
namespace {

TEST(Writer, AFieldALineAndShortListsOnOne) {
  Writer out;
  out.begin_object();
  out.key("id");
  out.text("day");
  out.key("days");
  out.begin_array(Layout::line);
  out.text("mon");
  out.text("sat");
  out.end();
  out.key("items");
  out.begin_array();
  out.begin_object(Layout::line);
  out.key("asset");
  out.text("clip");
  out.key("take");
  out.integer(2);
  out.end();
  out.end();
  out.end();
  EXPECT_EQ(out.finish(),
            "{\n  \"id\": \"day\",\n  \"days\": [\"mon\", \"sat\"],\n  \"items\": [\n    {\"asset\": "
            "\"clip\", \"take\": "
            "2}\n  ]\n}\n");
}

TEST(Writer, WhatIsInALineStaysInIt) {
  Writer out;
  out.begin_array(Layout::line);
  out.begin_array(Layout::lines);
  out.integer(1);
  out.end();
  out.boolean(true);
  out.end();
  EXPECT_EQ(out.finish(), "[[1], true]\n");
}

TEST(Writer, WhatIsEmptyTakesNoLines) {
  Writer out;
  out.begin_object();
  out.key("a");
  out.begin_array();
  out.end();
  out.key("b");
  out.begin_object();
  out.end();
  out.end();
  EXPECT_EQ(out.finish(), "{\n  \"a\": [],\n  \"b\": {}\n}\n");
}

TEST(Writer, EscapesWhatJsonDemandsAndKeepsTheRest) {
  Writer out;
  out.text("\"\\\n\x01\x7f/光");
  EXPECT_EQ(out.finish(), "\"\\\"\\\\\\n\\u0001\\u007f/光\"\n");
}

TEST(Writer, NumbersAreAsShortAsTheyCanBe) {
  Writer out;
  out.begin_array(Layout::line);
  out.number(0.1);
  out.number(-3.2);
  out.number(1);
  out.number(1e-7);
  out.integer(-9007199254740992);
  out.end();
  EXPECT_EQ(out.finish(), "[0.1, -3.2, 1, 1e-07, -9007199254740992]\n");
}

TEST(WriterDeathTest, WhatDoesNotMatchIsABrokenInvariant) {
  Writer open;
  open.begin_array();
  EXPECT_DEATH(open.finish(), "broken invariant: levels_.empty\\(\\)");
  Writer object;
  object.begin_object();
  EXPECT_DEATH(object.text("value without a key"), "broken invariant");
}

}  // namespace
}  // namespace kepu::config::json
