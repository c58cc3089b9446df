#include "player/metering.h"

#include <gtest/gtest.h>

namespace kepu::player {
namespace {

using namespace std::chrono_literals;

constexpr const char* kHead =
    "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n";
const Wall kNoon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 28) + 4h;  // in Shanghai

std::string line(const std::string& interface, const std::string& destination, int metric) {
  return interface + "\t" + destination + "\t010200C0\t0003\t0\t0\t" + std::to_string(metric) + "\t" +
         (destination == "00000000" ? "00000000" : "00FFFFFF") + "\t0\t0\t0\n";
}

TEST(Metering, TheDefaultRouteOfTheSmallestMetricCounts) {
  const std::string routes =
      kHead + line("wwan0", "00000000", 700) + line("wlan0", "00000000", 600) + line("eth0", "000200C0", 0);
  EXPECT_EQ(default_interface(routes, ""), "wlan0");
}

TEST(Metering, WithoutAnIpv4RouteThatOfIpv6Counts) {
  const std::string zero(32, '0');
  const std::string routes = zero + " 00 " + zero + " 00 " + zero +
                             " ffffffff 00000001 00000000 00200200 lo\n" + zero + " 00 " + zero +
                             " 00 fe800000000000000000000000000001 00000400 00000005 00000000 "
                             "00450003 wwan0\n";
  EXPECT_EQ(default_interface(kHead, routes), "wwan0");
}

TEST(Metering, WithoutARouteThereIsNone) {
  EXPECT_EQ(default_interface("", ""), "");
  EXPECT_EQ(default_interface(std::string(kHead) + "nonsense\n\n", "x y z\n"), "");
}

TEST(Metering, TheFirstRuleThatMatchesCounts) {
  config::MeterRule lte{"wwan*", {}, 800, 20'000'000, true}, other{"*", {}, 0, 0, false};
  const auto slow = allowance({lte, other}, "wwan0", kNoon, "Asia/Shanghai");
  EXPECT_EQ(slow, (content::Allowance{true, 100'000, 20'000'000, true}));
  EXPECT_EQ(allowance({lte, other}, "wlan0", kNoon, "Asia/Shanghai"), content::Allowance{});
  EXPECT_EQ(allowance({lte}, "eth0", kNoon, "Asia/Shanghai"), content::Allowance{});
}

TEST(Metering, OutsideOfItsHoursNothingIsDownloaded) {
  const config::MeterRule night{"wwan0", {{23 * 60, 6 * 60}}, 0, 0, false};
  EXPECT_FALSE(allowance({night}, "wwan0", kNoon, "Asia/Shanghai").downloads);
  EXPECT_TRUE(allowance({night}, "wwan0", kNoon + 12h, "Asia/Shanghai").downloads);
}

TEST(Metering, TheMachineItselfIsAsked) {
  const config::MeterRule any{"*", {}, 800, 0, false};
  EXPECT_EQ(allowance_here({any}, kNoon, "UTC").bytes_per_second, 100'000U);
}

}  // namespace
}  // namespace kepu::player
