#include "headend/period.h"

#include <gtest/gtest.h>

namespace kepu::headend {
namespace {

using namespace std::chrono_literals;

constexpr config::Date kToday = 2026y / 11 / 23;

Result<Period> read(const char* from, const char* to, int usual = 1) {
  return read_period({"--from", from}, {"--to", to}, usual, kToday);
}

TEST(Period, BeginsTodayIfNothingIsSaid) {
  EXPECT_EQ(*read("", ""), (Period{kToday, kToday}));
  EXPECT_EQ(*read("2026-12-30", "", 7), (Period{2026y / 12 / 30, 2027y / 1 / 5}));
  EXPECT_EQ(*read("", "2026-11-25", 7), (Period{kToday, 2026y / 11 / 25}));
}

TEST(Period, HoldsItsLastDay) {
  EXPECT_EQ(*read("2026-12-30", "2027-01-02"), (Period{2026y / 12 / 30, 2027y / 1 / 2}));
  EXPECT_EQ(days_of({2026y / 12 / 31, 2027y / 1 / 1}),
            (std::vector<config::Date>{2026y / 12 / 31, 2027y / 1 / 1}));
}

TEST(Period, SaysWhatIsWrong) {
  const auto message = [](const char* from, const char* to) { return read(from, to).error().message; };
  EXPECT_EQ(message("2026-02-30", ""), "--from takes a day YYYY-MM-DD");
  EXPECT_EQ(message("2026-11-23", "tomorrow"), "--to takes a day YYYY-MM-DD");
  EXPECT_EQ(message("2026-11-23", "2026-11-22"), "--to is before --from");
  EXPECT_EQ(message("", "2026-11-22"), "--to is before today");
  EXPECT_EQ(message("2026-11-23", "2027-11-24"), "367 days are too many: 366 at most");
  EXPECT_TRUE(read("2026-11-23", "2027-11-23"));
}

TEST(Period, IsToldInWords) {
  EXPECT_EQ(period_words({kToday, kToday}), "2026-11-23");
  EXPECT_EQ(period_words({kToday, 2026y / 11 / 29}), "2026-11-23 to 2026-11-29");
}

TEST(Period, SomeOfItsDaysAreToldInWords) {
  const Period week{kToday, 2026y / 11 / 29};
  auto days = days_of(week);
  EXPECT_EQ(date_words(days, week), "every day");
  EXPECT_EQ(date_words({days[0]}, {kToday, kToday}), "2026-11-23");
  EXPECT_EQ(date_words({days[1], days[2], days[3]}, week), "2026-11-24 to 2026-11-26");
  EXPECT_EQ(date_words({days[1], days[4]}, week), "2026-11-24, 2026-11-27");
  days.erase(days.begin() + 2);
  EXPECT_EQ(date_words(days, week), "every day but 2026-11-25");
}

}  // namespace
}  // namespace kepu::headend
