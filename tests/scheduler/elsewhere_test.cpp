#include "scheduler/elsewhere.h"

#include <gtest/gtest.h>

#include "tests/scheduler/sample.h"

namespace kepu::scheduler {
namespace {

class ElsewhereTest : public testing::Test {
 protected:
  config::Entry& at_museum(const std::string& id, std::uint32_t list) {
    config::Entry& entry = sample_.loop(id, list);
    entry.near = {config::Stop{"museum"}};
    return entry;
  }
  // Names, one after the other.
  std::string elsewhere(const config::Place& place = {}) {
    const auto found = assets_elsewhere(sample_.feed, sample_.screen, {date(2026, 11, 23)}, place);
    std::string names;
    for (const std::uint32_t asset : *found) names += sample_.feed.assets[asset].name + ' ';
    return names;
  }
  Sample sample_;
};

TEST_F(ElsewhereTest, AreTheAssetsOfEntriesThatThePlaceAloneKeepsOut) {
  sample_.loop("here", sample_.clips("h", {seconds(10)}));
  at_museum("a", sample_.clips("p", {seconds(10), seconds(20)}));
  EXPECT_EQ(elsewhere(), "p0 p1 ");
  EXPECT_EQ(elsewhere({{}, "museum"}), "");
}

TEST_F(ElsewhereTest, NotThoseOfOtherScreensOrOtherDays) {
  const auto list = sample_.clips("p", {seconds(10)});
  at_museum("tram", list).screens.all = {"tram"};
  at_museum("later", list).from = date(2026, 12, 1);
  at_museum("dark", list).mode = config::Mode::dark;
  sample_.feed.entries.back().playlist.reset();
  EXPECT_EQ(elsewhere(), "");
}

TEST_F(ElsewhereTest, TakeoversComeFirstNestedListsAreOpenedAndNothingComesTwice) {
  const auto list = sample_.clips("p", {seconds(10)});
  at_museum("loop",
            sample_.playlist(
                "q", {config::TakeItem{list, 1}, config::AssetItem{sample_.asset("x"), seconds(9)},
                      config::AssetItem{sample_.asset("live", config::AssetType::stream), seconds(9)}}));
  at_museum("storm", sample_.playlist("s", {config::AssetItem{sample_.asset("alarm"), seconds(5)},
                                            config::TakeItem{list, {}}}))
      .mode = config::Mode::takeover;
  EXPECT_EQ(elsewhere(), "alarm p0 x ");
}

}  // namespace
}  // namespace kepu::scheduler
