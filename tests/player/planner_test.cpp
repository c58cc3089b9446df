#include "player/planner.h"

#include <gtest/gtest.h>

namespace kepu::player {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Wall kNoon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23) + hours(4);  // in Shanghai

config::AssetId id(std::uint8_t n) {
  config::AssetId asset;
  asset.bytes[0] = n;
  return asset;
}

// A loop over videos of ten seconds, named by their numbers.
std::shared_ptr<const config::Feed> feed(std::int64_t version, const std::vector<std::uint8_t>& videos,
                                         const std::string& timezone = "Asia/Shanghai") {
  auto made = std::make_shared<config::Feed>();
  made->name = "test";
  made->epoch = 1;
  made->version = version;
  made->timezone = timezone;
  config::Playlist playlist{"all", config::Order::sequential, {}};
  for (const std::uint8_t n : videos) {
    config::Asset asset;
    asset.name = "video-" + std::to_string(n);
    asset.id = id(n);
    asset.bytes = 1;
    asset.url = asset.name;
    asset.duration = seconds(10);
    playlist.items.emplace_back(
        config::AssetItem{static_cast<std::uint32_t>(made->assets.size()), seconds(10)});
    made->assets.push_back(asset);
  }
  made->playlists = {playlist};
  config::Entry entry;
  entry.id.name = "loop";
  entry.playlist = 0;
  made->entries = {entry};
  return made;
}

std::shared_ptr<const content::Playable> on_disk(const std::vector<config::AssetId>& ids) {
  return std::make_shared<const content::Playable>("/state", ids);
}

std::string first_asset(const Planner& planner) {
  const auto rundown = planner.rundown();
  return rundown ? rundown->assets.at(rundown->slots.at(0).asset).name : "";
}

std::vector<std::string> names(const content::Needs& needs) {
  std::vector<std::string> out;
  for (const config::Asset& asset : needs) out.push_back(asset.name);
  return out;
}

TEST(Planner, TheFirstFeedIsPlayedAtOnceWhateverIsMissing) {
  Planner planner({{"screen"}, {}, ""});
  EXPECT_TRUE(planner.update({feed(1, {1, 2})}, on_disk({}), kNoon));
  EXPECT_EQ(first_asset(planner), "video-1");
  EXPECT_EQ(names(planner.needs()).size(), 2U);
}

TEST(Planner, ANewFeedDoesNotWaitForWhatWillNeverBePlayable) {
  Planner planner({{"screen"}, {}, ""});
  const auto old = feed(1, {1});
  const auto disk = on_disk({id(1), id(2)});
  planner.update({old}, disk, kNoon);
  EXPECT_TRUE(planner.update({feed(2, {2, 3}), old}, disk, kNoon));
  EXPECT_EQ(first_asset(planner), "video-1");
  planner.give_up({id(3)});
  EXPECT_TRUE(planner.update({feed(3, {2, 3}), old}, disk, kNoon));
  EXPECT_EQ(first_asset(planner), "video-2");
}

TEST(Planner, WhatWasGivenUpIsNothingToPlay) {
  Planner planner({{"screen"}, {}, ""});
  const auto old = feed(1, {1});
  planner.update({old}, on_disk({}), kNoon);
  planner.give_up({id(1)});
  EXPECT_TRUE(planner.update({feed(2, {2}), old}, on_disk({}), kNoon));
  EXPECT_EQ(first_asset(planner), "video-2");
}

TEST(Planner, WhenNothingHasChangedNothingIsDone) {
  Planner planner({{"screen"}, {}, ""});
  const auto one = feed(1, {1});
  const auto playable = on_disk({});
  EXPECT_TRUE(planner.update({one}, playable, kNoon));
  EXPECT_FALSE(planner.update({one}, playable, kNoon + minutes(5)));
  EXPECT_TRUE(planner.update({one}, on_disk({id(1)}), kNoon + minutes(5)));
}

