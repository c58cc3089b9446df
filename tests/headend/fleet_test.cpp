#include "headend/fleet.h"

#include <gtest/gtest.h>

namespace kepu::headend {
namespace {

std::string faults_of(const std::string& json) {
  const FleetReading reading = read_fleet(json);
  EXPECT_EQ(reading.fleet.empty(), !reading.faults.empty());
  std::string text;
  for (const auto& fault : reading.faults) text += fault.pointer + ": " + fault.message + "\n";
  return text;
}

TEST(Fleet, EverythingCanBeSaid) {
  const auto reading = read_fleet(R"({"screens": [
    {"id": "bus-17", "tags": ["bus", "district:liubei", "district:other"], "timezone": "Asia/Urumqi",
     "place": {"lat": 24.3, "lon": 109.4, "stop": "museum"}},
    {"id": "hall", "tags": ["district:x"], "district": "柳北"}, // a comment
    {"id": "lift"}]})");
  EXPECT_EQ(reading.fleet, (Fleet{{{{"bus-17"}, {"bus", "district:liubei", "district:other"}, "Asia/Urumqi"},
                                   {config::Position{24.3, 109.4}, "museum"},
                                   "liubei"},
                                  {{{"hall"}, {"district:x"}, ""}, {}, "柳北"},
                                  {{{"lift"}, {}, ""}, {}, ""}}));
}

TEST(Fleet, WhatIsWrongIsNamedWithItsPlace) {
  EXPECT_EQ(faults_of("{}"), ": the field \"screens\" is missing\n");
  EXPECT_EQ(faults_of(R"({"screens": []})"), "/screens: is empty\n");
  EXPECT_EQ(
      faults_of(R"({"screens": [{"id": "a"}, {"tag": ["x"]}, {"id": "a"}, {"id": "b,c", "tags": ["x y"]}]})"),
      "/screens/1: the field \"id\" is missing\n"
      "/screens/1/tag: unknown field \"tag\"; did you mean \"tags\"?\n"
      "/screens/2: the id \"a\" is taken by /screens/0\n"
      "/screens/3/id: \"b,c\" is not an id: 1 to 200 bytes without spaces and commas\n"
      "/screens/3/tags/0: \"x y\" is not a tag of 1 to 200 bytes without spaces and commas\n");
}

TEST(Fleet, WhatIsNoJsonIsAFault) { EXPECT_NE(faults_of("[").find("line 1"), std::string::npos); }

}  // namespace
}  // namespace kepu::headend
