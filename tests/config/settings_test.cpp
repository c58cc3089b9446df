#include "config/settings.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace kepu::config {
namespace {

// All faults of a settings file, as a user sees them.
std::string faults_of(std::string_view text) {
  const SettingsReading reading = read_settings(text);
  EXPECT_NE(reading.settings.has_value(), !reading.faults.empty());
  return describe("player.json", reading.faults);
}

TEST(Settings, TheScreenAloneIsRequired) {
  const SettingsReading reading = read_settings(R"({"screen": "bus-0457"})");
  ASSERT_TRUE(reading.settings);
  Settings expected;
  expected.screen.id.name = "bus-0457";
  EXPECT_EQ(*reading.settings, expected);
  EXPECT_EQ(faults_of("{}"), "player.json: the field \"screen\" is missing\n");
}

TEST(Settings, EverythingCanBeSet) {
  const SettingsReading reading = read_settings(R"({
    // The screen over the driver.
    "screen": "bus-0457", "tags": ["bus", "route:10"], "feed_url": "https://kepu.example/feed.json",
    "feed": "liuzhou", "timezone": "Asia/Urumqi", "poll_s": 300, "state_dir": "/data/kepu", "display": 1,
    "windowed": true, "fit": "cover", "rotate": 90, "offset_ms": -40, "renderer": "gpu", "decoders": "vaapi,software",
    "language": "ug", "place": {"lat": 24.326, "lon": 109.412, "stop": "museum"},
    "wall": {"canvas": [3840, 1080], "view": [1920, 0, 1920, 1080], "bezel": 12},
    "sound": false, "volume": 0.5, /* half */
    "quiet_hours": ["22:00-06:30", "12:00-14:00"], "duck_db": -12.5, "sound_delay_ms": -80,
    "control_socket": "/tmp/control", "asset_bytes_max": 1073741824, "store_bytes_max": 8589934592,
    "meter": [{"interface": "wwan*", "hours": ["23:00-06:00"], "kbit_s": 500, "asset_bytes_max": 20000000, "only": "urgent"}],
    "mirrors": ["http://depot.lan/site/feed.json"] })");
  EXPECT_EQ(describe("", reading.faults), "");
  ASSERT_TRUE(reading.settings);
  Settings expected;
  expected.screen = {{"bus-0457"}, {"bus", "route:10"}, "Asia/Urumqi"};
  expected.feed_url = "https://kepu.example/feed.json";
  expected.feed = "liuzhou";
  expected.poll = std::chrono::seconds(300);
  expected.language = "ug";
  expected.state_dir = "/data/kepu";
  expected.display = 1;
  expected.windowed = true;
  expected.fit = Fit::cover;
  expected.rotate = 90;
  expected.offset = milliseconds(-40);
  expected.renderer = Renderer::gpu;
  expected.decoders = "vaapi,software";
  expected.place = {Position{24.326, 109.412}, "museum"};
  expected.wall = WallPart{3840, 1080, 1920, 0, 1920, 1080, 12};
  expected.sound = false;
  expected.volume = 0.5;
  expected.quiet_hours = {{22 * 60, 6 * 60 + 30}, {12 * 60, 14 * 60}};
  expected.duck_db = -12.5;
  expected.sound_delay = std::chrono::milliseconds(-80);
  expected.control_socket = "/tmp/control";
  expected.asset_bytes_max = 1073741824;
  expected.store_bytes_max = 8589934592;
  expected.meter = {{"wwan*", {{23 * 60, 6 * 60}}, 500, 20'000'000, true}};
  expected.mirrors = {"http://depot.lan/site/feed.json"};
  EXPECT_EQ(*reading.settings, expected);
}

