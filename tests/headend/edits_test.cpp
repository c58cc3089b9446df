#include "headend/edits.h"

#include <gtest/gtest.h>

#include "tests/scheduler/sample.h"

namespace kepu::headend {
namespace {

using scheduler::Sample;
using std::chrono::seconds;
using Lines = std::vector<std::string>;

class EditsTest : public testing::Test {
 protected:
  EditsTest() {
    before_.feed.name = "city";
    before_.loop("am", before_.clips("p", {seconds(10), seconds(20)}), {{420, 540}}).screens.all = {"bus"};
    before_.loop("pm", 0);
  }
  // "changed entry am: hours 07:00-09:00 -> 07:00-10:00"
  Lines lines(const Sample& after) const {
    constexpr std::array<const char*, 3> kHow{"added ", "removed ", "changed "};
    Lines all;
    for (const Edit& edit : edits(before_.feed, after.feed)) {
      all.push_back(kHow[static_cast<std::size_t>(edit.how)] + edit.kind + ' ' + edit.name + ':');
      for (const FieldEdit& field : edit.fields)
        all.back() += ' ' + field.field + ' ' + field.before + " -> " + field.after + ';';
    }
    return all;
  }
  Sample before_;
};

TEST_F(EditsTest, TheSameFeedHasNoneAndANewVersionIsNone) {
  Sample after = before_;
  after.feed.version = 7;
  after.feed.expires = after.feed.issued + seconds(60);
  EXPECT_EQ(lines(after), Lines{});
}

TEST_F(EditsTest, FieldsOfAnEntryAreToldBeforeAndAfter) {
  Sample after = before_;
  after.feed.entries[0].hours = {{420, 600}, {960, 1020}};
  after.feed.entries[0].share = 3;
  after.feed.entries[0].screens = {};
  EXPECT_EQ(lines(after), Lines{"changed entry am: screens all bus -> ; hours 07:00-09:00 -> 07:00-10:00, "
                                "16:00-17:00; share  -> 3;"});
}

TEST_F(EditsTest, WhatComesAndGoesIsTold) {
  Sample after = before_;
  after.feed.entries.erase(after.feed.entries.begin());
  after.loop("night", 0).priority = 5;
  EXPECT_EQ(lines(after), (Lines{"removed entry am:", "added entry night: playlist  -> p; priority  -> 5;"}));
}

TEST_F(EditsTest, OfAPlaylistTheItemsThatCameAndWent) {
  Sample after = before_;
  after.feed.playlists[0].items.pop_back();
  after.feed.playlists[0].items.insert(after.feed.playlists[0].items.begin(),
                                       config::TextItem{{{"en", "hi"}}, seconds(9)});
  EXPECT_EQ(lines(after), Lines{"changed playlist p: items asset p1 -> text en hi duration_ms 9000;"});
  after = before_;
  std::swap(after.feed.playlists[0].items[0], after.feed.playlists[0].items[1]);
  EXPECT_EQ(lines(after), Lines{"changed playlist p: items  -> in another order;"});
}

TEST_F(EditsTest, AssetsAndTheFeedItself) {
  Sample after = before_;
  after.feed.timezone = "Asia/Shanghai";
  after.feed.assets[1].id.bytes[0] = 9;
  const auto list = lines(after);
  ASSERT_EQ(list.size(), 2U);
  EXPECT_TRUE(list[0].starts_with("changed asset p1: sha256 02"));
  EXPECT_EQ(list[1], "changed feed : timezone Etc/UTC -> Asia/Shanghai;");
}

}  // namespace
}  // namespace kepu::headend
