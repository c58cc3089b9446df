#include "config/screen.h"

#include <gtest/gtest.h>

namespace kepu::config {
namespace {

TEST(Screen, HasItsTagsAndItsIdIsOneOfThem) {
  const Screen screen{{"bus-0457"}, {"bus", "route:10"}, ""};
  EXPECT_TRUE(screen.has_tag("bus"));
  EXPECT_TRUE(screen.has_tag("route:10"));
  EXPECT_TRUE(screen.has_tag("bus-0457"));
}

TEST(Screen, ATagMatchesAsAWholeAlone) {
  const Screen screen{{"bus-0457"}, {"route:10"}, ""};
  EXPECT_FALSE(screen.has_tag("route:1"));
  EXPECT_FALSE(screen.has_tag("route"));
  EXPECT_FALSE(screen.has_tag("Route:10"));
  EXPECT_FALSE(screen.has_tag(""));
}

}  // namespace
}  // namespace kepu::config
