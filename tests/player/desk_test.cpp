#include "player/desk.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <thread>

#include "tests/fakes/temp_folder.h"

namespace kepu::player {
namespace {

class DeskTest : public ::testing::Test {
 protected:
  // What a client is told, as people see it.
  std::string ask(Desk& desk, const Order& order) {
    std::string answer;
    std::thread client([&] {
      const auto told = ask_player(socket_, print_order(order));
      answer = told ? *told : told.error().message;
    });
    bool asked = false;
    while (!asked) {
      pollfd news{news_.fd(), POLLIN, 0};
      if (poll(&news, 1, 5000) != 1) break;
      desk.serve(
          [&](Status& status) {
            asked = true;
            status.screen = "bus-17";
          },
          [this] { ++released_; });
    }
    client.join();
    return answer;
  }

  fakes::TempFolder folder_;
  std::filesystem::path socket_ = folder_ / "control";
  Wakeup news_;
  int released_ = 0;
};

TEST_F(DeskTest, TellsWhatItIsGivenAndItsOwnSums) {
  Desk desk(socket_, news_);
  Aired row;
  row.frames_dropped = 3;
  desk.count({row, row});
  Experience crash;
  crash.what = Experience::What::crashed;
  Experience played;
  played.what = Experience::What::played_to_end;
  desk.count({crash, played, crash});
  const std::string told = ask(desk, {});
  EXPECT_NE(told.find("\"screen\": \"bus-17\""), std::string::npos) << told;
  EXPECT_NE(told.find("\"frames_dropped\": 6"), std::string::npos) << told;
  EXPECT_NE(told.find("\"decoder_deaths\": 2"), std::string::npos) << told;
}

TEST_F(DeskTest, DucksUntilToldOtherwise) {
  Desk desk(socket_, news_);
  EXPECT_FALSE(desk.ducked());
  EXPECT_NE(ask(desk, {Order::Do::duck, true}).find("\"ducked\": true"), std::string::npos);
  EXPECT_TRUE(desk.ducked());
  ask(desk, {});
  EXPECT_TRUE(desk.ducked());
  ask(desk, {Order::Do::duck, false});
  EXPECT_FALSE(desk.ducked());
}

TEST_F(DeskTest, HandsOnWhereTheScreenIs) {
  Desk desk(socket_, news_);
  const Order at{Order::Do::place, false, config::Position{24.3, 109.4}, std::nullopt};
  const Order left{Order::Do::place, false, std::nullopt, ""};
  ask(desk, at);
  ask(desk, {});
  ask(desk, left);
  EXPECT_EQ(desk.take_places(), (std::vector<Order>{at, left}));
  EXPECT_TRUE(desk.take_places().empty());
}

TEST_F(DeskTest, LetsGoOfTheLogBeforeItSaysSo) {
  Desk desk(socket_, news_);
  ask(desk, {});
  EXPECT_EQ(released_, 0);
  ask(desk, {Order::Do::release_log});
  EXPECT_EQ(released_, 1);
}

TEST_F(DeskTest, HandsOnAFolderToImportOnce) {
  Desk desk(socket_, news_);
  Order order{Order::Do::import};
  order.folder = "/media/stick";
  ask(desk, order);
  EXPECT_EQ(desk.take_import(), "/media/stick");
  EXPECT_EQ(desk.take_import(), "");
}

TEST_F(DeskTest, WithoutASocketNobodyIsAnswered) {
  Desk desk({}, news_);
  desk.serve([](Status&) { ADD_FAILURE(); }, [] { ADD_FAILURE(); });
  Desk nowhere("/nowhere/control", news_);
  nowhere.serve([](Status&) { ADD_FAILURE(); }, [] { ADD_FAILURE(); });
}

}  // namespace
}  // namespace kepu::player
