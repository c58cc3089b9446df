#include "config/feed_entries.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/config/feed_documents.h"

namespace kepu::config {
namespace {

using namespace std::chrono_literals;

// An entry with `rest`, and its faults.
std::string entry(std::string_view rest) {
  return with_entries(R"({"id": "e", "playlist": "all", )" + std::string(rest) + "}");
}

TEST(Entries, HaveDefaults) {
  const Feed feed = feed_of(with_entries(R"({"id": "e", "playlist": "all"})"));
  Entry expected;
  expected.id.name = "e";
  expected.playlist = 0;
  ASSERT_EQ(feed.entries.size(), 1U);
  EXPECT_EQ(feed.entries[0], expected);
}

TEST(Entries, KeepTheirOrder) {
  const Feed feed =
      feed_of(with_entries(R"({"id": "z", "playlist": "all"}, {"id": "a", "playlist": "all"})"));
  EXPECT_EQ(feed.entries[0].id.name, "z");
  EXPECT_EQ(feed.entries[1].id.name, "a");
}

TEST(Entries, SayWhenWhereAndHow) {
  const Feed feed = feed_of(entry(R"("priority": 10, "share": 3,
    "screens": {"all": ["bus"], "any": ["route:10", "route:2"], "none": ["maintenance"]},
    "from": "2026-11-01", "until": "2026-12-31", "days": ["mon", "restday"], "rrule": "FREQ=DAILY",
    "except": ["2026-12-25"], "hours": ["07:00-09:00", "22:00-01:00"],
    "near": [{"lat": 24.5, "lon": 109, "radius_m": 300, "datum": "bd09"}, {"stop": "museum"}],
    "align": "clock", "transition": {"kind": "fade", "ms": 400, "colour": "#102A3f"}, "volume": 0.8)"));
  Entry expected;
  expected.id.name = "e";
  expected.playlist = 0;
  expected.priority = 10;
  expected.share = 3;
  expected.screens = {{"bus"}, {"route:10", "route:2"}, {"maintenance"}};
  expected.from = std::chrono::year(2026) / 11 / 1;
  expected.until = std::chrono::year(2026) / 12 / 31;
  expected.days = {DayRule::mon, DayRule::restday};
  expected.rrule = "FREQ=DAILY";
  expected.except = {std::chrono::year(2026) / 12 / 25};
  expected.hours = {{420, 540}, {1320, 60}};
  expected.near = {Circle{24.5, 109, 300, Datum::bd09}, Stop{"museum"}};
  expected.align = Align::clock;
  expected.transition = {TransitionKind::fade, 400ms, 0x102A3F};
  expected.volume = 0.8;
  EXPECT_EQ(feed.entries.at(0), expected);
}

TEST(Entries, TheIdIsTheirsAlone) {
  EXPECT_EQ(faults_of(with_entries(R"({"id": "a", "playlist": "all"}, {"id": "b", "playlist": "all"},
                                      {"id": "a", "playlist": "all"})")),
            "feed.json: /entries/2: the id \"a\" is taken by /entries/0\n");
  EXPECT_EQ(faults_of(with_entries(R"({"playlist": "all"}, {"playlist": "all"})")),
            "feed.json: /entries/0: the field \"id\" is missing\n"
            "feed.json: /entries/1: the field \"id\" is missing\n");
}

TEST(Entries, APlaylistUnlessDark) {
  EXPECT_EQ(feed_of(with_entries(R"({"id": "e", "mode": "dark"})")).entries[0].playlist, std::nullopt);
  EXPECT_EQ(faults_of(entry(R"("mode": "dark")")),
            "feed.json: /entries/0/playlist: a \"dark\" entry shows nothing: leave it out\n");
  EXPECT_EQ(faults_of(with_entries(R"({"id": "e"})")),
            "feed.json: /entries/0: the field \"playlist\" is missing\n");
  EXPECT_EQ(faults_of(with_entries(R"({"id": "e", "playlist": "al"})")),
            "feed.json: /entries/0/playlist: there is no playlist \"al\"; did you mean \"all\"?\n");
}

TEST(Entries, ASpotSaysHowOften) {
  EXPECT_EQ(feed_of(entry(R"("mode": "spot", "per_hour": 4)")).entries[0].per_hour, 4);
  EXPECT_EQ(faults_of(entry(R"("mode": "spot")")),
            "feed.json: /entries/0: the field \"per_hour\" is missing: a \"spot\" says how often it shows\n");
  EXPECT_EQ(faults_of(entry(R"("per_hour": 4)")),
            "feed.json: /entries/0/per_hour: is for entries of mode \"spot\" alone: leave it out\n");
  EXPECT_EQ(faults_of(entry(R"("mode": "spot", "per_hour": 61)")),
            "feed.json: /entries/0/per_hour: 61 is not an integer from 1 to 60\n");
}

TEST(Entries, EveryFieldHasItsRange) {
  EXPECT_EQ(
      faults_of(entry(R"("priority": 1001, "share": 0, "volume": 1.5, "align": 1, "rrule": "",
    "from": "2026-02-30", "except": ["25.12.2026"], "days": ["monday", "mon", "mon"], "hours": "07:00-09:00",
    "screens": {"all": ["bus 10"]})")),
      "feed.json: /entries/0/priority: 1001 is not an integer from -1000 to 1000\n"
      "feed.json: /entries/0/share: 0 is not an integer from 1 to 1000\n"
      "feed.json: /entries/0/volume: 1.5 is not a number from 0 to 1\n"
      "feed.json: /entries/0/align: 1 is not one of \"free\", \"clock\"\n"
      "feed.json: /entries/0/rrule: \"\" is not a text of 1 to 1000 bytes without control characters\n"
      "feed.json: /entries/0/from: \"2026-02-30\" is not a date YYYY-MM-DD\n"
      "feed.json: /entries/0/except/0: \"25.12.2026\" is not a date YYYY-MM-DD\n"
      "feed.json: /entries/0/days/0: \"monday\" is not one of \"mon\", \"tue\", \"wed\", \"thu\", \"fri\", "
      "\"sat\", \"sun\", \"workday\", \"restday\"\n"
      "feed.json: /entries/0/days/2: \"mon\" is there twice\n"
      "feed.json: /entries/0/hours: \"07:00-09:00\" is not an array\n"
      "feed.json: /entries/0/screens/all/0: \"bus 10\" is not a tag of 1 to 200 bytes without spaces and "
      "commas\n");
}

TEST(Entries, BeginBeforeTheyEnd) {
  EXPECT_EQ(faults_of(entry(R"("from": "2026-12-31", "until": "2026-01-01")")),
            "feed.json: /entries/0/until: 2026-01-01 is before \"from\", 2026-12-31\n");
  EXPECT_EQ(faults_of(entry(R"("from": "2026-12-31", "until": "2026-12-31")")), "");
}

TEST(Entries, APlaceIsACircleOrAStop) {
  EXPECT_EQ(
      faults_of(entry(R"("near": [{"lat": 91, "lon": 181, "radius_m": 0}, {"stop": "x", "lat": 1}, {},
                                        {"stop": ""}])")),
      "feed.json: /entries/0/near/0/lat: 91 is not a number from -90 to 90\n"
      "feed.json: /entries/0/near/0/lon: 181 is not a number from -180 to 180\n"
      "feed.json: /entries/0/near/0/radius_m: 0 is not an integer from 1 to 100000\n"
      "feed.json: /entries/0/near/1/lat: a place is a \"stop\" or a circle, not both\n"
      "feed.json: /entries/0/near/2: the field \"lat\" is missing\n"
      "feed.json: /entries/0/near/2: the field \"lon\" is missing\n"
      "feed.json: /entries/0/near/2: the field \"radius_m\" is missing\n"
      "feed.json: /entries/0/near/3/stop: \"\" is not a text of 1 to 200 bytes without control characters\n");
}

TEST(Entries, ACutHasNoLengthAndTheOthersHave) {
  EXPECT_EQ(faults_of(entry(R"("transition": {"kind": "cut"})")), "");
  EXPECT_EQ(faults_of(entry(R"("transition": {"kind": "cut", "ms": 400})")),
            "feed.json: /entries/0/transition/ms: a cut has no length: leave it out\n");
  EXPECT_EQ(faults_of(entry(R"("transition": {"kind": "fade"})")),
            "feed.json: /entries/0/transition: the field \"ms\" is missing\n");
  EXPECT_EQ(faults_of(entry(R"("transition": {"kind": "crossfade", "ms": 10001})")),
            "feed.json: /entries/0/transition/ms: 10001 is not an integer from 20 to 10000\n");
}

TEST(Entries, TenThousandAreAllowedAndOneMoreIsNot) {
  std::string entries = R"({"id": "0", "mode": "dark"})";
  for (std::size_t i = 1; i < kEntriesMax; ++i)
    entries += ",{\"id\": \"" + std::to_string(i) + R"(", "mode": "dark"})";
  EXPECT_EQ(faults_of(with_entries(entries)), "");
  EXPECT_EQ(faults_of(with_entries(entries + R"(,{"id": "x", "mode": "dark"})")),
            "feed.json: /entries: holds 10001; at most 10000 are allowed\n");
}

TEST(Overlays, AreRead) {
  const Feed feed = feed_of(document(R"("entries": [], "overlays": [{"id": "t", "kind": "ticker",
    "text": {"zh-CN": "科普长廊欢迎您"}, "screens": {"all": ["campus"]}}])"));
  ASSERT_EQ(feed.overlays.size(), 1U);
  EXPECT_EQ(feed.overlays[0].id, "t");
  EXPECT_EQ(feed.overlays[0].kind, "ticker");
  EXPECT_EQ(feed.overlays[0].text, (Text{{"zh-CN", "科普长廊欢迎您"}}));
  EXPECT_EQ(feed.overlays[0].screens.all, std::vector<std::string>{"campus"});
}

TEST(Overlays, AreSelectedAsEntriesAre) {
  const std::string selection = R"("screens": {"any": ["bus"]}, "from": "2027-01-01", "until": "2027-02-01",
    "days": ["workday"], "rrule": "FREQ=DAILY;INTERVAL=2", "except": ["2027-01-03"], "hours": ["22:00-01:00"],
    "near": [{"stop": "museum"}])";
  const Feed feed = feed_of(
      document(R"("entries": [{"id": "e", "mode": "dark", )" + selection +
               R"(}], "overlays": [{"id": "t", "kind": "ticker", "text": {"en": "x"}, )" + selection + "}]"));
  ASSERT_EQ(feed.overlays.size(), 1U);
  EXPECT_NE(static_cast<const Selection&>(feed.overlays[0]), Selection{});
  EXPECT_EQ(static_cast<const Selection&>(feed.overlays[0]), static_cast<const Selection&>(feed.entries[0]));
}

TEST(Overlays, NeedIdKindAndText) {
  EXPECT_EQ(
      faults_of(document(R"("entries": [], "overlays": [{}, {"id": "a", "kind": "clock", "text": {"en": "x"}},
    {"id": "a", "kind": "ticker", "text": {}}])")),
      "feed.json: /overlays/0: the field \"id\" is missing\n"
      "feed.json: /overlays/0: the field \"kind\" is missing\n"
      "feed.json: /overlays/0: the field \"text\" is missing\n"
      "feed.json: /overlays/1/kind: \"clock\" is not \"ticker\"\n"
      "feed.json: /overlays/2: the id \"a\" is taken by /overlays/1\n"
      "feed.json: /overlays/2/text: is empty\n");
}

}  // namespace
}  // namespace kepu::config
