#include "scheduler/place.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/scheduler/sample.h"

namespace kepu::scheduler {
namespace {

using config::Circle;
using config::Datum;
using config::Place;
using config::Position;

void expect_near(const Position& found, const Position& wanted, double metres) {
  EXPECT_LT(distance_m(found, wanted), metres) << found.lat << ' ' << found.lon;
}

TEST(Distance, OfADegreeOfTheMeridianAndOfOnePlaceToItself) {
  EXPECT_NEAR(distance_m({24, 109}, {25, 109}), 111'195, 1);
  EXPECT_EQ(distance_m({24.3, 109.4}, {24.3, 109.4}), 0);
  EXPECT_NEAR(distance_m({0, 179.9}, {0, -179.9}), 22'239, 1);
}

// Pairs that the sources of the transformation publish with it.
TEST(Wgs84, OfPointsOnChineseMaps) {
  expect_near(wgs84(31.17530398364597, 121.531541859215, Datum::gcj02), {31.1774276, 121.5272106}, 1);
  expect_near(wgs84(22.540796131694766, 113.9171764808363, Datum::gcj02), {22.543847, 113.912316}, 1);
  expect_near(wgs84(39.91334545536069, 116.38404722455657, Datum::gcj02), {39.911954, 116.377817}, 1);
}

TEST(Wgs84, OfBaidusMapsIsThatOfTheOthersShifted) {
  expect_near(wgs84(39.92133699351022, 116.41036949371029, Datum::bd09), wgs84(39.915, 116.404, Datum::gcj02),
              1);
}

TEST(Wgs84, IsTheSameOutsideOfChina) {
  EXPECT_EQ(wgs84(52.5, 13.4, Datum::gcj02), (Position{52.5, 13.4}));
  EXPECT_EQ(wgs84(-33.9, 151.2, Datum::bd09), (Position{-33.9, 151.2}));
  EXPECT_EQ(wgs84(24.3, 109.4, Datum::wgs84), (Position{24.3, 109.4}));
}

TEST(IsAt, WithoutPlacesAnEntryIsShownAnywhere) { EXPECT_TRUE(is_at({}, {})); }

TEST(IsAt, APlaceThatIsNotKnownMatchesNothing) {
  EXPECT_FALSE(is_at({Circle{24.326, 109.412, 300, Datum::wgs84}}, {}));
  EXPECT_FALSE(is_at({config::Stop{"museum"}}, {}));
  EXPECT_FALSE(is_at({config::Stop{""}}, {}));
}

TEST(IsAt, ACircleHoldsWhatIsWithinItsRadius) {
  const std::vector<config::Near> near{Circle{24.326, 109.412, 300, Datum::wgs84}};
  EXPECT_TRUE(is_at(near, {Position{24.3286, 109.412}, ""}));   // 289 m north
  EXPECT_FALSE(is_at(near, {Position{24.3288, 109.412}, ""}));  // 311 m
}

TEST(IsAt, ACircleDrawnOnAChineseMapIsHalfAKilometreElsewhere) {
  const std::vector<config::Near> near{Circle{31.17530398364597, 121.531541859215, 50, Datum::gcj02}};
  EXPECT_TRUE(is_at(near, {Position{31.1774276, 121.5272106}, ""}));
  EXPECT_FALSE(is_at(near, {Position{31.17530398364597, 121.531541859215}, ""}));
}

TEST(IsAt, AStopIsKnownByItsName) {
  EXPECT_TRUE(is_at({Circle{}, config::Stop{"museum"}}, {{}, "museum"}));
  EXPECT_FALSE(is_at({config::Stop{"museum"}}, {{}, "market"}));
}

TEST(Compile, AnEntryPlaysOnlyAtItsPlaces) {
  Sample sample;
  sample.loop("a", sample.clips("p", {hours(1)})).near = {config::Stop{"museum"}};
  sample.loop("b", sample.clips("q", {hours(1)}));
  const auto at = [&](const Place& place) {
    return *compile(sample.feed, sample.screen, {date(2026, 11, 23)}, place);
  };
  EXPECT_EQ(airtime_of(at({}), "a"), "");
  EXPECT_NE(airtime_of(at({{}, "museum"}), "a"), "");
  EXPECT_EQ(why(at({}), at({}).slots[0])[0], "a: out: the screen is at none of its places (near)");
}

}  // namespace
}  // namespace kepu::scheduler
