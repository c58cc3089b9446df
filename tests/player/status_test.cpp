#include "player/status.h"

#include <gtest/gtest.h>

#include <sstream>

#include "player/control.h"

namespace kepu::player {
namespace {

const Wall kNow = Wall(std::chrono::sys_days(std::chrono::year(2026) / 11 / 23));

Status full() {
  Status status;
  status.version = "0.1.0";
  status.screen = "bus-17";
  status.uptime = std::chrono::seconds(75);
  Cue cue;
  cue.asset = "volcano";
  cue.entry = "daytime";
  cue.slot.start = kNow;
  cue.slot.end = kNow + std::chrono::seconds(30);
  status.stage.on = cue;
  status.stage.since = kNow;
  status.stage.width = 1920;
  status.stage.height = 1080;
  status.stage.driver = "x11";
  status.next = cue;
  status.feed = "town";
  status.feed_version = 7;
  status.feed_issued = kNow;
  status.needed = 3;
  status.quarantined = {{"ab", "signal 11", kNow}};
  status.refused = {{"cd", "has no picture", {}}};
  status.safe_mode_until = kNow;
  status.place = {config::Position{24.3, 109.4}, "museum"};
  status.place_by = "gpsd";
  return status;
}

TEST(Status, SaysAllThatAnOperatorAsks) {
  const std::string text = print_status(full());
  for (const char* part :
       {R"("version": "0.1.0")", R"("uptime_s": 75)", R"("name": "town", "epoch": 0, "version": 7)",
        R"("asset": "volcano", "entry": "daytime", "slot_start": "2026-11-23T00:00:00Z")",
        R"({"sha256": "ab", "reason": "signal 11", "until": "2026-11-23T00:00:00Z"})",
        R"("refused_count": 1)", R"("safe_mode_until": "2026-11-23T00:00:00Z")",
        R"("place": {"by": "gpsd", "lat": 24.3, "lon": 109.4, "stop": "museum"})",
        R"("width": 1920, "height": 1080, "driver": "x11")"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << " in " << text;
  }
}

TEST(Status, LeavesOutWhatIsNotKnown) {
  const std::string text = print_status({});
  for (const char* key :
       {"clock_offset_ms", "clock_quality", "safe_mode_until", "\"on\"", "\"next\"", "\"feed\"", "\"place\""})
    EXPECT_EQ(text.find(key), std::string::npos) << key;
}

TEST(Status, SaysWhetherFeedsMustBeSigned) {
  Status status = full();
  EXPECT_NE(print_status(status).find(R"("feeds_must_be_signed": false)"), std::string::npos);
  EXPECT_EQ(print_status(status).find("\"root\""), std::string::npos);
  status.trusts_anybody = false;
  status.root = 3;
  status.alarms = {"the disk is full"};
  EXPECT_NE(print_status(status).find(R"("alarms": ["the disk is full"])"), std::string::npos);
  EXPECT_NE(print_status(status).find(R"("feeds_must_be_signed": true)"), std::string::npos);
  EXPECT_NE(print_status(status).find(R"("root": 3)"), std::string::npos);
}

TEST(Status, SaysWhatIsSetForHintsAndForTheLog) {
  Status status = full();
  EXPECT_EQ(print_status(status).find("\"broker\""), std::string::npos);
  EXPECT_NE(print_status(status).find(R"("seals_as_run": false)"), std::string::npos);
  status.beacon = "epoch 1 version 7, 20 s ago";
  status.hints = "mqtts://h:8883: connected";
  status.seals_as_run = true;
  EXPECT_NE(print_status(status).find(R"("beacon": "epoch 1 version 7, 20 s ago")"), std::string::npos);
  EXPECT_NE(print_status(status).find(R"("broker": "mqtts://h:8883: connected")"), std::string::npos);
  EXPECT_NE(print_status(status).find(R"("seals_as_run": true)"), std::string::npos);
}

TEST(Status, FitsIntoOneAnswerHoweverManyAreKeptOut) {
  Status status = full();
  status.refused.assign(10'000, {std::string(64, 'a'), std::string(500, 'x'), kNow});
  status.quarantined = status.refused;
  EXPECT_LE(print_status(status).size(), kAnswerBytesMax);
  EXPECT_NE(print_status(status).find("\"refused_count\": 10000"), std::string::npos);
}

TEST(Status, IsShownToPeopleLineByLine) {
  std::ostringstream out;
  ASSERT_TRUE(show_answer(print_status(full()), out));
  EXPECT_NE(out.str().find("screen            bus-17\n"), std::string::npos) << out.str();
  EXPECT_NE(out.str().find("asset volcano, entry daytime"), std::string::npos) << out.str();
  EXPECT_NE(out.str().find("\n    sha256 ab, reason signal 11"), std::string::npos) << out.str();
}

TEST(Status, AnErrorOfThePlayerIsOneForTheAsker) {
  std::ostringstream out;
  EXPECT_EQ(show_answer(print_error("no such order"), out).error().message, "no such order");
  EXPECT_EQ(show_answer("nonsense", out).error().kind, Kind::invalid);
}

TEST(Orders, ComeBackFromTheirWords) {
  const auto status = parse_order(print_order({}));
  ASSERT_TRUE(status);
  EXPECT_EQ(status->what, Order::Do::status);
  for (const bool on : {true, false}) {
    const auto duck = parse_order(print_order({Order::Do::duck, on}));
    ASSERT_TRUE(duck);
    EXPECT_EQ(duck->what, Order::Do::duck);
    EXPECT_EQ(duck->on, on);
  }
}

TEST(Orders, APlaceIsAPositionAStopOrBoth) {
  for (const Order& order : {Order{Order::Do::place, false, config::Position{24.326, -109.412}, std::nullopt},
                             Order{Order::Do::place, false, std::nullopt, "museum"},
                             Order{Order::Do::place, false, config::Position{0, 0}, ""}}) {
    const auto read = parse_order(print_order(order));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, order);
  }
  for (const char* text :
       {R"({"do":"place"})", R"({"do":"place","lat":1})", R"({"do":"place","lat":1,"stop":"a"})",
        R"({"do":"place","lat":91,"lon":1})", R"({"do":"place","stop":1})"}) {
    EXPECT_FALSE(parse_order(text)) << text;
  }
}

TEST(Orders, AnImportNamesAFolder) {
  Order order{Order::Do::import};
  order.folder = "/run/kepu-stick/sdb1";
  const auto read = parse_order(print_order(order));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, order);
  for (const char* text : {R"({"do":"import"})", R"({"do":"import","folder":"stick"})",
                           R"({"do":"import","folder":""})", R"({"do":"import","folder":"/a\u0000b"})"})
    EXPECT_FALSE(parse_order(text)) << text;
}

TEST(Status, WhatBecomesOfAStickComesBackFromItsWords) {
  Status status;
  EXPECT_EQ(import_of(print_status(status))->step, ImportState::Step::none);
  for (const auto step : {ImportState::Step::looking, ImportState::Step::copying, ImportState::Step::done,
                          ImportState::Step::failed}) {
    status.import = {step, "/media/柳州", {3, 7, 2, 5'000'000'000, true}, "its feed is older"};
    const auto back = import_of(print_status(status));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, status.import);
  }
  EXPECT_EQ(import_of(print_error("no")).error().kind, Kind::refused);
  EXPECT_FALSE(import_of("rubbish"));
}

TEST(Orders, AnythingElseIsRefusedWithItsPlace) {
  for (const char* text : {"", "{}", "[]", R"({"do":"dance"})", R"({"do":"duck"})", R"({"do":"duck","on":1})",
                           R"({"do":"status","x":1})"}) {
    EXPECT_FALSE(parse_order(text)) << text;
  }
  EXPECT_NE(parse_order(R"({"do":"duk"})").error().message.find("duck"), std::string::npos);
}

}  // namespace
}  // namespace kepu::player