TEST(Planner, ANewFeedTakesOverWhenItsNextTenMinutesAreOnDisk) {
  Planner planner({{"screen"}, {}, ""});
  const auto old_feed = feed(1, {1});
  const auto new_feed = feed(2, {2, 3});
  planner.update({old_feed}, on_disk({id(1)}), kNoon);
  planner.update({new_feed, old_feed}, on_disk({id(1)}), kNoon);
  EXPECT_EQ(first_asset(planner), "video-1");
  planner.update({new_feed, old_feed}, on_disk({id(1), id(2)}), kNoon);
  EXPECT_EQ(first_asset(planner), "video-1");
  planner.update({new_feed, old_feed}, on_disk({id(1), id(2), id(3)}), kNoon);
  EXPECT_EQ(first_asset(planner), "video-2");
}

TEST(Planner, ANewFeedTakesOverAtOnceWhenNothingOfTheOldOneIsLeftToPlay) {
  Planner planner({{"screen"}, {}, ""});
  planner.update({feed(1, {1})}, on_disk({}), kNoon);
  planner.update({feed(2, {2}), feed(1, {1})}, on_disk({}), kNoon);
  EXPECT_EQ(first_asset(planner), "video-2");
}

TEST(Planner, ANewFeedTakesOverAfterADayWhateverIsMissing) {
  Planner planner({{"screen"}, {}, ""});
  const auto old_feed = feed(1, {1});
  const auto new_feed = feed(2, {2});
  planner.update({old_feed}, on_disk({id(1)}), kNoon);
  const auto playable = on_disk({id(1)});
  planner.update({new_feed, old_feed}, playable, kNoon);
  planner.update({new_feed, old_feed}, playable, kNoon + hours(23));
  EXPECT_EQ(first_asset(planner), "video-1");
  planner.update({new_feed, old_feed}, playable, kNoon + hours(24));
  EXPECT_EQ(first_asset(planner), "video-2");
}

TEST(Planner, AfterARestartTheOlderFeedPlaysUntilTheNewestIsComplete) {
  Planner planner({{"screen"}, {}, ""});
  planner.update({feed(2, {2}), feed(1, {1})}, on_disk({id(1)}), kNoon);
  EXPECT_EQ(first_asset(planner), "video-1");
  EXPECT_EQ(names(planner.needs()), (std::vector<std::string>{"video-2", "video-1"}));
}

TEST(Planner, NeedsComeInTheOrderOfTheirFirstSlotFromNowOn) {
  Planner planner({{"screen"}, {}, ""});
  planner.update({feed(1, {1, 2, 3})}, on_disk({}), kNoon + seconds(12));
  EXPECT_EQ(names(planner.needs()), (std::vector<std::string>{"video-2", "video-3", "video-1"}));
}

// With an hour of takeover by the last video, from `hour` o'clock in Shanghai.
std::shared_ptr<const config::Feed> with_takeover(std::int64_t version,
                                                  const std::vector<std::uint8_t>& videos, int hour) {
  auto made = std::make_shared<config::Feed>(*feed(version, videos));
  made->playlists.push_back({"typhoon", config::Order::sequential, {made->playlists[0].items.back()}});
  made->playlists[0].items.pop_back();
  config::Entry entry;
  entry.id.name = "typhoon";
  entry.mode = config::Mode::takeover;
  entry.playlist = 1;
  entry.hours = {{hour * 60, hour * 60 + 60}};
  made->entries.push_back(entry);
  return made;
}

TEST(Planner, ATakeoverOfANewFeedDoesNotWaitForWhatItsLoopsLack) {
  Planner planner({{"screen"}, {}, ""});
  const auto old = feed(1, {1});
  const auto disk = on_disk({id(1)});
  planner.update({old}, disk, kNoon);
  const auto newest = with_takeover(2, {2, 3}, 13);
  EXPECT_TRUE(planner.update({newest, old}, disk, kNoon));
  EXPECT_EQ(first_asset(planner), "video-1");
  planner.update({newest, old}, disk, kNoon + minutes(59) + seconds(30));
  EXPECT_EQ(planner.next_change(), kNoon + hours(1));
  EXPECT_TRUE(planner.update({newest, old}, disk, kNoon + hours(1)));
  EXPECT_EQ(first_asset(planner), "video-2");
}

