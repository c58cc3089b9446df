#include "headend/rundown_page.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "headend/page_files.h"

namespace kepu::headend {
namespace {

using namespace std::chrono_literals;
using scheduler::Rule;
using scheduler::Shows;

constexpr config::Date kDay = 2026y / 11 / 23;
constexpr Wall kFour = std::chrono::sys_days(2026y / 11 / 22) + 20h;  // 04:00 in Shanghai
constexpr const char* kHostile = "<img src=x onerror=alert(1)>\"'</script><script>";

config::Entry entry(const char* id, config::Mode mode) {
  config::Entry e;
  e.id.name = id;
  e.mode = mode;
  return e;
}

// From 04:00 on clips of ten minutes until 08:05, a takeover until 08:30, then the card.
struct World {
  config::Feed feed;
  config::Screen screen{{"bus-17"}, {"bus"}, ""};
  scheduler::Rundown rundown;

  World() {
    feed.name = "liuzhou";
    feed.entries = {entry("am", config::Mode::loop), entry("typhoon", config::Mode::takeover)};
    config::Asset mars;
    mars.name = "mars";
    mars.title = {{"zh-CN", "火星"}, {"en", "Mars"}};
    feed.assets = {mars};
    rundown.start = kFour;
    rundown.end = kFour + 24h;
    rundown.assets = {{"mars", {}}};
    rundown.entries = {"am", "typhoon"};
    rundown.weights = {{}, {900}};
    rundown.segments = {{kFour, kFour + 245min, 0, Shows::asset},
                        {kFour + 245min, kFour + 270min, 900, Shows::asset, 1},
                        {kFour + 270min, kFour + 24h}};
    rundown.verdicts = {{kFour, 0, Rule::plays},
                        {kFour + 245min, 0, Rule::hours},
                        {kFour, 1, Rule::hours},
                        {kFour + 245min, 1, Rule::takeover},
                        {kFour + 270min, 1, Rule::hours}};
    for (auto at = 0min; at < 245min; at += 10min)
      rundown.slots.push_back(
          {kFour + at, kFour + std::min<std::chrono::minutes>(at + 10min, 245min), 0, 0, 0});
    rundown.slots.push_back({kFour + 245min, kFour + 270min, 0, 1, 1});
    rundown.slots.push_back(
        {kFour + 270min, kFour + 24h, scheduler::kNone, scheduler::kNone, 2, Shows::card});
  }

