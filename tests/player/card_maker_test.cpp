// With the real kepu-card.
#include "player/card_maker.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <fstream>

#include "content/posix_files.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::player {
namespace {

TextCard card(const std::string& text) { return text_card({{"en", text}}, "en", 640, 360, false); }

class CardMakerTest : public testing::Test {
 protected:
  // Ticks until nothing is at work any more; how many pictures came.
  int work(CardMaker& maker) {
    int came = maker.tick({}) ? 1 : 0;
    while (maker.fd() >= 0) {
      pollfd ended{maker.fd(), POLLIN, 0};
      if (poll(&ended, 1, 20'000) != 1) break;
      came += maker.tick({}) ? 1 : 0;
    }
    return came;
  }
  std::string head(const std::filesystem::path& file) {
    std::string bytes(4, ' ');
    std::ifstream(file).read(bytes.data(), 4);
    return bytes;
  }
  kepu::fakes::TempFolder folder_;
  content::PosixFiles files_;
};

TEST_F(CardMakerTest, MakesWhatIsWantedOnceAndFindsItAgain) {
  CardMaker maker(files_, folder_ / "cards", KEPU_CARD);
  EXPECT_TRUE(maker.picture(card("Storm")).empty());
  maker.want({card("Storm"), card("Flood"), card("Storm")});
  EXPECT_EQ(work(maker), 2);
  EXPECT_EQ(head(maker.picture(card("Storm"))), "\x89PNG");
  EXPECT_NE(maker.picture(card("Storm")), maker.picture(card("Flood")));
  CardMaker next(files_, folder_ / "cards", KEPU_CARD);
  next.want({card("Storm"), card("Flood")});
  EXPECT_EQ(work(next), 0);
  EXPECT_EQ(head(next.picture(card("Flood"))), "\x89PNG");
}

TEST_F(CardMakerTest, RemovesWhatIsNotWantedAnyMore) {
  CardMaker maker(files_, folder_ / "cards", KEPU_CARD);
  maker.want({card("Storm")});
  work(maker);
  const auto storm = maker.picture(card("Storm"));
  maker.want({card("Flood")});
  EXPECT_TRUE(maker.picture(card("Storm")).empty());
  EXPECT_FALSE(std::filesystem::exists(storm));
}

TEST_F(CardMakerTest, WhatCannotBeMadeIsNotTriedAgainAndHoldsUpNobody) {
  CardMaker maker(files_, folder_ / "cards", "/bin/false");
  maker.want({card("Storm"), card("Flood")});
  EXPECT_EQ(work(maker), 0);
  EXPECT_EQ(work(maker), 0);
  EXPECT_TRUE(maker.picture(card("Storm")).empty());
  EXPECT_EQ(files_.list(folder_ / "cards")->size(), 0U);
}

TEST_F(CardMakerTest, AMissingProgramIsNoDisaster) {
  CardMaker maker(files_, folder_ / "cards", folder_ / "none");
  maker.want({card("Storm")});
  EXPECT_EQ(work(maker), 0);
}

}  // namespace
}  // namespace kepu::player