TEST(Planner, WhatATakeoverNeedsComesFirst) {
  Planner planner({{"screen"}, {}, ""});
  planner.update({with_takeover(1, {1, 2, 3}, 20)}, on_disk({}), kNoon);
  EXPECT_EQ(names(planner.needs()), (std::vector<std::string>{"video-3", "video-1", "video-2"}));
}

TEST(Planner, TomorrowIsPlannedTooAndCompiledAnewWhenItComes) {
  Planner planner({{"screen"}, {}, ""});
  const auto one = feed(1, {1});
  const auto playable = on_disk({id(1)});
  planner.update({one}, playable, kNoon);
  EXPECT_EQ(planner.rundown()->end - planner.rundown()->start, hours(48));
  EXPECT_EQ(planner.next_change(), planner.rundown()->start + hours(24));
  EXPECT_TRUE(planner.update({one}, playable, planner.next_change()));
  EXPECT_EQ(planner.rundown()->start, kNoon - hours(8) + hours(24));
}

TEST(Planner, ARecallRulesAtOnceEvenWhileTheOlderFeedPlays) {
  Planner planner({{"screen"}, {}, ""});
  const auto old_feed = feed(1, {1, 2});
  planner.update({old_feed}, on_disk({id(1), id(2)}), kNoon);
  EXPECT_TRUE(planner.permitted()->contains(id(1)));
  auto recalling = std::make_shared<config::Feed>(*feed(2, {2, 3}));
  recalling->recalled = {id(1)};
  planner.update({recalling, old_feed}, on_disk({id(1), id(2)}), kNoon);
  EXPECT_EQ(first_asset(planner), "video-1");  // the old feed is still on air, but
  EXPECT_FALSE(planner.permitted()->contains(id(1)));
  EXPECT_TRUE(planner.permitted()->contains(id(2)));
  for (const config::Asset& need : planner.needs()) EXPECT_NE(need.id, id(1));  // nor is it fetched
}

TEST(Planner, WhatIsToBeShownWithinTheHourIsUrgent) {
  Planner planner({{"screen"}, {}, ""});
  planner.update({feed(1, {1, 2})}, on_disk({}), kNoon);
  EXPECT_EQ(planner.wanted().urgent, 2U);
  auto later = std::make_shared<config::Feed>(*feed(2, {1, 2}));
  later->entries[0].hours = {{22 * 60, 23 * 60}};
  planner.update({later}, on_disk({}), kNoon);
  EXPECT_EQ(planner.wanted().urgent, 0U);
  EXPECT_EQ(planner.wanted().needs.size(), 2U);
}

TEST(Planner, WhatNobodyVouchesForAnyMoreGoesOffAir) {
  Planner planner({{"screen"}, {}, ""});
  const auto disk = on_disk({id(1)});
  planner.update({feed(1, {1})}, disk, kNoon);
  ASSERT_TRUE(planner.rundown());
  EXPECT_TRUE(planner.update({}, disk, kNoon + seconds(1)));
  EXPECT_FALSE(planner.rundown());
  EXPECT_FALSE(planner.update({}, disk, kNoon + seconds(2)));
  EXPECT_TRUE(planner.update({feed(2, {1})}, disk, kNoon + seconds(3)));
  EXPECT_EQ(first_asset(planner), "video-1");
}

TEST(Planner, AFeedThatCannotBeScheduledIsPassedOver) {
  Planner planner({{"screen"}, {}, ""});
  planner.update({feed(1, {1})}, on_disk({id(1)}), kNoon);
  planner.update({feed(2, {2}, "Mars/Olympus"), feed(1, {1})}, on_disk({id(1), id(2)}), kNoon);
  EXPECT_EQ(first_asset(planner), "video-1");
}

TEST(PlannerWithoutAClock, ShowsLoopsWhateverTheirHoursUntilTheClockIsSet) {
  auto made = std::make_shared<config::Feed>(*feed(1, {1}));
  made->issued = kNoon - hours(24);
  made->entries[0].hours = {{20 * 60, 21 * 60}};
  const std::vector<std::shared_ptr<const config::Feed>> feeds{made};
  const auto disk = on_disk({id(1)});
  Planner planner({{"bus-17"}, {}, ""});
  planner.update(feeds, disk, Wall{} + hours(5));  // 1970
  ASSERT_TRUE(planner.rundown());
  EXPECT_EQ(planner.rundown()->slots.front().shows, scheduler::Shows::asset);
  EXPECT_LE(planner.next_change(), Wall{} + hours(5) + seconds(10));
  EXPECT_TRUE(planner.update(feeds, disk, kNoon));  // it is noon: nothing is on until the evening
  EXPECT_EQ(planner.rundown()->slots.front().shows, scheduler::Shows::card);
}

