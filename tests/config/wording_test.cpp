#include "config/wording.h"

#include <gtest/gtest.h>

namespace kepu::config {
namespace {

std::string chosen(const Text& text, std::string_view language) {
  const auto* found = wording(text, language);
  return found != nullptr ? found->first : "none";
}

TEST(Wording, TheScreensOwnLanguageComesFirstHoweverItIsSpelt) {
  const Text text{{"de", "Sturm"}, {"en", "Storm"}, {"zh-CN", "台风"}};
  EXPECT_EQ(chosen(text, "de"), "de");
  EXPECT_EQ(chosen(text, "ZH-cn"), "zh-CN");
}

TEST(Wording, ThenTheSameLanguageOfAnotherRegion) {
  const Text text{{"en-GB", "Colour"}, {"zh-TW", "颱風"}};
  EXPECT_EQ(chosen(text, "en"), "en-GB");
  EXPECT_EQ(chosen(text, "zh-CN"), "zh-TW");
}

TEST(Wording, ThenChineseThenEnglishThenTheFirst) {
  EXPECT_EQ(chosen({{"de", "a"}, {"en", "b"}, {"zh-CN", "c"}}, "ug"), "zh-CN");
  EXPECT_EQ(chosen({{"de", "a"}, {"en", "b"}}, "ug"), "en");
  EXPECT_EQ(chosen({{"de", "a"}, {"fr", "b"}}, "ug"), "de");
  EXPECT_EQ(chosen({}, "ug"), "none");
}

TEST(Wording, ALanguageIsNotTheBeginningOfAnother) {
  EXPECT_EQ(chosen({{"enm", "a"}, {"zh-CN", "b"}}, "en-US"), "zh-CN");
}

TEST(Wording, TheSecondLanguageIsEnglishOrBesideEnglishChinese) {
  const Text text{{"de", "Sturm"}, {"en", "Storm"}, {"zh-CN", "台风"}};
  const auto second = [&](const Text& of, const std::string& first) {
    const auto* found = second_wording(of, *of.find(first));
    return found != nullptr ? found->first : "none";
  };
  EXPECT_EQ(second(text, "zh-CN"), "en");
  EXPECT_EQ(second(text, "de"), "en");
  EXPECT_EQ(second(text, "en"), "zh-CN");
  EXPECT_EQ(second({{"de", "Sturm"}, {"zh-CN", "台风"}}, "zh-CN"), "none");
  EXPECT_EQ(second({{"en", "Storm"}}, "en"), "none");
}

TEST(Wording, ACardInALineIsQuotedAndShort) {
  EXPECT_EQ(card_words({{"en", "Storm"}, {"zh-CN", "台风\n警报"}}), "\"台风 警报\"");
  EXPECT_EQ(card_words({{"en", "Storm"}, {"zh-CN", "台风"}}, "en"), "\"Storm\"");
  std::string long_text;
  for (int i = 0; i < 50; ++i) long_text += "科";
  EXPECT_EQ(card_words({{"zh-CN", long_text}}), '"' + long_text.substr(0, 120) + "…\"");
  EXPECT_EQ(card_words({}), "\"\"");
}

}  // namespace
}  // namespace kepu::config
