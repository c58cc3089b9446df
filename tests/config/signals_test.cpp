#include "config/signals.h"

#include <gtest/gtest.h>

namespace kepu {
namespace {

TEST(Signals, ATermThatArrivedIsSeenOnce) {
  const Signals signals;
  EXPECT_FALSE(signals.arrived());
  raise(SIGTERM);
  EXPECT_TRUE(signals.arrived());
  EXPECT_FALSE(signals.arrived());
}

}  // namespace
}  // namespace kepu
