#include "headend/asked_days.h"

#include <gtest/gtest.h>

namespace kepu::headend {
namespace {

using namespace std::chrono_literals;

TEST(ReadDays, BeginTodayIfNothingIsSaid) {
  EXPECT_EQ(*read_days("", "", 1), (AskedDays{std::nullopt, 1}));
  EXPECT_EQ(*read_days("2026-11-23", "", 7), (AskedDays{2026y / 11 / 23, 7}));
}

TEST(ReadDays, HoldTheLastDay) {
  EXPECT_EQ(*read_days("2026-12-30", "2027-01-02", 1), (AskedDays{2026y / 12 / 30, 4}));
  EXPECT_EQ(*read_days("2026-12-30", "2026-12-30", 7), (AskedDays{2026y / 12 / 30, 1}));
}

TEST(ReadDays, SayWhatIsWrong) {
  const auto message = [](const char* date, const char* until) {
    return read_days(date, until, 1).error().message;
  };
  EXPECT_EQ(message("2026-02-30", ""), "--date takes a day YYYY-MM-DD");
  EXPECT_EQ(message("", "2026-11-22"), "--until needs --date, the first day");
  EXPECT_EQ(message("2026-11-23", "tomorrow"), "--until takes a day YYYY-MM-DD");
  EXPECT_EQ(message("2026-11-23", "2026-11-22"), "--until is before --date");
  EXPECT_EQ(message("2026-11-23", "2027-11-24"), "367 days are too many: 366 at most");
  EXPECT_TRUE(read_days("2026-11-23", "2027-11-23", 1));
}

}  // namespace
}  // namespace kepu::headend
