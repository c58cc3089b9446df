#include "player/text_card.h"

#include <gtest/gtest.h>

namespace kepu::player {
namespace {

TEST(TextCard, ComesBackFromItsWordsAsItWas) {
  const TextCard full{"台风=橙色\n预警", "zh-CN", "Typhoon", "en", 1080, 1920, true};
  const TextCard plain{"x", "", "", "", 16, 7680, false};
  for (const TextCard& card : {full, plain}) {
    const auto read = parse_text_card(words_of(card));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, card);
  }
}

TEST(TextCard, AnyOtherWordIsRefused) {
  for (const char* word : {"", "text", "text=", "size=15x100", "size=100x7681", "size=100", "size=1x2x3",
                           "size=-1x5", "alert=no", "alert", "language=", "colour=red"}) {
    EXPECT_FALSE(parse_text_card({"text=x", "size=100x100", word})) << word;
  }
  EXPECT_FALSE(parse_text_card({"size=100x100"}));
  EXPECT_FALSE(parse_text_card({"text=x"}));
}

TEST(TextCard, ShowsTheScreensLanguageAndEnglishBelow) {
  const config::Text text{{"en", "Typhoon warning"}, {"zh-CN", "台风橙色预警"}};
  const TextCard card = text_card(text, "zh-CN", 1920, 1080, true);
  EXPECT_EQ(card, (TextCard{"台风橙色预警", "zh-CN", "Typhoon warning", "en", 1920, 1080, true}));
  const TextCard alone = text_card({{"zh-CN", "台风"}}, "en", 100000, 1, false);
  EXPECT_EQ(alone, (TextCard{"台风", "zh-CN", "", "", kCardSideMax, kCardSideMin, false}));
}

TEST(TextCard, WordsAreCleanedOfWhatIsNoWriting) {
  EXPECT_EQ(clean_words("a\x01\x1b[31m\x7f"
                        "b\r\nc\td"),
            "a[31mb\nc d");
  EXPECT_EQ(clean_words("x\u202Egnp.\u202D\u0085y\uFEFF"), "xgnp.y");
  EXPECT_EQ(clean_words(std::string("a\0b", 3)), "ab");
  EXPECT_EQ(clean_words("<b>&amp;</b>"), "<b>&amp;</b>");
}

TEST(TextCard, BrokenBytesAreLeftOut) {
  EXPECT_EQ(clean_words("a\xFF\xC3(\x80\xE5\x8F"), "a(");
  EXPECT_EQ(clean_words("\xED\xA0\x80z"), "z");  // half of a surrogate pair
}

TEST(TextCard, EmptyLinesAreOneAtMostAndNoneAround) {
  EXPECT_EQ(clean_words("\n\n  a  \n\n\n\n  b \n c\n\n"), "a\n\nb\nc");
  EXPECT_EQ(clean_words(" \n\t\n "), "");
}

TEST(TextCard, WhatIsTooLongEndsInAnEllipsis) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += "台";
  const std::string clean = clean_words(text);
  EXPECT_EQ(clean.size(), 3 * kCardCharactersMax + 3);
  EXPECT_TRUE(clean.ends_with("台…"));
  EXPECT_EQ(clean_words(text.substr(0, 3 * kCardCharactersMax)).size(), 3 * kCardCharactersMax);
}

}  // namespace
}  // namespace kepu::player
