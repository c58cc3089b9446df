#include "config/faults.h"

#include <gtest/gtest.h>

namespace kepu::config {
namespace {

TEST(Faults, EachIsALineThatNamesDocumentPlaceAndReason) {
  const Faults faults{{"", "is empty"},
                      {"/entries/3/hours/0", "\"25:00-26:00\" is not a time range HH:MM-HH:MM"}};
  EXPECT_EQ(describe("feed.json", faults),
            "feed.json: is empty\n"
            "feed.json: /entries/3/hours/0: \"25:00-26:00\" is not a time range HH:MM-HH:MM\n");
}

TEST(Faults, NoneIsNoText) { EXPECT_EQ(describe("feed.json", {}), ""); }

TEST(Faults, ControlCharactersOfAPointerAreShownNotSent) {
  EXPECT_EQ(describe("f", {{"/a\nb\x1b", "x\x7f"}}), "f: /a\\u000ab\\u001b: x\\u007f\n");
}

TEST(Quoted, KeepsChineseAndShowsControlCharacters) {
  EXPECT_EQ(in_quotes("光合\t作用"), "\"光合\\u0009作用\"");
  EXPECT_EQ(in_quotes(""), "\"\"");
}

TEST(Quoted, CutsALongTextBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "光";  // three bytes each
  const std::string shown = in_quotes(text);
  EXPECT_EQ(shown, "\"" + text.substr(0, 78) + "…\"");
  EXPECT_EQ(in_quotes(std::string(80, 'x')), "\"" + std::string(80, 'x') + "\"");
}

}  // namespace
}  // namespace kepu::config
