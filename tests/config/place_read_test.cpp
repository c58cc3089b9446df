#include "config/place_read.h"

#include <gtest/gtest.h>

namespace kepu::config {
namespace {

// The place, or its faults as the text of its stop.
Place place_of(std::string_view text) {
  const json::Parsed parsed = json::parse(text, {1000, false});
  json::Reader reader(*parsed.document, json::Unknown::fault);
  Place place = read_place(reader, parsed.document->root());
  for (const Fault& fault : reader.faults()) place.stop += fault.pointer + ": " + fault.message;
  return place;
}

TEST(PlaceRead, APositionAStopOrBoth) {
  EXPECT_EQ(place_of(R"({"lat": 24.3, "lon": 109.4})"), (Place{Position{24.3, 109.4}, ""}));
  EXPECT_EQ(place_of(R"({"stop": "museum"})"), (Place{{}, "museum"}));
  EXPECT_EQ(place_of(R"({"lat": 0, "lon": 0, "stop": "museum"})"), (Place{Position{0, 0}, "museum"}));
  EXPECT_EQ(place_of("{}"), Place{});
}

TEST(PlaceRead, LatitudeAndLongitudeGoTogether) {
  EXPECT_EQ(place_of(R"({"lat": 24.3})").stop, ": needs both \"lat\" and \"lon\", or neither");
  EXPECT_FALSE(place_of(R"({"lat": 24.3})").position);
  EXPECT_NE(place_of(R"({"lat": 91, "lon": 0})").stop, "");
}

}  // namespace
}  // namespace kepu::config
