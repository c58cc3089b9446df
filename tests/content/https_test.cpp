// What content/http.h promises of TLS: chain and name are always checked, dates where the clock can be right.
#include <gtest/gtest.h>

#include <csignal>
#include <optional>
#include <string>

#include "content/http.h"
#include "tests/content/listener.h"
#include "tests/content/tls_server.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::content {
namespace {

// A machine whose battery is empty.
class EmptyBattery final : public Clock {
 public:
  Wall wall() const override { return Wall(std::chrono::hours(24)); }
  Steady steady() const override { return clock_.steady(); }
  void wait_until(std::optional<Steady> deadline, Wakeup& wakeup) override {
    clock_.wait_until(deadline, wakeup);
  }

 private:
  SystemClock clock_;
};

class CurlTlsTest : public testing::Test {
 protected:
  CurlTlsTest() { std::signal(SIGPIPE, SIG_IGN); }  // as the player does
  std::string heard(const Clock& clock, const std::string& url, Plausible times = {}) {
    const auto http = make_curl_http("kepu-test", clock, {ca_.string(), "", "", ""});
    http->set_plausible(times);
    Request request;
    request.url = url;
    request.bytes_max = 1000;
    Listener listener;
    http->start(request, listener);
    while (!listener.ended()) http->wait(std::nullopt);
    return listener.heard();
  }

  fakes::TempFolder folder_;
  std::filesystem::path ca_ = folder_ / "ca.pem";
  SystemClock now_;
  EmptyBattery long_ago_;
};

constexpr std::chrono::hours kDay{24};

TEST_F(CurlTlsTest, ACertificateThatHoldsIsBelieved) {
  const TlsServer server(ca_, -kDay, kDay);
  EXPECT_EQ(heard(now_, server.url()), "200  | hello | ok");
  EXPECT_EQ(heard(now_, server.url("localhost")), " |  | refused");  // another one's
}

TEST_F(CurlTlsTest, OneThatIsOverIsRefused) {
  const TlsServer server(ca_, -2 * kDay, -kDay);
  EXPECT_EQ(heard(now_, server.url()), " |  | refused");
}

TEST_F(CurlTlsTest, AClockThatIsWrongJudgesNoDatesButChainAndName) {
  const TlsServer server(ca_, -2 * kDay, -kDay);
  EXPECT_EQ(heard(long_ago_, server.url()), "200  | hello | ok");
  EXPECT_EQ(heard(long_ago_, server.url("localhost")), " |  | refused");
  const TlsServer other(folder_ / "other.pem", -kDay, kDay);
  EXPECT_EQ(heard(long_ago_, other.url()), " |  | refused");
}

TEST_F(CurlTlsTest, WhatWasSignedLaterThanTheClockSaysShowsThatItIsWrong) {
  const TlsServer server(ca_, -2 * kDay, -kDay);
  EXPECT_EQ(heard(now_, server.url(), {now_.wall() + kDay}), "200  | hello | ok");
}

TEST_F(CurlTlsTest, AClockThatIsFarAheadOfWhatWasSignedIsWrongToo) {
  const TlsServer server(ca_, -2 * kDay, -kDay);
  EXPECT_EQ(heard(now_, server.url(), {Wall::min(), now_.wall() - kDay}), "200  | hello | ok");
  EXPECT_EQ(heard(now_, server.url(), {Wall::min(), now_.wall() + kDay}), " |  | refused");
}

}  // namespace
}  // namespace kepu::content
