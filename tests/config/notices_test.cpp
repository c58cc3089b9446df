#include "config/notices.h"

#include <gtest/gtest.h>

#include <string>

namespace kepu::config {
namespace {

using namespace std::chrono_literals;

const Wall kNoon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 28) + 12h;

Notices sample() {
  Notices notices;
  notices.feed = "liuzhou";
  notices.epoch = 1;
  notices.version = 7;
  notices.issued = kNoon;
  notices.expires = kNoon + 6h;
  notices.notices.push_back(
      {"typhoon", {{"zh-CN", "台风橙色预警"}}, {"typhoon-map"}, {{"bus"}, {}, {}}, kNoon, kNoon + 6h});
  notices.recalled.push_back(*AssetId::parse(std::string(64, 'a')));
  return notices;
}

std::string faults_of(const std::string& json, Reading reading = Reading::playing) {
  const auto read = read_notices(json, reading);
  return read.notices ? "" : describe("notices.json", read.faults);
}

std::string with(std::string from, const std::string& to) {
  std::string json = write_notices(sample());
  const auto at = json.find(from);
  EXPECT_NE(at, std::string::npos);
  return json.replace(at, from.size(), to);
}

TEST(Notices, WhatIsWrittenReadsBack) {
  const auto read = read_notices(write_notices(sample()), Reading::publishing);
  ASSERT_TRUE(read.notices) << describe("", read.faults);
  EXPECT_EQ(*read.notices, sample());
}

TEST(Notices, ADraftNeedNotSayWhenItIsIssued) {
  const char* draft = R"({"format": "kepu-notices/1", "feed": "liuzhou", "notices": [
    {"id": "t", "text": {"en": "Storm"}, "until": "2026-11-28T18:00:00Z"}]})";
  EXPECT_EQ(faults_of(draft, Reading::draft), "");
  EXPECT_NE(faults_of(draft).find("\"version\""), std::string::npos);
}

TEST(Notices, FaultsHaveTheirPlaces) {
  EXPECT_NE(faults_of(with("\"typhoon\"", "7")).find("/notices/0/id"), std::string::npos);
  EXPECT_NE(faults_of(with("aaaa", "AAAA")).find("/recalled/0"), std::string::npos);
  EXPECT_NE(faults_of(with("kepu-notices/1", "kepu-notices/2")).find("/format"), std::string::npos);
  EXPECT_NE(faults_of(with("2026-11-28T18:00:00Z\"\n    }", "2026-11-28T11:00:00Z\"\n    }")).find("/until"),
            std::string::npos);
  EXPECT_NE(faults_of("[]"), "");
}

TEST(Notices, AScreenPassesOverFieldsItDoesNotKnow) {
  const std::string json = with("\"id\"", "\"sound\": true, \"id\"");
  EXPECT_EQ(faults_of(json), "");
  EXPECT_NE(faults_of(json, Reading::publishing).find("sound"), std::string::npos);
}

TEST(Notices, ANoticeThatShowsNothingIsAFault) {
  Notices notices = sample();
  notices.notices[0].text.clear();
  notices.notices[0].assets.clear();
  EXPECT_NE(faults_of(write_notices(notices)).find("shows nothing"), std::string::npos);
}

TEST(Notices, SixHoursAreTheLongestUnlessTheRootSaysLess) {
  Notice notice = sample().notices[0];
  EXPECT_EQ(over_limit(notice, {}), "");
  notice.until += 1ms;
  EXPECT_EQ(over_limit(notice, {}), "is on for more than 6 hours");
  EXPECT_EQ(over_limit(sample().notices[0], {2h, {}, {}}), "is on for more than 2 hours");
}

TEST(Notices, OnlyScreensOfTheNamedTagsAreReached) {
  const NoticeLimits limits{6h, {"bus", "campus"}, {}};
  Notice notice = sample().notices[0];
  const auto allowed = [&](TagRule screens) {
    notice.screens = std::move(screens);
    return over_limit(notice, limits).empty();
  };
  EXPECT_TRUE(allowed({{"bus", "route:10"}, {}, {}}));
  EXPECT_TRUE(allowed({{}, {"bus", "campus"}, {}}));
  EXPECT_FALSE(allowed({{}, {"bus", "village"}, {}}));
  EXPECT_FALSE(allowed({{"village"}, {}, {"bus"}}));
  EXPECT_FALSE(allowed({}));
}

}  // namespace
}  // namespace kepu::config
