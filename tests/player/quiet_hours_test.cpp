#include "player/quiet_hours.h"

#include <gtest/gtest.h>

#include "config/notation.h"

namespace kepu::player {
namespace {

const std::vector<config::Hours> kNight{{22 * 60, 6 * 60 + 30}};

Wall at(const char* instant) { return *config::parse_instant(instant); }

Quiet look(const char* instant, const std::vector<config::Hours>& hours = kNight,
           const std::string& zone = "Asia/Shanghai") {
  const auto quiet = quiet_at(at(instant), hours, zone);
  EXPECT_TRUE(quiet);
  return *quiet;
}

TEST(QuietHours, ANightIsQuietFromItsFirstMinuteToItsLast) {
  EXPECT_EQ(look("2026-11-23T21:59:59+08:00"), (Quiet{false, at("2026-11-23T22:00:00+08:00")}));
  EXPECT_EQ(look("2026-11-23T22:00:00+08:00"), (Quiet{true, at("2026-11-24T06:30:00+08:00")}));
  EXPECT_EQ(look("2026-11-24T03:00:00+08:00"), (Quiet{true, at("2026-11-24T06:30:00+08:00")}));
  EXPECT_EQ(look("2026-11-24T05:00:00+08:00"), (Quiet{true, at("2026-11-24T06:30:00+08:00")}));
  EXPECT_FALSE(look("2026-11-24T06:30:00+08:00").now);
}

TEST(QuietHours, TheClockOnTheWallOfTheScreenCounts) {
  EXPECT_TRUE(look("2026-11-23T23:00:00Z", kNight, "Europe/Berlin").now);
  EXPECT_FALSE(look("2026-11-23T23:00:00Z", kNight, "Asia/Shanghai").now);
}

TEST(QuietHours, SeveralTimesOfADayAndNone) {
  const std::vector<config::Hours> naps{{12 * 60, 14 * 60}, {0, 5 * 60}, {20 * 60, 24 * 60}};
  EXPECT_TRUE(look("2026-11-23T13:00:00+08:00", naps).now);
  EXPECT_TRUE(look("2026-11-23T03:59:00+08:00", naps).now);
  EXPECT_TRUE(look("2026-11-23T23:59:00+08:00", naps).now);
  EXPECT_FALSE(look("2026-11-23T05:00:00+08:00", naps).now);
  EXPECT_FALSE(look("2026-11-23T03:00:00+08:00", {}).now);
}

TEST(QuietHours, EveryChangeOfAYearIsAnnouncedBeforeItComes) {
  Wall now = at("2026-01-01T00:00:00Z");
  bool quiet = quiet_at(now, kNight, "Europe/Berlin")->now;
  int changes = 0;
  while (now < at("2027-01-01T00:00:00Z")) {
    const Wall until = quiet_at(now, kNight, "Europe/Berlin")->until;
    ASSERT_GT(until, now);
    ASSERT_EQ(quiet_at(until - milliseconds(1), kNight, "Europe/Berlin")->now, quiet);
    now = until;
    changes += std::exchange(quiet, quiet_at(now, kNight, "Europe/Berlin")->now) != quiet ? 1 : 0;
  }
  EXPECT_EQ(changes, 2 * 365 + 1);  // the last one ends the year's last night
}

TEST(QuietHours, AZoneThatNobodyKnowsIsSaid) {
  const auto quiet = quiet_at(at("2026-11-23T13:00:00Z"), kNight, "Mars/Olympus");
  ASSERT_FALSE(quiet);
  EXPECT_EQ(quiet.error().kind, Kind::invalid);
}

}  // namespace
}  // namespace kepu::player