TEST(Settings, AllFaultsAreToldAtOnceInTheOrderOfTheFile) {
  EXPECT_EQ(faults_of(R"({"volume": 11, "screen": "bus 1", "fed_url": "x", "rotate": 45, "fit": "fill",
                          "poll_s": 18446744073709551616, "feed_url": "kepu.example", "state_dir": "kepu",
                          "timezone": "+08:00", "tags": ["a,b"], "display": 1e300, "language": "zh_CN"})"),
            "player.json: /volume: 11 is not a number from 0 to 1\n"
            "player.json: /screen: \"bus 1\" is not a tag of 1 to 200 bytes without spaces and commas\n"
            "player.json: /fed_url: unknown field \"fed_url\"; did you mean \"feed_url\"?\n"
            "player.json: /rotate: 45 is not one of 0, 90, 180, 270\n"
            "player.json: /fit: \"fill\" is not one of \"contain\", \"cover\", \"stretch\"\n"
            "player.json: /poll_s: 18446744073709551616 is not an integer from 1 to 86400\n"
            "player.json: /feed_url: \"kepu.example\" is not a URL that begins with http:// or https://\n"
            "player.json: /state_dir: \"kepu\" is not an absolute path\n"
            "player.json: /timezone: \"+08:00\" is not the name of a time zone like Asia/Shanghai\n"
            "player.json: /tags/0: \"a,b\" is not a tag of 1 to 200 bytes without spaces and commas\n"
            "player.json: /display: 1e+300 is not an integer from 0 to 15\n"
            "player.json: /language: \"zh_CN\" is not a language tag like zh-CN\n");
}

TEST(Settings, APartOfAWallLiesOnItsCanvas) {
  const auto wall = [](const std::string& text) {
    return faults_of(R"({"screen": "a", "wall": )" + text + "}");
  };
  EXPECT_EQ(wall(R"({"canvas": [100, 100], "view": [0, 0, 100, 100]})"), "");
  EXPECT_EQ(wall(R"({"canvas": [100, 100], "view": [1, 0, 100, 100]})"),
            "player.json: /wall/view: reaches beyond the canvas\n");
  EXPECT_EQ(wall(R"({"canvas": [100, 100], "view": [0, 0, 100, 100], "bezel": 50})"),
            "player.json: /wall/bezel: leaves nothing of the view\n");
  EXPECT_EQ(wall(R"({"canvas": [100], "view": [0, -1, 0, 1]})"),
            "player.json: /wall/canvas: holds 1; at least 2 are needed\n"
            "player.json: /wall/view/1: -1 is not an integer from 0 to 1000000\n"
            "player.json: /wall/view/2: 0 is not an integer from 1 to 1000000\n");
  EXPECT_EQ(wall("{}"),
            "player.json: /wall: the field \"canvas\" is missing\n"
            "player.json: /wall: the field \"view\" is missing\n");
}

TEST(Settings, FaultsOfTheSoundAreToldWithTheirPlace) {
  EXPECT_EQ(faults_of(R"({"screen": "a", "quiet_hours": ["22:00-25:00", "7:00-8:00"], "duck_db": 3,
                          "sound_delay_ms": 501})"),
            "player.json: /quiet_hours/0: \"22:00-25:00\" is not a time range HH:MM-HH:MM\n"
            "player.json: /quiet_hours/1: \"7:00-8:00\" is not a time range HH:MM-HH:MM\n"
            "player.json: /duck_db: 3 is not a number from -60 to 0\n"
            "player.json: /sound_delay_ms: 501 is not an integer from -500 to 500\n");
}

TEST(Settings, WhatIsNoObjectIsSaidSo) {
  EXPECT_EQ(faults_of("[]"), "player.json: an array is not an object\n");
  EXPECT_EQ(faults_of(""),
            "player.json: line 1, column 1: syntax error while parsing value - unexpected end of input; "
            "expected '[', "
            "'{', or a literal\n");
}

TEST(Settings, AKeyThatIsThereTwiceIsRefused) {
  EXPECT_EQ(faults_of(R"({"screen": "a", "screen": "b"})"),
            "player.json: has the field \"screen\" more than once\n");
}

TEST(Settings, MoreThanAMebibyteIsRefused) {
  EXPECT_EQ(faults_of(std::string((1U << 20U) + 1, ' ')),
            "player.json: is 1048577 bytes long; at most 1048576 are allowed\n");
}

