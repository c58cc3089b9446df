#include "player/clock_quality.h"

#include <gtest/gtest.h>
#include <sys/timex.h>

namespace kepu::player {
namespace {

TEST(ClockQuality, IsWhatTheKernelSays) {
  const ClockQuality quality = clock_quality();
  ntptimeval kernel{};
  const int state = ntp_gettime(&kernel);
  EXPECT_EQ(quality.synchronised, state != TIME_ERROR);
  EXPECT_NEAR(static_cast<double>(quality.error_max.count()), static_cast<double>(kernel.maxerror), 1000);
  EXPECT_EQ(quality.error_estimated.count(), kernel.esterror);
}

}  // namespace
}  // namespace kepu::player