constexpr config::Position kSchool{24.3, 109.4};

config::Place north(double metres) {
  return {config::Position{kSchool.lat + metres / 111'195, kSchool.lon}, ""};
}

// Video 1 plays everywhere, `near` instead of it within 300 m of the school.
std::shared_ptr<const config::Feed> with_school(std::int64_t version, std::uint8_t near) {
  auto made = std::make_shared<config::Feed>(*feed(version, {1, near}));
  made->playlists.push_back({"school", config::Order::sequential, {made->playlists[0].items[1]}});
  made->playlists[0].items.pop_back();
  config::Entry school;
  school.id.name = "school";
  school.playlist = 1;
  school.priority = 1;
  school.near.emplace_back(config::Circle{kSchool.lat, kSchool.lon, 300, config::Datum::wgs84});
  made->entries.push_back(school);
  return made;
}

TEST(PlannerOnTheWay, PlansAnewWhereThePlaceMakesADifferenceAlone) {
  Planner planner({{"bus-17"}, {}, ""}, north(1000));
  const std::vector<std::shared_ptr<const config::Feed>> feeds{with_school(1, 2)};
  const auto disk = on_disk({id(1), id(2)});
  planner.update(feeds, disk, kNoon);
  EXPECT_EQ(first_asset(planner), "video-1");
  planner.set_place(north(400));
  EXPECT_FALSE(planner.update(feeds, disk, kNoon + seconds(10)));
  planner.set_place(north(290));
  EXPECT_TRUE(planner.update(feeds, disk, kNoon + seconds(20)));
  EXPECT_EQ(first_asset(planner), "video-2");
  planner.set_place(north(320));  // it trembles about the edge
  EXPECT_FALSE(planner.update(feeds, disk, kNoon + seconds(30)));
  planner.set_place({});
  EXPECT_TRUE(planner.update(feeds, disk, kNoon + seconds(40)));
  EXPECT_EQ(first_asset(planner), "video-1");
}

TEST(PlannerOnTheWay, WhatIsNeededElsewhereIsFetchedBeforeItGetsThere) {
  Planner planner({{"bus-17"}, {}, ""});
  planner.update({with_school(1, 2)}, on_disk({}), kNoon);
  EXPECT_EQ(names(planner.needs()), (std::vector<std::string>{"video-1", "video-2"}));
}

TEST(PlannerOnTheWay, ANewFeedMovesNobody) {
  Planner planner({{"bus-17"}, {}, ""}, north(0));
  const auto disk = on_disk({id(1), id(2), id(3)});
  planner.update({with_school(1, 2)}, disk, kNoon);
  planner.set_place(north(320));
  planner.update({with_school(1, 2)}, disk, kNoon + seconds(10));
  planner.update({with_school(2, 3), with_school(1, 2)}, disk, kNoon + seconds(20));
  EXPECT_EQ(first_asset(planner), "video-3");
}

// The feed on air and the one that waits for its media both go along.
TEST(PlannerOnTheWay, TheFeedOnAirFollowsWhileANewerOneWaits) {
  Planner planner({{"bus-17"}, {}, ""}, north(1000));
  const auto old_feed = with_school(1, 2);
  const auto new_feed = std::make_shared<config::Feed>(*feed(2, {4}));
  const auto disk = on_disk({id(1), id(2)});
  planner.update({old_feed}, disk, kNoon);
  planner.update({new_feed, old_feed}, disk, kNoon + seconds(10));
  planner.set_place(north(0));
  EXPECT_TRUE(planner.update({new_feed, old_feed}, disk, kNoon + seconds(20)));
  EXPECT_EQ(first_asset(planner), "video-2");
}

}  // namespace
}  // namespace kepu::player
