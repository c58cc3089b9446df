// The layout of text cards, with the fonts of this machine: Noto Sans CJK at least.
#include <gtest/gtest.h>

#include "player/lettering/composition.h"
#include "player/lettering/ground.h"

// Fontconfig keeps what it has read to the end of the process, out of LeakSanitizer's sight.
extern "C" const char* __lsan_default_suppressions();  // NOLINT: the sanitizer's name
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig"; }  // NOLINT

namespace kepu::player::lettering {
namespace {

class LetteringTest : public ::testing::Test {
 protected:
  Composition composed(const TextCard& card) {
    box_ = room_for_words(card.width, card.height, card.alert);
    auto made = compose(map_.get(), card, box_);
    EXPECT_TRUE(made) << made.error().message;
    return made ? std::move(*made) : Composition{};
  }
  void expect_inside(const Composition& words) {
    EXPECT_GE(words.ink.x, box_.x - 1);
    EXPECT_GE(words.ink.y, box_.y - 1);
    EXPECT_LE(words.ink.x + words.ink.width, box_.x + box_.width + 1);
    EXPECT_LE(words.ink.y + words.ink.height, box_.y + box_.height + 1);
  }
  FontMap map_{pango_cairo_font_map_new()};
  Paragraph::Box box_;
};

TEST_F(LetteringTest, AFewWordsStandInOneLargeLine) {
  for (const bool alert : {false, true}) {
    const auto words = composed({"台风橙色预警", "zh-CN", "", "", 1920, 1080, alert});
    ASSERT_EQ(words.parts.size(), 1U);
    EXPECT_EQ(words.parts[0].paragraph.lines(), 1);
    EXPECT_GT(words.font_size, 190);
    expect_inside(words);
  }
}

TEST_F(LetteringTest, WordsFillAPortraitScreenToo) {
  const auto words = composed({"台风橙色预警", "zh-CN", "Typhoon", "en", 1080, 1920, true});
  ASSERT_EQ(words.parts.size(), 2U);
  EXPECT_GT(words.ink.width, 0.9 * box_.width);
  expect_inside(words);
}

TEST_F(LetteringTest, TheFirstOfSeveralLinesIsTheHeadline) {
  const auto words =
      composed({"台风橙色预警\n请市民减少外出，关好门窗。", "zh-CN", "", "", 1920, 1080, false});
  ASSERT_EQ(words.parts.size(), 2U);
  EXPECT_EQ(words.parts[0].part, Placed::Part::headline);
  EXPECT_GT(words.parts[0].paragraph.ink().height, words.font_size);
  EXPECT_LT(words.parts[0].y, words.parts[1].y);
  expect_inside(words);
}

TEST_F(LetteringTest, ALongTextIsSetSmallerButWhole) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += i % 20 == 19 ? "，" : "科";
  const auto words = composed({text, "zh-CN", "", "", 1920, 1080, false});
  EXPECT_GT(words.font_size, 45);
  expect_inside(words);
}

TEST_F(LetteringTest, TheLongestTextOnTheSmallestScreenStaysInside) {
  const std::string text = clean_words(std::string(20'000, 'W'));
  for (const auto& [width, height] : {std::pair{320, 240}, std::pair{16, 16}, std::pair{7680, 16}})
    expect_inside(composed({text, "en", "", "", width, height, true}));
}

TEST_F(LetteringTest, WordsAreNotBrokenWhereSmallerLettersDo) {
  const auto words = composed({"Meteorological observatory announcement", "en", "", "", 1080, 1920, false});
  EXPECT_FALSE(words.parts[0].paragraph.breaks_words());
}

TEST_F(LetteringTest, AWordLongerThanALineIsBroken) {
  const auto words = composed({std::string(120, 'm'), "en", "", "", 1080, 1920, false});
  EXPECT_TRUE(words.parts[0].paragraph.breaks_words());
  expect_inside(words);
}

TEST_F(LetteringTest, TheSecondLanguageGivesWayToTheFirst) {
  std::string second;
  for (int i = 0; i < 100; ++i) second += "very long ";
  EXPECT_EQ(composed({"台风橙色预警", "zh-CN", second, "en", 1920, 1080, false}).parts.size(), 1U);
}

TEST_F(LetteringTest, MarkupIsText) {
  const auto words = composed({"<b>&amp;</b>", "en", "", "", 1920, 1080, false});
  EXPECT_TRUE(words.missing.empty());
  EXPECT_GT(words.ink.width, words.font_size * 4);
}

// U+E000 is for private use: no font has it.
TEST_F(LetteringTest, WhatNoFontHasIsLeftOutAndNamed) {
  const auto words = composed({"台风橙色预警\uE000", "zh-CN", "", "", 1920, 1080, false});
  EXPECT_EQ(list_of(words.missing), "U+E000");
  EXPECT_EQ(words.parts.size(), 1U);
}

TEST_F(LetteringTest, WithoutLettersTheOtherLanguageStandsAlone) {
  const auto words = composed({"\uE000\uE001", "ug", "Typhoon", "en", 1920, 1080, false});
  ASSERT_EQ(words.parts.size(), 1U);
  EXPECT_EQ(words.parts[0].part, Placed::Part::words);
  const auto none = compose(map_.get(), {"\uE000\uE001", "ug", "", "", 1920, 1080, false}, box_);
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().message.find("U+E000, U+E001"), std::string::npos) << none.error().message;
}

}  // namespace
}  // namespace kepu::player::lettering
