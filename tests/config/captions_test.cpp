#include "config/captions.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kepu::config {
namespace {

using namespace std::chrono_literals;

// "0-1000 hello|there", one each.
std::vector<std::string> captions_of(std::string_view text) {
  std::vector<std::string> all;
  for (const Caption& caption : read_captions(text).captions) {
    std::string words = caption.text;
    for (char& c : words) c = c == '\n' ? '|' : c;
    all.push_back(std::to_string(caption.start.count()) + "-" + std::to_string(caption.end.count()) + " " +
                  words);
  }
  return all;
}

std::vector<std::string> faults_of(std::string_view text) {
  std::vector<std::string> all;
  for (const LineFault& fault : read_captions(text).faults)
    all.push_back(std::to_string(fault.line) + ": " + fault.message);
  return all;
}

using Lines = std::vector<std::string>;

constexpr std::string_view kSrt =
    "1\n00:00:01,000 --> 00:00:02,500\n植物怎样\n“吃”阳光？\n\n"
    "2\n01:02:03,004 --> 01:02:05,000\nLight & <water>\n";

TEST(Captions, SubRipIsTimesAndLinesOfWords) {
  EXPECT_EQ(captions_of(kSrt), (Lines{"1000-2500 植物怎样|“吃”阳光？", "3723004-3725000 Light & <water>"}));
  EXPECT_EQ(faults_of(kSrt), Lines{});
}

TEST(Captions, LineEndsMayBeThoseOfAnySystem) {
  for (const char* end : {"\r\n", "\r"}) {
    std::string text = "\xEF\xBB\xBF";
    for (const char c : kSrt) text += c == '\n' ? end : std::string(1, c);
    EXPECT_EQ(captions_of(text), captions_of(kSrt));
    EXPECT_EQ(faults_of(text), Lines{});
  }
  EXPECT_EQ(
      faults_of("1\r\n00:00:01,000 --> 00:00:02,000\r\na\r\n\r\n1\r\nx --> y\r\nb").front().substr(0, 2),
      "6:");
}

TEST(Captions, WebVttHasAHeadNotesNamesAndPositions) {
  const std::string text =
      "WEBVTT - Photosynthesis\nKind: captions\n\n"
      "NOTE this is\nfor the editor --> only\n\n"
      "STYLE\n::cue { color: lime }\n\n"
      "intro\n00:01.000 --> 00:02.000 line:0 position:20%\n<v Li>Hello <c.loud>there</c>\n\n"
      "00:00:03.000 --> 00:00:04.000\n1 &lt; 2 &amp;&nbsp;3 <00:00:03.500>later\n";
  EXPECT_EQ(captions_of(text), (Lines{"1000-2000 Hello there", "3000-4000 1 < 2 &\u00A03 later"}));
  EXPECT_EQ(faults_of(text), Lines{});
}

TEST(Captions, MarkupIsNotShownAndWhatOnlyLooksLikeItIs) {
  const auto words = [](const std::string& line) {
    const auto all = captions_of("00:00:00,000 --> 00:00:01,000\n" + line + "\n");
    return all.empty() ? "" : all.front().substr(7);
  };
  EXPECT_EQ(words("{\\an8}<i>up</i> <font color=\"red\">high</font>"), "up high");
  EXPECT_EQ(words("1 < 2 and 3 > 2, {really} <em>"), "1 < 2 and 3 > 2, {really} <em>");
  EXPECT_EQ(words("&amp; <b>open"), "&amp; open");
}

TEST(Captions, ComeInTheOrderOfTheirTimes) {
  EXPECT_EQ(captions_of("00:00:05,000 --> 00:00:06,000\nb\n\n00:00:01,000 --> 00:00:09,000\na\n"),
            (Lines{"1000-9000 a", "5000-6000 b"}));
}

TEST(Captions, EachFaultIsNamedWithItsLineAndTheRestIsRead) {
  const std::string text =
      "1\n00:00:61,000 --> 00:00:62,000\na\n\n"
      "2\n00:00:02,000 --> 00:00:02,000\nb\n\n"
      "3\n00:00:03,000 --> 00:00:04,000\n<i></i>\n\n"
      "words\nalone\n\n"
      "5\n00:00:05,000 --> 00:00:06,000\nfine\n6\n00:00:06,000 --> 00:00:07,000\nfine, too\n\n"
      "00:00:08,000 --> 00:00:09,000\n\xD6\xD0\n\n"
      "00:00:09,000 --> 00:00:10,000\na\x01z\n";
  EXPECT_EQ(captions_of(text), (Lines{"5000-6000 fine", "6000-7000 fine, too"}));
  EXPECT_EQ(faults_of(text),
            (Lines{"2: \"00:00:61,000 --> 00:00:62,000\" is not \"HH:MM:SS,mmm --> HH:MM:SS,mmm\"",
                   "6: ends before it begins", "10: has no words", "13: has words without times above them",
                   "20: has times among words: an empty line is missing above",
                   "24: is not UTF-8: save the file as UTF-8 (iconv -f GB18030 -t UTF-8)",
                   "27: has a control character"}));
}

TEST(Captions, TimesAreStrict) {
  const auto reads = [](const std::string& times) { return captions_of(times + "\na\n").size() == 1; };
  for (const char* right :
       {"00:00:00,000 --> 00:00:01,000", "0:00.000-->0:01.000 X1:1", "99:59:59.999\t--> 100:00:00,000"})
    EXPECT_TRUE(reads(right)) << right;
  for (const char* wrong :
       {"00:00:00 --> 00:00:01", "0.000 --> 1.000", "00:00:00,00 --> 00:00:01,00", "00:00:00,000 -->",
        "--> 00:00:01,000", "00:00:00,000 --> 00:00:01,000x", "-0:00.000 --> 0:01.000",
        "1:00:00:00,000 --> 2:00:00:00,000", "1000:00:00,000 --> 1000:00:01,000"})
    EXPECT_FALSE(reads(wrong)) << wrong;
}

TEST(Captions, NothingIsNoCaptions) {
  for (const char* text : {"", "\n\n", "\xEF\xBB\xBF", "WEBVTT", "WEBVTT\n\n"}) {
    EXPECT_EQ(captions_of(text), Lines{});
    EXPECT_EQ(faults_of(text), Lines{}) << text;
  }
}

TEST(Captions, UnicodeIsCheckedToItsEdges) {
  const auto reads = [](const std::string& word) {
    return captions_of("00:00.000 --> 00:01.000\n" + word + "\n") == Lines{"0-1000 " + word};
  };
  for (const char* right : {"\x7E", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                            "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
    EXPECT_TRUE(reads(right)) << right;
  for (const char* wrong : {"\x80", "\xC1\xBF", "\xC2", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xE4\xBD",
                            "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"})
    EXPECT_FALSE(reads(wrong)) << wrong;
}

TEST(Captions, FaultsAreToldInOneLine) {
  EXPECT_EQ(describe(read_captions("a\n\nb\n").faults),
            "line 1: has words without times above them; line 3: has words without times above them");
  EXPECT_EQ(describe(std::vector<LineFault>()), "");
}

TEST(Captions, HaveLimits) {
  std::string many;
  for (int i = 0; i < 10'001; ++i) many += "00:00:00,000 --> 00:00:01,000\na\n\n";
  EXPECT_EQ(captions_of(many).size(), kCaptionsMax);
  EXPECT_EQ(faults_of(many), Lines{"30001: is more than the 10000 captions that a clip may have"});
  EXPECT_EQ(faults_of("00:00.000 --> 00:01.000\n" + std::string(1001, 'a')),
            Lines{"1: has more than 1000 bytes of words"});
  EXPECT_EQ(faults_of(std::string((1U << 20U) + 1, '\n')),
            Lines{"1: has more than 1048576 bytes: captions are short"});
  std::string faulty;
  for (int i = 0; i < 100; ++i) faulty += "x\n\n";
  EXPECT_EQ(faults_of(faulty).size(), kLineFaultsMax);
}

}  // namespace
}  // namespace kepu::config
