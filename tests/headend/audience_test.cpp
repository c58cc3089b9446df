#include "headend/audience.h"

#include <gtest/gtest.h>

#include <array>

namespace kepu::headend {
namespace {

config::Entry entry(const char* id, config::TagRule screens, std::vector<config::Near> near = {}) {
  config::Entry e;
  e.id.name = id;
  e.screens = std::move(screens);
  e.near = std::move(near);
  return e;
}

config::Feed feed(std::vector<config::Entry> entries) {
  config::Feed f;
  f.timezone = "Asia/Shanghai";
  f.entries = std::move(entries);
  return f;
}

FleetScreen seat(const char* id, std::vector<std::string> tags, const char* zone = "",
                 const char* stop = "") {
  return {{{id}, std::move(tags), zone}, {std::nullopt, stop}, ""};
}

using Screens = std::vector<std::string>;

std::vector<Screens> grouped(const std::vector<const config::Feed*>& feeds, const Fleet& seats) {
  std::vector<Screens> all;
  for (const Audience& audience : audiences(feeds, seats)) all.push_back(audience.ids());
  return all;
}

TEST(Audiences, AreTheScreensThatTheSameEntriesConcern) {
  const config::Feed f = feed({entry("buses", {{"bus"}, {}, {}}), entry("all", {})});
  EXPECT_EQ(grouped({&f}, {seat("b1", {"bus"}), seat("hall", {"campus"}), seat("b2", {"bus", "route:10"})}),
            (std::vector<Screens>{{"b1", "b2"}, {"hall"}}));
}

TEST(Audiences, DifferByPlaceAndTimeZoneButNotByTheFeedsOwnZone) {
  const config::Feed f = feed({entry("museum", {}, {config::Stop{"museum"}})});
  EXPECT_EQ(grouped({&f}, {seat("a", {}), seat("b", {}, "", "museum"), seat("c", {}, "Europe/Berlin"),
                           seat("d", {}, "Asia/Shanghai")}),
            (std::vector<Screens>{{"a", "d"}, {"b"}, {"c"}}));
}

TEST(Audiences, DifferByTheOverlaysThatConcernThem) {
  config::Feed f = feed({entry("all", {})});
  f.overlays.emplace_back();
  f.overlays.back().screens.any = {"bus"};
  EXPECT_EQ(grouped({&f}, {seat("a", {"bus"}), seat("b", {})}), (std::vector<Screens>{{"a"}, {"b"}}));
}

TEST(Audiences, OfTwoFeedsAreAlikeInBoth) {
  const config::Feed old_feed = feed({entry("all", {})});
  const config::Feed new_feed = feed({entry("ten", {{"route:10"}, {}, {}})});
  const Fleet seats{seat("a", {"route:10"}), seat("b", {"route:2"})};
  EXPECT_EQ(grouped({&old_feed}, seats).size(), 1u);
  EXPECT_EQ(grouped({&old_feed, &new_feed}, seats).size(), 2u);
}

}  // namespace
}  // namespace kepu::headend
