// With the real kepu-hint, against a broker that this test plays itself.
#include "player/hints.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace kepu::player {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
Steady at(nanoseconds after) { return Steady(minutes(10)) + after; }

TEST(HintBudgetTest, FollowsFiveInARowThenOneAMinute) {
  HintBudget budget;
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(budget.spend(at(seconds(i)))) << i;
  EXPECT_FALSE(budget.spend(at(seconds(5))));
  EXPECT_EQ(budget.next(at(seconds(5))), at(minutes(1)));
  EXPECT_TRUE(budget.spend(at(minutes(1))));
  EXPECT_FALSE(budget.spend(at(seconds(90))));
  EXPECT_TRUE(budget.spend(at(minutes(2))));
}

TEST(HintBudgetTest, AHostileBrokerWastesOnePollAMinute) {
  HintBudget budget;
  int polls = 0;
  for (nanoseconds t{}; t < std::chrono::hours(24); t += seconds(1)) polls += budget.spend(at(t)) ? 1 : 0;
  EXPECT_LE(polls, 24 * 60 + HintBudget::kMost);
}

TEST(HintBudgetTest, FillsUpToFiveAndNoFurther) {
  HintBudget budget;
  EXPECT_TRUE(budget.spend(at({})));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(budget.spend(at(std::chrono::hours(9)))) << i;
  EXPECT_FALSE(budget.spend(at(std::chrono::hours(9))));
}

