#include "headend/local_clock.h"

#include <gtest/gtest.h>

namespace kepu::headend {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

LocalClock in(const std::string& zone) { return *LocalClock::in(zone); }

TEST(LocalClock, ShowsWhatTheZonesClocksShow) {
  const Wall at = sys_days(2026y / 11 / 22) + 23h + 30min + 5s + 7ms;
  const LocalClock local = in("Asia/Shanghai");
  EXPECT_EQ(local.time(at), "07:30:05.007");
  EXPECT_EQ(local.date(at), "2026-11-23");
  EXPECT_EQ(local.rfc3339(at), "2026-11-23T07:30:05.007+08:00");
  EXPECT_EQ(local.rfc3339(at - 5007ms), "2026-11-23T07:30:00+08:00");
  EXPECT_EQ(in("America/St_Johns").rfc3339(at), "2026-11-22T20:00:05.007-03:30");
}

TEST(LocalClock, AZoneThatIsNotThereIsNamed) {
  const auto local = LocalClock::in("Asia/Liuzhou");
  ASSERT_FALSE(local);
  EXPECT_EQ(local.error().kind, Kind::invalid);
  EXPECT_EQ(local.error().message, "\"Asia/Liuzhou\" is not a time zone such as Asia/Shanghai");
}

TEST(ReadTime, TakesTimesOfADay) {
  EXPECT_EQ(read_time("07:30"), 450min);
  EXPECT_EQ(read_time("24:00"), 1440min);
  EXPECT_EQ(read_time("24:01"), std::nullopt);
  EXPECT_EQ(read_time("7:30"), std::nullopt);
  EXPECT_EQ(read_time("07:60"), std::nullopt);
}

}  // namespace
}  // namespace kepu::headend
