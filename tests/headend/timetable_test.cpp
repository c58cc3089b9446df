#include "headend/timetable.h"

#include <gtest/gtest.h>

namespace kepu::headend {
namespace {

using namespace std::chrono_literals;
using scheduler::Rule;
using scheduler::Rundown;
using scheduler::Shows;

constexpr config::Date kDay = 2026y / 11 / 23;
constexpr Wall kFour = std::chrono::sys_days(2026y / 11 / 22) + 20h;  // 04:00 in Shanghai

config::Feed feed() {
  config::Feed f;
  f.name = "liuzhou";
  f.epoch = 1;
  f.version = 3;
  return f;
}

Rundown rundown() {
  Rundown r;
  r.start = kFour;
  r.end = kFour + 24h;
  r.assets = {{"光合作用", {}, config::AssetType::video}, {"mars", {}, config::AssetType::image}};
  r.entries = {"am", "night"};
  r.weights = {{10, 1}, {0, 1}};
  r.segments = {{kFour, kFour + 41s, 10, Shows::asset}, {kFour + 41s, r.end, 0, Shows::card}};
  r.verdicts = {{kFour, 0, Rule::plays}, {kFour + 41s, 0, Rule::hours}, {kFour, 1, Rule::hours}};
  r.slots = {{kFour, kFour + 30500ms, 0, 0, 0, Shows::asset, false},
             {kFour + 30500ms, kFour + 41s, 1, 0, 0, Shows::asset, true},
             {kFour + 41s, r.end, scheduler::kNone, scheduler::kNone, 1, Shows::card, false}};
  return r;
}

struct World {
  config::Feed f = feed();
  config::Screen screen{{"bus-17"}, {"bus", "route:10"}, ""};
  Rundown r = rundown();
  Timetable timetable{f,       screen, kDay, r, *LocalClock::in("Asia/Shanghai"), "Asia/Shanghai",
                      r.start, r.end,  false};
};

TEST(Table, TellsTimeLengthAssetAndEntryInColumns) {
  const World world;
  EXPECT_EQ(table(world.timetable),
            "liuzhou 1.3, screen bus-17 (bus, route:10), 2026-11-23, Asia/Shanghai\n"
            "04:00:00.000    0:30.5  光合作用  am\n"
            "04:00:30.500    0:10.5  mars      am  cut\n"
            "04:00:41.000  23:59:19  (card)    -\n");
}

TEST(Table, TellsOnlyWhatIsOnInBetween) {
  World world;
  world.timetable.from = kFour + 30500ms;
  world.timetable.to = kFour + 41s;
  EXPECT_EQ(table(world.timetable),
            "liuzhou 1.3, screen bus-17 (bus, route:10), 2026-11-23, Asia/Shanghai\n"
            "04:00:30.500  0:10.5  mars  am  cut\n");
}

TEST(Table, TellsWhyOnceForEachStretch) {
  World world;
  world.timetable.why = true;
  EXPECT_EQ(table(world.timetable),
            "liuzhou 1.3, screen bus-17 (bus, route:10), 2026-11-23, Asia/Shanghai\n"
            "  # am: plays (priority 10, share 1)\n"
            "  # night: out: not at this hour (hours)\n"
            "04:00:00.000    0:30.5  光合作用  am\n"
            "04:00:30.500    0:10.5  mars      am  cut\n"
            "  # am: out: not at this hour (hours)\n"
            "  # night: out: not at this hour (hours)\n"
            "04:00:41.000  23:59:19  (card)    -\n");
}

TEST(Table, NamesTheFirstScreensOfMany) {
  World world;
  world.timetable.screens = {"bus-17", "bus-18", "bus-19", "bus-20"};
  EXPECT_TRUE(table(world.timetable)
                  .starts_with(
                      "liuzhou 1.3, screens bus-17, bus-18, bus-19 and 1 more, 2026-11-23, Asia/Shanghai\n"));
}

TEST(Json, NamesAllScreensOfAFleetThatShowIt) {
  World world;
  EXPECT_EQ(json(world.timetable).find("\"screens\""), std::string::npos);
  world.timetable.screens = {"bus-17", "bus-18"};
  EXPECT_NE(json(world.timetable).find("\"screens\": [\"bus-17\", \"bus-18\"],\n"), std::string::npos);
}

TEST(Json, TellsEverySlotInBothTimes) {
  World world;
  world.timetable.to = kFour + 1s;
  EXPECT_EQ(json(world.timetable),
            "{\n"
            "  \"feed\": \"liuzhou\",\n"
            "  \"epoch\": 1,\n"
            "  \"version\": 3,\n"
            "  \"screen\": \"bus-17\",\n"
            "  \"tags\": [\"bus\", \"route:10\"],\n"
            "  \"date\": \"2026-11-23\",\n"
            "  \"timezone\": \"Asia/Shanghai\",\n"
            "  \"slots\": [\n"
            "    {\"start\": \"2026-11-23T04:00:00+08:00\", \"start_utc\": \"2026-11-22T20:00:00Z\", "
            "\"end_utc\": \"2026-11-22T20:00:30.500Z\", \"duration_ms\": 30500, \"shows\": \"asset\", "
            "\"asset\": \"光合作用\", \"sha256\": \"" +
                std::string(64, '0') +
                "\", \"entry\": \"am\"}\n"
                "  ],\n"
                "  \"overlays\": [\n"
                "  ]\n"
                "}\n");
}

TEST(Json, HasNoHashOfAStream) {
  World world;
  world.r.assets[0].type = config::AssetType::stream;
  world.timetable.to = kFour + 1s;
  EXPECT_EQ(json(world.timetable).find("sha256"), std::string::npos);
}

TEST(Table, OverlaysFollowTheSlotsTheyLieOver) {
  World world;
  world.r.overlays = {{"ticker", {{"en", "Welcome"}}}};
  world.r.overlaid = {{kFour, kFour + 20s, 0}, {kFour + 30s, kFour + 40s, 0}};
  world.timetable.to = kFour + 25s;
  EXPECT_EQ(table(world.timetable),
            "liuzhou 1.3, screen bus-17 (bus, route:10), 2026-11-23, Asia/Shanghai\n"
            "04:00:00.000  0:30.5  光合作用  am\n"
            "04:00:00.000  until 04:00:20.000  over it: ticker, \"Welcome\"\n");
  EXPECT_NE(json(world.timetable)
                .find("  \"overlays\": [\n"
                      "    {\"overlay\": \"ticker\", \"start\": \"2026-11-23T04:00:00+08:00\", "
                      "\"start_utc\": \"2026-11-22T20:00:00Z\", \"end_utc\": \"2026-11-22T20:00:20Z\", "
                      "\"text\": {\"en\": \"Welcome\"}}\n  ]\n}\n"),
            std::string::npos);
}

TEST(JsonString, EscapesWhatJsonDoesNotAllow) {
  EXPECT_EQ(json_string("光\"\\\n\x01"), "\"光\\\"\\\\\\u000a\\u0001\"");
  EXPECT_EQ(json_string("a\xB9z"), "\"a\xEF\xBF\xBDz\"");
}

}  // namespace
}  // namespace kepu::headend
