#include "player/gpsd.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

namespace kepu::player {
namespace {

using std::chrono::seconds;

const std::string kVersion =
    R"({"class":"VERSION","release":"3.22","rev":"3.22","proto_major":3,"proto_minor":14})";

std::string tpv(double lat, double lon, int mode = 3) {
  return R"({"class":"TPV","device":"/dev/ttyUSB0","mode":)" + std::to_string(mode) +
         R"(,"time":"2026-11-27T08:00:00.000Z","lat":)" + std::to_string(lat) + R"(,"lon":)" +
         std::to_string(lon) + R"(,"alt":92.1,"track":10.3,"speed":9.8})";
}

TEST(PositionOf, IsThatOfAReportWithAFix) {
  EXPECT_EQ(position_of(tpv(24.326, 109.412)), (config::Position{24.326, 109.412}));
  EXPECT_EQ(position_of(tpv(-24.5, -109.25, 2)), (config::Position{-24.5, -109.25}));
}

TEST(PositionOf, NothingElseGivesOne) {
  EXPECT_FALSE(position_of(kVersion));
  EXPECT_FALSE(position_of(tpv(24.326, 109.412, 1)));
  EXPECT_FALSE(position_of(tpv(24.326, 109.412, 0)));
  EXPECT_FALSE(position_of(R"({"class":"TPV","device":"/dev/ttyUSB0","mode":3})"));
  EXPECT_FALSE(position_of(R"({"class":"TPV","mode":3,"lat":"north","lon":1})"));
  EXPECT_FALSE(position_of(tpv(240, 109.412)));
  EXPECT_FALSE(position_of(""));
  EXPECT_FALSE(position_of("nonsense"));
  EXPECT_FALSE(position_of(R"({"class":"TPV")"));
}

// Listens as gpsd does; says what the test says.
class FakeGpsd {
 public:
  FakeGpsd() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(bind(listener_.get(), reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
    EXPECT_EQ(listen(listener_.get(), 4), 0);
    socklen_t size = sizeof at;
    getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&at), &size);
    port_ = ntohs(at.sin_port);
  }
  config::Endpoint at() const { return {"127.0.0.1", port_}; }
  void accept() { client_ = UniqueFd(::accept(listener_.get(), nullptr, nullptr)); }
  void say(const std::string& text) {
    EXPECT_EQ(send(client_.get(), text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
  }
  std::string hear() {
    std::string text(1000, '\0');
    const ssize_t count = recv(client_.get(), text.data(), text.size(), 0);
    text.resize(static_cast<std::size_t>(std::max(count, ssize_t{0})));
    return text;
  }
  void hang_up() { client_.reset(); }

 private:
  UniqueFd listener_, client_;
  std::uint16_t port_ = 0;
};

class GpsdTest : public testing::Test {
 protected:
  // Steps it when something has come.
  std::optional<config::Position> step(Steady now) {
    pollfd news{news_.fd(), POLLIN, 0};
    EXPECT_EQ(poll(&news, 1, 5000), 1);
    return gpsd_.tick(now);
  }
  void meet(Steady now) {
    EXPECT_FALSE(gpsd_.tick(now));
    server_.accept();
    server_.say(kVersion + "\r\n");
    EXPECT_FALSE(step(now));
  }

  FakeGpsd server_;
  Wakeup news_;
  Gpsd gpsd_{server_.at(), news_};
};

TEST_F(GpsdTest, AsksForReportsAndGivesTheNewestPosition) {
  meet(Steady{});
  EXPECT_EQ(server_.hear(), "?WATCH={\"enable\":true,\"json\":true};\n");
  server_.say(tpv(24.1, 109.1) + "\r\n" + tpv(24.2, 109.2) + "\r\n" + tpv(0, 0, 1) + "\r\n");
  EXPECT_EQ(step(Steady{}), (config::Position{24.2, 109.2}));
  EXPECT_FALSE(gpsd_.tick(Steady{}));
}

TEST_F(GpsdTest, AReportInPiecesIsOne) {
  meet(Steady{});
  const std::string line = tpv(24.1, 109.1) + "\r\n";
  server_.say(line.substr(0, 70));
  EXPECT_FALSE(step(Steady{}));
  server_.say(line.substr(70));
  EXPECT_EQ(step(Steady{}), (config::Position{24.1, 109.1}));
}

TEST_F(GpsdTest, ComesBackAfterItHungUpLaterAndLater) {
  Steady now{};
  for (const int patience : {1, 2, 4, 8, 16, 30, 30}) {
    meet(now);
    server_.hang_up();
    EXPECT_FALSE(step(now));
    EXPECT_EQ(gpsd_.due(), now + seconds(patience));
    EXPECT_FALSE(gpsd_.tick(gpsd_.due() - nanoseconds(1)));
    now = gpsd_.due();
  }
  meet(now);
  server_.say(tpv(24.1, 109.1) + "\r\n");
  EXPECT_TRUE(step(now));
  server_.hang_up();
  EXPECT_FALSE(step(now));
  EXPECT_EQ(gpsd_.due(), now + seconds(1));
}

TEST_F(GpsdTest, ASilentOneIsCalledAnewAfterAMinute) {
  meet(Steady{});
  EXPECT_EQ(gpsd_.due(), Steady{} + seconds(60));
  EXPECT_FALSE(gpsd_.tick(Steady{} + seconds(60)));
  EXPECT_EQ(gpsd_.due(), Steady{} + seconds(61));
  meet(Steady{} + seconds(61));
}

TEST_F(GpsdTest, WhatIsNotGpsdIsDropped) {
  meet(Steady{});
  server_.say(std::string(20'000, 'x'));
  Steady now{};
  while (gpsd_.due() == now + seconds(60)) EXPECT_FALSE(step(now));
  EXPECT_EQ(gpsd_.due(), now + seconds(1));
}

TEST(Gpsd, WhereNobodyListensItTriesAgain) {
  const config::Endpoint nobody = FakeGpsd().at();
  const Wakeup news;
  Gpsd gpsd(nobody, news);
  EXPECT_FALSE(gpsd.tick(Steady{}));
  EXPECT_FALSE(gpsd.tick(Steady{}));
  EXPECT_EQ(gpsd.due(), Steady{} + seconds(1));
}

}  // namespace
}  // namespace kepu::player