TEST(Settings, AnEndlessCommentIsRefused) {
  EXPECT_EQ(
      faults_of(R"({"screen": "a"} /* )"),
      "player.json: line 1, column 20: syntax error while parsing value - invalid comment; missing closing "
      "'*/'\n");
}

TEST(Settings, GpsdIsAnAddressAndAPort) {
  const auto gpsd = [](const std::string& at) {
    const auto reading = read_settings(R"({"screen": "bus-17", "gpsd": ")" + at + "\"}");
    return reading.settings ? reading.settings->gpsd : std::nullopt;
  };
  EXPECT_EQ(gpsd("localhost:2947"), (Endpoint{"127.0.0.1", 2947}));
  EXPECT_EQ(gpsd("192.168.1.1:2948"), (Endpoint{"192.168.1.1", 2948}));
  EXPECT_EQ(gpsd("[fe80::1]:2947"), (Endpoint{"fe80::1", 2947}));
  for (const char* wrong : {"localhost", "localhost:", "localhost:0", "localhost:65536", "router:2947",
                            "::1:2947", "[127.0.0.1]:2947", "1.2.3:2947", ":2947", "[]:2947"})
    EXPECT_FALSE(gpsd(wrong)) << wrong;
}

TEST(Settings, SayHowServersAreReached) {
  const auto reading =
      read_settings(R"({"screen": "a", "tls_ca": "/ca.pem", "tls_cert": "/a.pem", "tls_key": "/a.key",
                                         "proxy": "socks5h://10.0.0.1:1080"})");
  ASSERT_TRUE(reading.settings);
  EXPECT_EQ(reading.settings->connection,
            (Connection{"/ca.pem", "/a.pem", "/a.key", "socks5h://10.0.0.1:1080"}));
  const auto half = read_settings(R"({"screen": "a", "tls_key": "/a.key"})");
  ASSERT_EQ(half.faults.size(), 1U);
  EXPECT_EQ(half.faults[0].pointer, "/tls_key");
}

TEST(Settings, ABeaconNeedsARootThatNamesItsKey) {
  const std::string beacon = R"("screen": "a", "beacon": "https://headend.example/beacon")";
  const auto reading = read_settings("{" + beacon + R"(, "root_file": "/etc/kepu/root.json"})");
  ASSERT_TRUE(reading.settings);
  EXPECT_EQ(reading.settings->beacon_url, "https://headend.example/beacon");
  EXPECT_EQ(faults_of("{" + beacon + "}"),
            "player.json: /beacon: needs \"root\" or \"root_file\": nobody could tell whose word it is\n");
}

TEST(Settings, HintsComeFromABroker) {
  const auto reading = read_settings(R"({"screen": "a", "broker": "mqtts://bus:x@mqtt.example"})");
  ASSERT_TRUE(reading.settings);
  EXPECT_EQ(reading.settings->broker, (Broker{true, "bus", "x", "mqtt.example", 8883}));
  const auto wrong = read_settings(R"({"screen": "a", "broker": "mqtt.example"})");
  ASSERT_EQ(wrong.faults.size(), 1U);
  EXPECT_EQ(wrong.faults[0].pointer, "/broker");
  EXPECT_NE(wrong.faults[0].message.find("mqtts://user:password@host:8883"), std::string::npos);
}

TEST(Settings, ARootIsPinnedByItsVersionAndHash) {
  const auto reading =
      read_settings(R"({"screen": "a", "root": {"version": 3, "sha256": ")" + std::string(64, 'a') + "\"}}");
  ASSERT_TRUE(reading.settings);
  ASSERT_TRUE(reading.settings->root);
  EXPECT_EQ(reading.settings->root->version, 3);
  EXPECT_EQ(reading.settings->root->sha256.hex(), std::string(64, 'a'));
}

TEST(Settings, AScreenStandsForGoodOrMoves) {
  const auto reading =
      read_settings(R"({"screen": "a", "gpsd": "localhost:2947", "place": {"stop": "museum"}})");
  ASSERT_EQ(reading.faults.size(), 1U);
  EXPECT_EQ(reading.faults[0].pointer, "/gpsd");
}

}  // namespace
}  // namespace kepu::config
