#include "player/locator.h"

#include <gtest/gtest.h>

namespace kepu::player {
namespace {

using std::chrono::seconds;

const Steady kNow{std::chrono::hours(1)};
const config::Position kMuseum{24.3, 109.4}, kBridge{24.4, 109.5};

Order at(const config::Position& position) {
  Order order{Order::Do::place};
  order.position = position;
  return order;
}

TEST(Locator, AFixedPlaceHoldsForGood) {
  config::Settings settings;
  settings.place.position = kMuseum;
  const Wakeup news;
  Locator locator(settings, news);
  EXPECT_EQ(locator.tick(kNow).position, kMuseum);
  EXPECT_EQ(locator.due(kNow), std::nullopt);
  Status status;
  locator.tell(status, kNow);
  EXPECT_EQ(status.place_by, "settings");
}

TEST(Locator, WhatItIsToldHoldsForItsTimeAndTheNewestWordCounts) {
  const Wakeup news;
  Locator locator({}, news);
  locator.tell({at(kMuseum), at(kBridge)}, kNow);
  EXPECT_EQ(locator.tick(kNow).position, kBridge);
  EXPECT_EQ(locator.due(kNow), kNow + kToldFor);
  Status status;
  locator.tell(status, kNow);
  EXPECT_EQ(status.place_by, "told");
  EXPECT_EQ(locator.tick(kNow + kToldFor).position, std::nullopt);
}

TEST(Locator, GpsdIsAskedAgainWhileItDoesNotAnswer) {
  config::Settings settings;
  settings.gpsd = config::Endpoint{"127.0.0.1", 1};  // nobody listens
  const Wakeup news;
  Locator locator(settings, news);
  EXPECT_EQ(locator.tick(kNow).position, std::nullopt);
  ASSERT_TRUE(locator.due(kNow));
  EXPECT_LE(*locator.due(kNow), kNow + seconds(60));
  Status status;
  locator.tell(status, kNow);
  EXPECT_EQ(status.place_by, "");
}

}  // namespace
}  // namespace kepu::player
