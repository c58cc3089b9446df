#include "headend/expectations.h"

#include <gtest/gtest.h>

namespace kepu::headend {
namespace {

std::string faults_of(const std::string& expectation) {
  std::string text;
  for (const auto& fault : read_expectations(R"({"expect": [)" + expectation + "]}").faults) {
    text += fault.pointer + ": " + fault.message + "\n";
  }
  return text;
}

TEST(Expectations, EverythingCanBeSaid) {
  const auto reading = read_expectations(R"({"feed": "f.json", "expect": [
    {"name": "n", "screen": "bus-17", "tags": ["bus", "route:10"], "place": {"lat": 24.3, "lon": 109.4, "stop": "museum"},
     "from": "2027-06-03T08:15", "to": "2027-06-03T10:15:30", "plays": "x", "at_least_per_hour": 3}]})");
  ASSERT_TRUE(reading.expectations);
  const std::chrono::year_month_day date = std::chrono::year(2027) / 6 / 3;
  Expectation wanted{"n",
                     {{"bus-17"}, {"bus", "route:10"}, ""},
                     {config::Position{24.3, 109.4}, "museum"},
                     {date, std::chrono::minutes(8 * 60 + 15)},
                     LocalMoment{date, std::chrono::seconds(10 * 3600 + 15 * 60 + 30)},
                     Expectation::What::plays,
                     "x",
                     3};
  EXPECT_EQ(*reading.expectations, (Expectations{"f.json", {wanted}}));
}

TEST(Expectations, AMomentAndARangeExcludeEachOther) {
  EXPECT_EQ(faults_of(R"({"screen": "a", "shows": "x"})"),
            "/expect/0: needs either \"at\", or \"from\" and \"to\"\n");
  EXPECT_EQ(faults_of(R"({"screen": "a", "shows": "x", "from": "2027-06-03T08:15"})"),
            "/expect/0: needs either \"at\", or \"from\" and \"to\"\n");
  EXPECT_EQ(
      faults_of(R"({"screen": "a", "shows": "x", "from": "2027-06-03T08:15", "to": "2027-06-03T08:15"})"),
      "/expect/0/to: is not after \"from\", or more than 31 days after it\n");
  EXPECT_EQ(faults_of(R"({"screen": "a", "plays": "x", "at_least_per_hour": 1, "at": "2027-06-03T08:15"})"),
            "/expect/0: \"plays\" needs \"from\" and \"to\"\n");
}

TEST(Expectations, WhatTheFeedDoesNotHaveIsSaid) {
  config::Feed feed;
  feed.timezone = "Asia/Shanghai";
  Expectation one;
  one.screen.id.name = "bus-17";
  one.from = {std::chrono::year(2027) / 6 / 3, {}};
  one.whom = "typhoon";
  EXPECT_EQ(disappointment(feed, one), "the feed has neither an asset nor an entry of that name\n");
  one.whom = "(card)";
  EXPECT_EQ(disappointment(feed, one), "");
}

// Over the edge of a broadcast day, too.
TEST(Expectations, ARangeMaySpanDays) {
  config::Feed feed;
  feed.timezone = "Asia/Shanghai";
  Expectation one;
  one.screen.id.name = "bus-17";
  one.from = {std::chrono::year(2027) / 6 / 3, {}};
  one.to = LocalMoment{std::chrono::year(2027) / 6 / 6, {}};
  one.whom = "(dark)";
  one.what = Expectation::What::never_shows;
  EXPECT_EQ(disappointment(feed, one), "");
}

}  // namespace
}  // namespace kepu::headend