class BrokerOfTheTest {
 public:
  BrokerOfTheTest() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address);
    listen(listener_.get(), 4);
    socklen_t size = sizeof address;
    getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  std::uint16_t port() const { return port_; }

  void accept_one() {
    pollfd ready{listener_.get(), POLLIN, 0};
    ASSERT_EQ(poll(&ready, 1, 20'000), 1);
    client_ = UniqueFd(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  }
  // The next bytes that come.
  std::string hear() {
    std::array<char, 4096> bytes{};
    pollfd ready{client_.get(), POLLIN, 0};
    if (poll(&ready, 1, 20'000) != 1) return "(nothing)";
    const ssize_t n = read(client_.get(), bytes.data(), bytes.size());
    return {bytes.data(), n > 0 ? static_cast<std::size_t>(n) : 0};
  }
  void say(std::string_view bytes) {
    EXPECT_EQ(::send(client_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }
  void welcome() {
    accept_one();
    connect_ = hear();
    say(std::string_view("\x20\x02\x00\x00", 4));
  }
  void hint() { say(std::string_view("\x30\x0d\0\x0bkepu/f/look", 15)); }
  void hang_up() { client_.reset(); }
  const std::string& connect() const { return connect_; }

 private:
  UniqueFd listener_, client_;
  std::uint16_t port_ = 0;
  std::string connect_;
};

class HintsTest : public testing::Test {
 protected:
  HintTask task() {
    return {{false, "bus", "secret", "127.0.0.1", broker_.port()}, "", "bus-17", "", "", "", false};
  }
  // Ticks until `done`; whether a poll was asked for meanwhile.
  template <class Done>
  bool run_until(Hints& hints, Steady now, Done done) {
    bool polls = false;
    for (int i = 0; i < 200; ++i) {
      polls |= hints.tick(now, "f", false);
      if (done() || polls) return polls;
      pollfd news{news_.fd(), POLLIN, 0};
      poll(&news, 1, 1000);
    }
    ADD_FAILURE() << hints.state();
    return polls;
  }
  bool connected(Hints& hints) { return hints.state().ends_with(": connected"); }

  BrokerOfTheTest broker_;
  Wakeup news_;
};

TEST_F(HintsTest, SaysWhoItIsAndAsksForHintsOfTheFeed) {
  Hints hints(task(), KEPU_HINT, news_, [] { return 1.0; });
  EXPECT_FALSE(hints.tick(at({}), "", false));
  EXPECT_FALSE(hints.due(at({})));
  EXPECT_FALSE(hints.tick(at({}), "f", false));
  broker_.welcome();
  EXPECT_NE(broker_.connect().find("kepu/f/presence/bus-17"), std::string::npos);  // the will
  EXPECT_NE(broker_.connect().find("secret"), std::string::npos);
  std::string said;
  while (said.find("online") == std::string::npos) said += broker_.hear();
  EXPECT_NE(said.find("kepu/f/look"), std::string::npos);
  EXPECT_FALSE(run_until(hints, at({}), [&] { return connected(hints); }));
}

TEST_F(HintsTest, AHintIsAPollAndItsWordsAreNothing) {
  Hints hints(task(), KEPU_HINT, news_, [] { return 1.0; });
  hints.tick(at({}), "f", false);
  broker_.welcome();
  broker_.hint();
  EXPECT_TRUE(run_until(hints, at({}), [] { return false; }));
  EXPECT_FALSE(hints.tick(at({}), "f", false));
}

TEST_F(HintsTest, ABrokerThatShoutsIsHeardOnceAMinute) {
  Hints hints(task(), KEPU_HINT, news_, [] { return 1.0; });
  hints.tick(at({}), "f", false);
  broker_.welcome();
  for (int i = 0; i < 2000; ++i) broker_.hint();
  int polls = 0;
  while (polls < HintBudget::kMost && run_until(hints, at({}), [] { return false; })) ++polls;
  broker_.hint();
  EXPECT_FALSE(run_until(hints, at({}), [&] { return hints.due(at({})).has_value(); }));
  EXPECT_FALSE(hints.tick(at({}), "f", false));
  ASSERT_TRUE(hints.due(at({})));
  EXPECT_EQ(*hints.due(at({})), at(minutes(1)));
  EXPECT_TRUE(hints.tick(at(minutes(1)), "f", false));
}

TEST_F(HintsTest, AfterTheBrokerWasAwayThereIsALook) {
  Hints hints(task(), KEPU_HINT, news_, [] { return 1.0; });
  hints.tick(at({}), "f", false);
  broker_.welcome();
  run_until(hints, at({}), [&] { return connected(hints); });
  broker_.hang_up();
  run_until(hints, at({}), [&] { return !connected(hints); });
  ASSERT_TRUE(hints.due(at({})));
  EXPECT_EQ(*hints.due(at({})), at(seconds(2)));
  EXPECT_FALSE(hints.tick(at(seconds(2)), "f", false));
  broker_.welcome();
  EXPECT_TRUE(run_until(hints, at(seconds(2)), [] { return false; }));
}

TEST_F(HintsTest, OneThatHangsUpAtOnceIsAskedLessAndLessOften) {
  Hints hints(task(), KEPU_HINT, news_, [] { return 1.0; });
  Steady now = at({});
  for (const int wait : {2, 4, 8}) {
    hints.tick(now, "f", false);
    broker_.welcome();
    broker_.hang_up();
    while (!hints.due(now)) {
      pollfd news{news_.fd(), POLLIN, 0};
      ASSERT_EQ(poll(&news, 1, 20'000), 1);
      hints.tick(now, "f", false);
    }
    EXPECT_EQ(*hints.due(now), now + seconds(wait));
    now += seconds(wait);
  }
}

#ifndef KEPU_SANITIZED  // sanitizers know no limits of memory
TEST_F(HintsTest, APacketLargerThanItsMemoryEndsTheProcessAlone) {
  Hints hints(task(), KEPU_HINT, news_, [] { return 1.0; });
  hints.tick(at({}), "f", false);
  broker_.welcome();
  run_until(hints, at({}), [&] { return connected(hints); });
  broker_.say("\x30\xff\xff\xff\x7f");  // 256 MB of a message
  run_until(hints, at({}), [&] { return !connected(hints); });
  EXPECT_NE(hints.state().find("emory"), std::string::npos) << hints.state();
}
#endif

TEST_F(HintsTest, ARefusalSaysWhy) {
  Hints hints(task(), KEPU_HINT, news_, [] { return 1.0; });
  hints.tick(at({}), "f", false);
  broker_.accept_one();
  broker_.hear();
  broker_.say(std::string_view("\x20\x02\x00\x05", 4));
  run_until(hints, at({}), [&] { return hints.state().find("not auth") != std::string::npos; });
  EXPECT_EQ(hints.state().find("secret"), std::string::npos);
}

TEST_F(HintsTest, SaysGoodbyeWhenThePlayerEnds) {
  {
    Hints hints(task(), KEPU_HINT, news_, [] { return 1.0; });
    hints.tick(at({}), "f", false);
    broker_.welcome();
    run_until(hints, at({}), [&] { return connected(hints); });
  }
  std::string said;
  for (std::string more = broker_.hear(); !more.empty(); more = broker_.hear()) said += more;
  EXPECT_NE(said.find("offline"), std::string::npos);
  EXPECT_TRUE(said.ends_with(std::string_view("\xe0\x00", 2)));  // DISCONNECT: no will is sent
}

TEST_F(HintsTest, AProgramThatIsNotThereIsNoTrouble) {
  Hints hints(task(), "/no/such/kepu-hint", news_, [] { return 1.0; });
  EXPECT_FALSE(hints.tick(at({}), "f", false));
  EXPECT_NE(hints.state().find("cannot be started"), std::string::npos);
  EXPECT_EQ(*hints.due(at({})), at(seconds(2)));
}

}  // namespace
}  // namespace kepu::player
