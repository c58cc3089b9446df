#include "config/notation.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace kepu::config {
namespace {

using namespace std::chrono_literals;
using Strings = std::initializer_list<const char*>;

TEST(Date, IsReadAndWritten) {
  const auto date = parse_date("2028-02-29");
  ASSERT_TRUE(date);
  EXPECT_EQ(*date, std::chrono::year(2028) / 2 / 29);
  EXPECT_EQ(print_date(*date), "2028-02-29");
  EXPECT_EQ(print_date(std::chrono::year(7) / 1 / 2), "0007-01-02");
}

TEST(Date, MustExistAndHaveItsForm) {
  for (const char* text : Strings{"2027-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "2026-1-1",
                                  "20260101", "2026-01-01 ", " 2026-01-01", "-026-01-01", "2026-01-0x", ""}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
}

TEST(Instant, IsTheSameMomentInEveryOffset) {
  const Wall moment = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23);
  for (const char* text :
       Strings{"2026-11-23T00:00:00Z", "2026-11-23T08:00:00+08:00", "2026-11-22T16:30:00-07:30",
               "2026-11-23T00:00:00-00:00", "2026-11-23T00:00:00.0009Z"}) {
    EXPECT_EQ(parse_instant(text), moment) << text;
  }
}

TEST(Instant, IsWrittenInUtcWithAFractionOnlyIfThereIsOne) {
  const Wall moment = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23) + 1h + 2min + 3s;
  EXPECT_EQ(print_instant(moment), "2026-11-23T01:02:03Z");
  EXPECT_EQ(print_instant(moment + 7ms), "2026-11-23T01:02:03.007Z");
  EXPECT_EQ(parse_instant("2026-11-23T01:02:03.007Z"), moment + 7ms);
  EXPECT_EQ(parse_instant("2026-11-23T01:02:03.5Z"), moment + 500ms);
  EXPECT_EQ(parse_instant("2026-11-23T01:02:03.123456789012345678901234567890Z"), moment + 123ms);
}

TEST(Instant, LiesBetween1970And9999) {
  EXPECT_EQ(parse_instant("1970-01-01T00:00:00Z"), Wall{});
  EXPECT_FALSE(parse_instant("1970-01-01T00:00:00+00:01"));
  EXPECT_EQ(print_instant(*parse_instant("9999-12-31T23:59:59.999Z")), "9999-12-31T23:59:59.999Z");
  EXPECT_FALSE(parse_instant("9999-12-31T23:59:59-00:01"));
}

TEST(Instant, MustHaveItsForm) {
  for (const char* text :
       Strings{"2026-11-23", "2026-11-23T08:00:00", "2026-11-23T08:00Z", "2026-11-23 08:00:00Z",
               "2026-11-23t08:00:00z", "2026-11-23T24:00:00Z", "2026-11-23T08:60:00Z", "2026-11-23T08:00:60Z",
               "2026-11-23T08:00:00+24:00", "2026-11-23T08:00:00+08:60", "2026-11-23T08:00:00+0800",
               "2026-11-23T08:00:00.Z", "2026-11-23T08:00:00,5Z", "2026-11-23T08:00:00Z ",
               "2026-11-31T08:00:00Z", "NaN", ""}) {
    EXPECT_FALSE(parse_instant(text)) << text;
  }
}

TEST(Hours, AreMinutesSinceMidnight) {
  EXPECT_EQ(parse_hours("07:00-09:30"), (Hours{420, 570}));
  EXPECT_EQ(parse_hours("22:00-01:00"), (Hours{1320, 60}));
  EXPECT_EQ(parse_hours("00:00-24:00"), (Hours{0, 1440}));
  for (const char* text : Strings{"07:00-09:30", "22:00-01:00", "00:00-24:00"}) {
    EXPECT_EQ(print_hours(*parse_hours(text)), text);
  }
}

TEST(Hours, MustHaveTheirForm) {
  for (const char* text : Strings{"25:00-26:00", "24:00-01:00", "07:00-24:01", "07:60-08:00", "7:00-9:00",
                                  "07:00", "07:00-07:00", "07:00 - 08:00", "07:00-08:00 ", ""}) {
    EXPECT_FALSE(parse_hours(text)) << text;
  }
}

TEST(ZoneName, LooksLikeOneOfTheTzDatabase) {
  for (const char* text : Strings{"Asia/Shanghai", "UTC", "Etc/GMT+8", "America/Argentina/Buenos_Aires"}) {
    EXPECT_TRUE(is_zone_name(text)) << text;
  }
  for (const char* text :
       Strings{"", "/etc/localtime", "../x", "Asia/../x", "Asia//Urumqi", "Asia/", "+08:00", "A b"}) {
    EXPECT_FALSE(is_zone_name(text)) << text;
  }
  EXPECT_FALSE(is_zone_name(std::string(65, 'a')));
}

TEST(LanguageTag, LooksLikeBcp47) {
  for (const char* text : Strings{"zh-CN", "en", "zh-Hans-CN", "und", "ca-ES-valencia", "de-1996"}) {
    EXPECT_TRUE(is_language_tag(text)) << text;
  }
  for (const char* text :
       Strings{"", "z", "zh_CN", "zh-", "-CN", "zh--CN", "123", "abcdefghi", "zh-abcdefghi", "光"}) {
    EXPECT_FALSE(is_language_tag(text)) << text;
  }
}

TEST(Tag, HasNoSpacesAndNoCommas) {
  for (const char* text : Strings{"bus", "route:10", "区:柳北"}) EXPECT_TRUE(is_tag(text)) << text;
  for (const char* text : Strings{"", "bus 10", "a,b", "a\n", "a\x7f"}) EXPECT_FALSE(is_tag(text)) << text;
  EXPECT_TRUE(is_tag(std::string(200, 'a')));
  EXPECT_FALSE(is_tag(std::string(201, 'a')));
}

TEST(Position, IsTwoNumbersOfDegrees) {
  EXPECT_EQ(parse_position("24.326,109.412"), (Position{24.326, 109.412}));
  EXPECT_EQ(parse_position("-90,-180"), (Position{-90, -180}));
  for (const char* wrong : {"", "24.3", "24.3,", ",109.4", "24.3, 109.4", "24.3,109.4 ", "91,0", "0,181",
                            "nan,0", "0,inf", "24.3,109.4,1"})
    EXPECT_FALSE(parse_position(wrong)) << wrong;
}

TEST(Colour, IsSixHexadecimalDigits) {
  EXPECT_EQ(parse_colour("#1a2B3c"), 0x1A2B3CU);
  EXPECT_EQ(print_colour(0x1A2B3C), "#1a2b3c");
  EXPECT_EQ(print_colour(0), "#000000");
  for (const char* text : Strings{"", "#", "1a2b3c", "#1a2b3", "#1a2b3cd", "#1a2b3g", "#-1a2b3", "red"})
    EXPECT_FALSE(parse_colour(text)) << text;
}

TEST(Url, HasNoSpacesAndAnEnd) {
  for (const char* text : Strings{"media/a.mp4", "https://h/a?b=c", "媒体/光.mp4"})
    EXPECT_TRUE(is_url(text)) << text;
  for (const char* text : Strings{"", "a b", "a\tb", "a\x01"}) EXPECT_FALSE(is_url(text)) << text;
  EXPECT_FALSE(is_url(std::string(2049, 'a')));
  EXPECT_FALSE(is_url(std::string_view("a\0b", 3)));
}

}  // namespace
}  // namespace kepu::config
