#include "scheduler/surroundings.h"

#include <gtest/gtest.h>

#include <iostream>
#include <random>

#include "scheduler/place.h"
#include "tests/scheduler/sample.h"

namespace kepu::scheduler {
namespace {

constexpr config::Circle kSchool{24.326, 109.412, 300, config::Datum::wgs84};
constexpr config::Circle kPark{24.326, 109.420, 1000, config::Datum::wgs84};
constexpr double kDegree = 111'195;  // metres, of latitude on the sphere

// So many metres north of the school.
config::Place north(double metres) { return {config::Position{24.326 + metres / kDegree, 109.412}, ""}; }

class SurroundingsTest : public testing::Test {
 protected:
  SurroundingsTest() { list_ = sample_.clips("p", {seconds(10)}); }
  Surroundings around(std::vector<config::Near> near) {
    sample_.loop("e" + std::to_string(sample_.feed.entries.size()), list_).near = std::move(near);
    return {sample_.feed, sample_.screen};
  }
  Sample sample_;
  std::uint32_t list_ = 0;
};

TEST_F(SurroundingsTest, ACircleIsEnteredAtItsEdgeAndLeftThirtyMetresBeyond) {
  Surroundings around_school = around({kSchool});
  EXPECT_FALSE(around_school.move(north(320)));
  EXPECT_TRUE(around_school.move(north(299)));
  EXPECT_FALSE(around_school.move(north(329)));
  EXPECT_TRUE(is_at({kSchool}, around_school.place()));
  EXPECT_TRUE(around_school.move(north(341)));
  EXPECT_FALSE(is_at({kSchool}, around_school.place()));
  EXPECT_FALSE(around_school.move(north(311)));
}

TEST_F(SurroundingsTest, ALargeCircleIsLeftATenthBeyond) {
  Surroundings around_park = around({kPark});
  const auto east = [](double metres) {
    return config::Place{
        config::Position{24.326, 109.420 + metres / kDegree / std::cos(24.326 * 3.14159265 / 180)}, ""};
  };
  EXPECT_TRUE(around_park.move(east(990)));
  EXPECT_FALSE(around_park.move(east(1090)));
  EXPECT_TRUE(around_park.move(east(1110)));
}

TEST_F(SurroundingsTest, WhatTremblesAtTheEdgeChangesNothing) {
  const unsigned seed = std::random_device()();
  std::cout << "seed " << seed << '\n';
  std::mt19937 random(seed);
  std::normal_distribution<double> noise(0, 6);
  Surroundings around_school = around({kSchool});
  int changes = 0;
  // From 400 m north, past the school's edge, where it waits for ten minutes, to the school and back.
  for (int second = 0; second < 2000; ++second) {
    const double at = second < 100    ? 400 - second
                      : second < 700  ? 300
                      : second < 1000 ? 300 - (second - 700)
                      : second < 1300 ? second - 1000
                      : second < 1800 ? 300
                                      : 300 + (second - 1800);
    changes += around_school.move(north(at + std::clamp(noise(random), -14.0, 14.0))) ? 1 : 0;
  }
  EXPECT_EQ(changes, 2);
}

TEST_F(SurroundingsTest, APositionThatIsNotKnownIsInNoCircleAtOnce) {
  Surroundings around_school = around({kSchool});
  EXPECT_TRUE(around_school.move(north(0)));
  EXPECT_TRUE(around_school.move({}));
  EXPECT_FALSE(is_at({kSchool}, around_school.place()));
  EXPECT_FALSE(around_school.move(north(310)));
  EXPECT_TRUE(around_school.move(north(290)));
}

TEST_F(SurroundingsTest, LessThanTenMetresAreNoMove) {
  Surroundings around_school = around({kSchool});
  EXPECT_FALSE(around_school.move(north(305)));
  EXPECT_FALSE(around_school.move(north(296)));
  EXPECT_TRUE(around_school.move(north(294)));
}

TEST_F(SurroundingsTest, StopsCountThatTheFeedNames) {
  Surroundings around_museum = around({config::Stop{"museum"}});
  const auto stop = [](const char* name) { return config::Place{{}, name}; };
  EXPECT_FALSE(around_museum.move(stop("market")));
  EXPECT_TRUE(around_museum.move(stop("museum")));
  EXPECT_EQ(around_museum.place().stop, "museum");
  EXPECT_TRUE(around_museum.move(stop("")));
}

TEST_F(SurroundingsTest, PlacesOfOtherScreensAreNotWatched) {
  sample_.loop("tram", list_).screens.all = {"tram"};
  sample_.feed.entries.back().near = {kSchool};
  Surroundings nothing(sample_.feed, sample_.screen);
  EXPECT_FALSE(nothing.move(north(0)));
}

TEST_F(SurroundingsTest, OverlaysHavePlacesToo) {
  sample_.feed.overlays.emplace_back().near = {kSchool};
  Surroundings around_school(sample_.feed, sample_.screen);
  EXPECT_TRUE(around_school.move(north(0)));
}

TEST_F(SurroundingsTest, ANewFeedHoldsOnToTheCirclesItHasToo) {
  Surroundings before = around({kSchool});
  before.move(north(290));
  before.move(north(320));
  Surroundings after = around({kPark});
  after.inherit(before);
  after.move(north(320));
  EXPECT_TRUE(is_at({kSchool}, after.place()));
  Surroundings anew(sample_.feed, sample_.screen);
  anew.move(north(320));
  EXPECT_FALSE(is_at({kSchool}, anew.place()));
}

TEST_F(SurroundingsTest, CirclesOfChineseMapsAreWatchedWhereTheyAre) {
  const config::Circle shown{24.326, 109.412, 100, config::Datum::gcj02};
  const config::Position real = wgs84(24.326, 109.412, config::Datum::gcj02);
  Surroundings around_it = around({shown});
  EXPECT_FALSE(around_it.move({config::Position{24.326, 109.412}, ""}));
  EXPECT_TRUE(around_it.move({real, ""}));
}

TEST_F(SurroundingsTest, TheDateLineIsNoEdge) {
  Surroundings around_it = around({config::Circle{-17, 179.9999, 300, config::Datum::wgs84}});
  EXPECT_TRUE(around_it.move({config::Position{-17, -179.9999}, ""}));
}

// Anywhere in a town of some kilometres.
class Town {
 public:
  double lat() { return 24.3 + part() * 0.06; }
  double lon() { return 109.4 + part() * 0.06; }
  config::Circle circle() {
    const config::Position centre{lat(), lon()};
    return {centre.lat, centre.lon, 100 + static_cast<int>(part() * 2000),
            config::Datum{static_cast<std::uint8_t>(part() * 3)}};
  }

 private:
  double part() { return std::uniform_real_distribution<>(0, 1)(random_); }
  std::mt19937 random_{7};
};

// What move() says and what compile() is given agree, wherever it goes.
TEST_F(SurroundingsTest, BetweenTwoChangesThePlaceMatchesTheSameCircles) {
  Town town;
  for (int i = 0; i < 30; ++i) around({town.circle()});
  Surroundings all(sample_.feed, sample_.screen);
  std::vector<bool> matched(sample_.feed.entries.size());
  for (int step = 0; step < 2000; ++step) {
    const double lat = town.lat();
    const bool changed = all.move({config::Position{lat, town.lon()}, ""});
    std::vector<bool> now;
    for (const auto& entry : sample_.feed.entries) now.push_back(is_at(entry.near, all.place()));
    EXPECT_EQ(changed, now != matched) << step;
    matched = now;
  }
}

}  // namespace
}  // namespace kepu::scheduler
