#include "content/notice_board.h"

#include <gtest/gtest.h>

#include <string>

namespace kepu::content {
namespace {

config::AssetId id_of(char digit) { return *config::AssetId::parse(std::string(64, digit)); }

VerifiedNotices notices(std::int64_t version, const std::string& recalled, bool whole,
                        const std::string& notice = "") {
  VerifiedNotices made;
  made.whole = whole;
  made.notices.epoch = 1;
  made.notices.version = version;
  for (const char digit : recalled) made.notices.recalled.push_back(id_of(digit));
  if (!notice.empty()) made.notices.notices.push_back({notice, {}, {}, {}, {}, {}});
  return made;
}

std::string standing(const NoticeBoard& board) {
  std::string words;
  for (const auto& notice : board.standing()->notices) words += notice.id + ' ';
  for (const auto& id : board.standing()->recalled) words += id.hex().front();
  return words;
}

TEST(NoticeBoard, NothingStandsBeforeAnythingCame) { EXPECT_EQ(NoticeBoard().standing(), nullptr); }

TEST(NoticeBoard, TheNewestNoticesReplaceThoseBefore) {
  NoticeBoard board;
  EXPECT_TRUE(*board.take(notices(1, "a", true, "storm")));
  EXPECT_TRUE(*board.take(notices(2, "", true, "flood")));
  EXPECT_EQ(standing(board), "flood ");
  EXPECT_EQ(board.numbers(), (std::vector<Number>{{1, 2}}));
}

TEST(NoticeBoard, OnePersonRecallsAndLeavesTheNoticesThatManySigned) {
  NoticeBoard board;
  EXPECT_TRUE(*board.take(notices(1, "a", true, "storm")));
  EXPECT_TRUE(*board.take(notices(2, "b", false)));
  EXPECT_EQ(standing(board), "storm ab");
  EXPECT_EQ(board.numbers(), (std::vector<Number>{{1, 1}, {1, 2}}));
  EXPECT_EQ(board.standing()->version, 2);
}

TEST(NoticeBoard, WhatOthersSignLaterStandsAsAWhole) {
  NoticeBoard board;
  EXPECT_TRUE(*board.take(notices(1, "", true, "storm")));
  EXPECT_TRUE(*board.take(notices(2, "a", false, "flood")));
  EXPECT_EQ(standing(board), "storm a");
  EXPECT_TRUE(*board.take(notices(2, "a", true, "flood")));
  EXPECT_EQ(standing(board), "flood a");
  EXPECT_FALSE(*board.take(notices(2, "a", true, "flood")));
}

TEST(NoticeBoard, OnePersonTakesNoRecallBack) {
  NoticeBoard board;
  EXPECT_TRUE(*board.take(notices(1, "a", false)));
  const auto back = board.take(notices(2, "b", false));
  ASSERT_FALSE(back);
  EXPECT_NE(back.error().message.find("takes back a recall"), std::string::npos);
  EXPECT_TRUE(*board.take(notices(3, "ab", false)));
  EXPECT_TRUE(*board.take(notices(4, "", true)));
  EXPECT_EQ(standing(board), "");
}

TEST(NoticeBoard, OlderOnesAndOthersOfTheSameVersionAreRefused) {
  NoticeBoard board;
  EXPECT_TRUE(*board.take(notices(5, "a", true)));
  EXPECT_FALSE(*board.take(notices(5, "a", true)));  // these already
  EXPECT_FALSE(board.take(notices(4, "b", true)));
  EXPECT_FALSE(board.take(notices(5, "b", true)));
  EXPECT_FALSE(board.take(notices(5 + 1'000'001, "b", true)));
  EXPECT_EQ(standing(board), "a");
}

}  // namespace
}  // namespace kepu::content