  Timetable timetable() const {
    return {feed,          screen,     kDay, rundown, *LocalClock::in("Asia/Shanghai"), "Asia/Shanghai",
            rundown.start, rundown.end};
  }
  std::string page() const { return rundown_page({timetable()}); }
};

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

struct Cell {
  double x = 0, width = 0;
};

// The cells of each row of an hour.
std::vector<std::vector<Cell>> rows(const std::string& page) {
  static const std::regex kCell(R"re(<rect class="[^"]*" x="([0-9.]+)" width="([0-9.]+)")re");
  const std::string_view begin = "<div class=\"hour\"><span>";
  std::vector<std::vector<Cell>> all;
  for (auto at = page.find(begin); at != std::string::npos; at = page.find(begin, at + 1)) {
    if (page[at + begin.size()] == '<') continue;  // the axis
    const std::string row = page.substr(at, page.find("</svg>", at) - at);
    all.emplace_back();
    for (std::sregex_iterator cell(row.begin(), row.end(), kCell), end; cell != end; ++cell)
      all.back().push_back({std::stod((*cell)[1]), std::stod((*cell)[2])});
  }
  return all;
}

TEST(RundownPage, CoversEveryHourOfTheDayWithoutAGap) {
  const auto all = rows(World().page());
  ASSERT_EQ(all.size(), 24u);
  for (const auto& row : all) {
    double at = 0;
    for (const Cell& cell : row) {
      EXPECT_DOUBLE_EQ(cell.x, at);
      at = cell.x + cell.width;
    }
    EXPECT_DOUBLE_EQ(at, 3600);
  }
}

TEST(RundownPage, HasARowMoreWhereTheClocksGoBack) {
  config::Feed feed;
  feed.timezone = "Europe/Berlin";
  const config::Date eve = 2026y / 10 / 24;
  const config::Screen screen{{"bus-17"}, {}, ""};
  const auto rundown = *scheduler::compile(feed, screen, {eve}, {});
  const std::string page = rundown_page({{feed, screen, eve, rundown, *LocalClock::in("Europe/Berlin"),
                                          "Europe/Berlin", rundown.start, rundown.end}});
  EXPECT_EQ(rows(page).size(), 25u);
  EXPECT_EQ(count(page, "<div class=\"hour\"><span>02:00</span>"), 2u);
}

TEST(RundownPage, SaysOfAnItemWhatWhenAndWhy) {
  const std::string page = World().page();
  EXPECT_NE(page.find("<title>mars \u00b7 火星\n04:10:00 \u2013 04:20:00  (10:00)\nentry am</title>"),
            std::string::npos);
  EXPECT_NE(page.find("<li><b>08:05:00 \u2013 08:30:00</b><span>typhoon: takes over (priority 900)</span>"),
            std::string::npos);
  EXPECT_EQ(count(page, "<rect class=\"tk"), 2u);  // in the overview, and in the row of 08:00
}

TEST(RundownPage, ShowsWhenAnOverlayLiesOverTheItems) {
  World world;
  world.rundown.overlays = {{"ticker", {{"zh-CN", "开放日"}}}, {"idle", {{"zh-CN", "无"}}}};
  world.rundown.overlaid = {{kFour + 60min, kFour + 90min, 0}, {kFour + 120min, kFour + 150min, 0}};
  const std::string page = world.page();
  EXPECT_NE(page.find("<title>ticker\n&quot;开放日&quot;\n05:00:00 – 05:30:00</title>"), std::string::npos);
  EXPECT_NE(page.find("4.2 %"), std::string::npos);  // an hour of 24
  EXPECT_EQ(page.find("idle"), std::string::npos);
}

TEST(RundownPage, SumsAirtimeByEntryAndByAsset) {
  const std::string page = World().page();
  EXPECT_NE(page.find("4:05:00 <small>17.0 % \u00b7 25\u00d7</small>"), std::string::npos);  // the entry am
  EXPECT_NE(page.find("4:30:00 <small>18.8 % \u00b7 26\u00d7</small>"), std::string::npos);  // the asset mars
  EXPECT_LT(page.find("19:30:00 <small>"), page.find("4:05:00 <small>"));                    // longest first
}

TEST(RundownPage, OfAFewHoursShowsThoseAlone) {
  const World world;
  Timetable t = world.timetable();
  t.from = kFour + 30min;
  t.to = kFour + 90min;
  const auto all = rows(rundown_page({t}));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_DOUBLE_EQ(all[0].front().x, 1800);
  EXPECT_DOUBLE_EQ(all[1].back().x + all[1].back().width, 1800);
}

TEST(RundownPage, ShowsWhatAFeedSaysAsText) {
  World world;
  for (std::string* name :
       {&world.feed.name, &world.feed.assets[0].title["zh-CN"], &world.rundown.assets[0].name,
        &world.rundown.entries[0], &world.screen.id.name, &world.screen.tags[0]})
    *name = kHostile;
  world.feed.assets[0].name = kHostile;
  const std::string page = world.page();
  EXPECT_EQ(count(page, "<img"), 0u);
  EXPECT_EQ(count(page, "<script>"), 1u);
  EXPECT_EQ(count(page, "</script>"), 1u);
  EXPECT_GT(count(page, "&lt;img src=x onerror=alert(1)&gt;"), 20u);
}

TEST(RundownPage, LoadsNothingAndRunsNoOtherScript) {
  const std::string page = World().page();
  EXPECT_NE(page.find("content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"),
            std::string::npos);
  for (const char* loads : {"http://", "https://", "<link", "@import", "url(", "src="})
    EXPECT_EQ(count(page, loads), 0u) << loads;
  EXPECT_NE(page.find(std::string(kPageScript)), std::string::npos);
}

TEST(RundownPage, StaysSmallWithADayOfTenSecondItems) {
  World world;
  world.rundown.slots.clear();
  for (auto at = 0s; at < 24h; at += 10s)
    world.rundown.slots.push_back({kFour + at, kFour + at + 10s, 0, 0, 0});
  world.rundown.segments = {{kFour, kFour + 24h, 0, Shows::asset}};
  EXPECT_LT(world.page().size(), 2'000'000u);
}

TEST(RundownPage, NamesTheFirstScreensOfMany) {
  const World world;
  Timetable t = world.timetable();
  t.screens = {"bus-1", "bus-2", "bus-3", "bus-4"};
  EXPECT_NE(rundown_page({t}).find("bus-1, bus-2, bus-3 and 1 more"), std::string::npos);
}

TEST(EntryColours, DifferWhileThereAreEnoughAndDoNotDependOnTheOrder) {
  const auto colours = entry_colours({"a", "b", "c", "d"}, 4);
  std::vector<std::size_t> taken;
  for (const auto& [id, colour] : colours) taken.push_back(colour);
  std::sort(taken.begin(), taken.end());
  EXPECT_EQ(taken, (std::vector<std::size_t>{0, 1, 2, 3}));
  EXPECT_EQ(entry_colours({"d", "c", "b", "a"}, 4), colours);
  EXPECT_EQ(entry_colours({"a", "b", "c", "d", "e"}, 4).size(), 5u);
}

}  // namespace
}  // namespace kepu::headend
