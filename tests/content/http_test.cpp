// What content/http.h promises, asked of curl and of the fake.
#include "content/http.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/content/listener.h"
#include "tests/content/loopback_server.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_http.h"

namespace kepu::content {
namespace {

using fakes::Answer;

// A net with one server on it.
class Net {
 public:
  virtual ~Net() = default;
  virtual Http& http() = 0;
  virtual Clock& clock() = 0;
  virtual std::string url(const std::string& path) = 0;
  virtual void serve(const std::string& path, const Answer& answer) = 0;
};

class RealNet final : public Net {
 public:
  Http& http() override { return *http_; }
  Clock& clock() override { return clock_; }
  std::string url(const std::string& path) override { return server_.url(path); }
  void serve(const std::string& path, const Answer& answer) override { server_.serve(path, answer); }

 private:
  SystemClock clock_;
  LoopbackServer server_;
  std::unique_ptr<Http> http_ = make_curl_http("kepu-test", clock_);
};

class FakeNet final : public Net {
 public:
  Http& http() override { return http_; }
  Clock& clock() override { return clock_; }
  std::string url(const std::string& path) override { return "http://fake.test" + path; }
  void serve(const std::string& path, const Answer& answer) override { http_.serve(url(path), answer); }

 private:
  fakes::FakeClock clock_;
  fakes::FakeHttp http_{clock_};
};

class HttpContract : public testing::TestWithParam<std::function<std::unique_ptr<Net>()>> {
 protected:
  std::unique_ptr<Net> net_ = GetParam()();
  Http& http_ = net_->http();

  Request request(const std::string& path) {
    Request request;
    request.url = net_->url(path);
    request.bytes_max = 1 << 20;
    return request;
  }
  void run(const Request& request, Listener& listener) {
    http_.start(request, listener);
    while (!listener.ended()) http_.wait(std::nullopt);
  }
  std::string heard(const Request& request) {
    Listener listener;
    run(request, listener);
    return listener.heard();
  }
};

INSTANTIATE_TEST_SUITE_P(Real, HttpContract, testing::Values([] { return std::make_unique<RealNet>(); }));
INSTANTIATE_TEST_SUITE_P(Fake, HttpContract, testing::Values([] { return std::make_unique<FakeNet>(); }));

TEST_P(HttpContract, AnAnswerIsItsHeadItsBytesAndItsEnd) {
  net_->serve("/x", {.body = "hello", .etag = "\"1\""});
  EXPECT_EQ(heard(request("/x")), "200 \"1\" | hello | ok");
}

TEST_P(HttpContract, AnEmptyBodyHasAHeadToo) {
  net_->serve("/x", {});
  EXPECT_EQ(heard(request("/x")), "200  |  | ok");
}

TEST_P(HttpContract, WhatHasNotChangedIsNotSentAgain) {
  net_->serve("/x", {.body = "hello", .etag = "\"1\""});
  Request again = request("/x");
  again.if_none_match = "\"1\"";
  EXPECT_EQ(heard(again), "304 \"1\" |  | ok");
  again.if_none_match = "\"0\"";
  EXPECT_EQ(heard(again), "200 \"1\" | hello | ok");
}

TEST_P(HttpContract, ARangeGoesOnWhereAsked) {
  net_->serve("/x", {.body = "0123456789", .etag = "\"1\""});
  Request rest = request("/x");
  rest.from = 6;
  rest.if_range = "\"1\"";
  EXPECT_EQ(heard(rest), "206 \"1\" | 6789 | ok");
}

TEST_P(HttpContract, AChangedFileStartsOver) {
  net_->serve("/x", {.body = "0123456789", .etag = "\"2\""});
  Request rest = request("/x");
  rest.from = 6;
  rest.if_range = "\"1\"";
  rest.bytes_max = 4;
  EXPECT_EQ(heard(rest), "200 \"2\" | 0123456789 | ok");
}

TEST_P(HttpContract, AServerWithoutRangesStartsOver) {
  net_->serve("/x", {.body = "0123456789", .ranges = false});
  Request rest = request("/x");
  rest.from = 6;
  rest.bytes_max = 4;
  EXPECT_EQ(heard(rest), "200  | 0123456789 | ok");
  rest.bytes_max = 3;
  Listener listener;
  run(rest, listener);
  EXPECT_EQ(listener.kind(), "refused");
}

TEST_P(HttpContract, ARangeThatStartsElsewhereIsBroken) {
  net_->serve("/x", {.body = "0123456789", .range_shift = 1});
  Request rest = request("/x");
  rest.from = 6;
  EXPECT_EQ(heard(rest), " |  | broken");
}

TEST_P(HttpContract, NothingAfterTheEndIsInvalid) {
  net_->serve("/x", {.body = "0123456789"});
  Request rest = request("/x");
  rest.from = 10;
  EXPECT_EQ(heard(rest), " |  | invalid");
}

TEST_P(HttpContract, StatusesBecomeKinds) {
  const std::vector<std::pair<int, std::string>> kinds = {
      {404, "not_found"},   {410, "not_found"},   {403, "refused"},     {400, "refused"},
      {408, "unavailable"}, {429, "unavailable"}, {500, "unavailable"}, {503, "unavailable"},
      {204, "broken"},      {302, "broken"}};
  for (const auto& [status, kind] : kinds) {
    net_->serve("/x", {.status = status});
    EXPECT_EQ(heard(request("/x")), " |  | " + kind) << status;
  }
}

TEST_P(HttpContract, ABusyServerSaysWhenToComeBack) {
  for (const auto& [status, heard] : {std::pair{503, 7}, {429, 7}, {404, 0}, {200, 0}}) {
    net_->serve("/x", {.status = status, .retry_after = 7});
    Listener listener;
    run(request("/x"), listener);
    EXPECT_EQ(listener.retry_after.count(), heard) << status;
  }
}

TEST_P(HttpContract, TheBodyOfAnErrorIsNotForTheSink) {
  net_->serve("/x", {.status = 404, .body = "<html>"});
  EXPECT_EQ(heard(request("/x")), " |  | not_found");
}

TEST_P(HttpContract, ABodyThatIsCutIsUnavailable) {
  net_->serve("/x", {.body = "0123456789", .cut_after = 4});
  EXPECT_EQ(heard(request("/x")), "200  | 0123 | unavailable");
  net_->serve("/x", {.body = "0123456789", .cut_after = 4, .chunked = true});
  EXPECT_EQ(heard(request("/x")), "200  | 0123 | unavailable");
}

TEST_P(HttpContract, ABodyThatIsTooLongIsRefused) {
  net_->serve("/x", {.body = std::string(2000, 'x'), .chunked = true});
  Request small = request("/x");
  small.bytes_max = 1999;
  Listener listener;
  run(small, listener);
  EXPECT_EQ(listener.kind(), "refused");
  EXPECT_LE(listener.body().size(), 1999U);
}

TEST_P(HttpContract, AnEndlessBodyIsRefused) {
  net_->serve("/x", {.body = std::string(1000, 'x'), .endless = true});
  Request small = request("/x");
  small.bytes_max = 100'000;
  Listener listener;
  run(small, listener);
  EXPECT_EQ(listener.kind(), "refused");
  EXPECT_LE(listener.body().size(), 100'000U);
}

TEST_P(HttpContract, RedirectsAreFollowedFiveTimes) {
  net_->serve("/r0", {.body = "there"});
  for (int i = 1; i <= 6; ++i)
    net_->serve("/r" + std::to_string(i),
                {.status = 302, .body = "moved", .location = "r" + std::to_string(i - 1)});
  EXPECT_EQ(heard(request("/r5")), "200  | there | ok");
  Listener listener;
  run(request("/r6"), listener);
  EXPECT_EQ(listener.kind(), "refused");
  EXPECT_EQ(listener.error().message, net_->url("/r1") + ": more than 5 redirects");
}

TEST_P(HttpContract, ARedirectToNowhereIsUnavailable) {
  net_->serve("/x", {.status = 307, .location = "http://nowhere.invalid/x"});
  EXPECT_EQ(heard(request("/x")), " |  | unavailable");
}

TEST_P(HttpContract, ARedirectToAFileIsRefused) {
  net_->serve("/x", {.status = 301, .location = "file:///etc/passwd"});
  Listener listener;
  run(request("/x"), listener);
  EXPECT_EQ(listener.kind(), "refused");
  EXPECT_EQ(listener.error().message,
            net_->url("/x") +
                ": redirected to \"file:///etc/passwd\" is not a http or https URL, nor relative to one");
}

TEST_P(HttpContract, ASinkThatDoesNotLikeTheHeadEndsTheTransferWithItsError) {
  net_->serve("/x", {.body = "hello"});
  Listener listener;
  listener.at_head = [](const Head&) { return Error{Kind::full, "no room"}; };
  run(request("/x"), listener);
  EXPECT_EQ(listener.heard(), "200  |  | full");
}

TEST_P(HttpContract, ASinkThatDoesNotLikeTheBytesEndsTheTransferWithItsError) {
  net_->serve("/x", {.body = std::string(500'000, 'x')});
  Listener listener;
  listener.at_bytes = [](std::string_view) { return Error{Kind::full, "no room"}; };
  run(request("/x"), listener);
  EXPECT_EQ(listener.kind(), "full");
  EXPECT_LT(listener.body().size(), 500'000U);
}

TEST_P(HttpContract, NothingIsHeardAfterCancel) {
  net_->serve("/x", {.body = std::string(500'000, 'x')});
  net_->serve("/y", {.body = "y"});
  Listener cancelled;
  TransferId id = 0;
  cancelled.at_bytes = [&](std::string_view) {
    http_.cancel(id);
    return Result<void>();
  };
  id = http_.start(request("/x"), cancelled);
  EXPECT_EQ(heard(request("/y")), "200  | y | ok");
  while (cancelled.body().empty()) http_.wait(net_->clock().steady() + milliseconds(1));
  const std::size_t size = cancelled.body().size();
  http_.wait(net_->clock().steady() + milliseconds(1));
  EXPECT_FALSE(cancelled.ended());
  EXPECT_EQ(cancelled.body().size(), size);
}

TEST_P(HttpContract, CancelBeforeTheFirstWaitIsSilent) {
  net_->serve("/x", {.body = "x"});
  {
    Listener cancelled;
    http_.cancel(http_.start(request("/x"), cancelled));
  }
  EXPECT_EQ(heard(request("/x")), "200  | x | ok");
}

TEST_P(HttpContract, ASinkMayStartAnother) {
  net_->serve("/x", {.body = "x"});
  net_->serve("/y", {.body = "y"});
  net_->serve("/z", {.body = "z"});
  Listener second;
  Listener third;
  Listener first;
  first.at_bytes = [&](std::string_view) {
    http_.start(request("/y"), second);
    return Result<void>();
  };
  first.at_end = [&] { http_.start(request("/z"), third); };
  run(request("/x"), first);
  while (!second.ended() || !third.ended()) http_.wait(std::nullopt);
  EXPECT_EQ(second.heard() + third.heard(), "200  | y | ok200  | z | ok");
}

TEST_P(HttpContract, SeveralRunAtOnce) {
  net_->serve("/slow", {.body = "0123456789", .stall_after = 5});
  net_->serve("/x", {.body = "x"});
  Listener slow;
  const TransferId id = http_.start(request("/slow"), slow);
  EXPECT_EQ(heard(request("/x")), "200  | x | ok");
  EXPECT_FALSE(slow.ended());
  http_.cancel(id);
}

TEST_P(HttpContract, WaitEndsAtItsDeadline) {
  net_->serve("/slow", {.body = "0123456789", .stall_after = 5});
  Listener slow;
  const TransferId id = http_.start(request("/slow"), slow);
  const Steady deadline = net_->clock().steady() + milliseconds(5);
  http_.wait(deadline);
  EXPECT_GE(net_->clock().steady(), deadline);
  EXPECT_FALSE(slow.ended());
  http_.cancel(id);
}

TEST_P(HttpContract, AWakeUpEndsTheNextWait) {
  http_.wake();
  http_.wait(std::nullopt);
  SUCCEED();  // or the test would hang
}

TEST_P(HttpContract, AWatchedDescriptorEndsAWaitWhileItIsReadable) {
  const Wakeup bell;
  http_.watch(bell.fd());
  bell.ring();
  http_.wait(std::nullopt);
  http_.wait(std::nullopt);
  bell.clear();
  const Steady deadline = net_->clock().steady() + milliseconds(5);
  http_.wait(deadline);
  EXPECT_GE(net_->clock().steady(), deadline);
}

TEST_P(HttpContract, AServerThatIsNotThereIsUnavailable) {
  Request request;
  request.url = "http://nowhere.invalid/x";
  Listener listener;
  run(request, listener);
  EXPECT_EQ(listener.heard(), " |  | unavailable");
}

TEST_P(HttpContract, OnlyHttpIsSpoken) {
  for (const char* url : {"file:///etc/passwd", "ftp://h/x", "nonsense", ""}) {
    Request request;
    request.url = url;
    EXPECT_EQ(heard(request), " |  | invalid") << url;
  }
}

// --- curl alone ---

class CurlHttpTest : public testing::Test {
 protected:
  SystemClock clock_;
  LoopbackServer server_;
  std::unique_ptr<Http> http_ = make_curl_http("kepu-test", clock_);

  Listener ask(
      const std::string& path, const std::function<void(Request&)>& change = [](Request&) {}) {
    Request request;
    request.url = server_.url(path);
    request.bytes_max = 1 << 20;
    change(request);
    Listener listener;
    http_->start(request, listener);
    while (!listener.ended()) http_->wait(std::nullopt);
    return listener;
  }
};

TEST_F(CurlHttpTest, SaysWhatTheServerSaid) {
  EXPECT_EQ(ask("/none").error().message, server_.url("/none") + ": not on the server (HTTP status 404)");
  server_.serve("/x", {.status = 503});
  EXPECT_EQ(ask("/x").error().message,
            server_.url("/x") + ": the server cannot answer now (HTTP status 503)");
}

TEST_F(CurlHttpTest, SaysWhoAsks) {
  server_.serve("/x", {.body = "x"});
  ask("/x");
  EXPECT_NE(server_.last_request().find("\r\nUser-Agent: kepu-test\r\n"), std::string::npos);
  EXPECT_EQ(server_.last_request().find("Accept-Encoding"), std::string::npos);
}

TEST_F(CurlHttpTest, CachesOnTheWayAreAskedToAskThemselvesIfWanted) {
  server_.serve("/x", {.body = "x"});
  ask("/x");
  EXPECT_EQ(server_.last_request().find("Cache-Control"), std::string::npos);
  ask("/x", [](Request& request) { request.past_caches = true; });
  EXPECT_NE(server_.last_request().find("\r\nCache-Control: no-cache\r\n"), std::string::npos);
}

TEST_F(CurlHttpTest, RangesAndNotModifiedThatNobodyAskedForAreBroken) {
  server_.serve_raw("/206", "HTTP/1.1 206 P\r\nContent-Range: bytes 0-1/2\r\nContent-Length: 2\r\n\r\nab");
  server_.serve_raw("/304", "HTTP/1.1 304 N\r\n\r\n");
  EXPECT_EQ(ask("/206").heard(), " |  | broken");
  EXPECT_EQ(ask("/304").heard(), " |  | broken");
}

TEST_F(CurlHttpTest, ARangeWithoutContentRangeIsBroken) {
  server_.serve_raw("/x", "HTTP/1.1 206 P\r\nContent-Length: 2\r\n\r\nab");
  const auto from_five = [](Request& request) { request.from = 5; };
  EXPECT_EQ(ask("/x", from_five).heard(), " |  | broken");
  server_.serve_raw("/x", "HTTP/1.1 206 P\r\nContent-Range: bytes 50-51/52\r\nContent-Length: 2\r\n\r\nab");
  EXPECT_EQ(ask("/x", from_five).heard(), " |  | broken");
  EXPECT_EQ(ask("/x", from_five).error().message,
            server_.url("/x") + ": the server answers another range than from byte 5");
}

TEST_F(CurlHttpTest, WhatIsNotHttpIsUnavailable) {
  server_.serve_raw("/x", "SSH-2.0-OpenSSH\r\n");
  EXPECT_EQ(ask("/x").heard(), " |  | unavailable");
  server_.serve_raw("/x", "");
  EXPECT_EQ(ask("/x").heard(), " |  | unavailable");
}

TEST_F(CurlHttpTest, AHeaderWithoutEndIsBroken) {
  std::string header = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 20'000; ++i) header += "X-" + std::to_string(i) + ": 0123456789\r\n";
  server_.serve_raw("/x", header);
  EXPECT_EQ(ask("/x").heard(), " |  | broken");
}

TEST_F(CurlHttpTest, ARedirectWithAnEndlessPageIsFollowed) {
  server_.serve("/there", {.body = "there"});
  server_.serve("/x", {.status = 302, .body = std::string(1000, 'x'), .location = "/there", .endless = true});
  EXPECT_EQ(ask("/x").heard(), "200  | there | ok");
}

TEST_F(CurlHttpTest, AnErrorWithAnEndlessPageEnds) {
  server_.serve("/x", {.status = 404, .body = std::string(1000, 'x'), .endless = true});
  EXPECT_EQ(ask("/x").heard(), " |  | not_found");
}

TEST_F(CurlHttpTest, AWakeUpFromAnotherThreadEndsAWait) {
  std::thread other([this] { http_->wake(); });
  http_->wait(std::nullopt);
  other.join();
}

TEST_F(CurlHttpTest, MayDieWithTransfersUnderWay) {
  server_.serve("/slow", {.body = "0123456789", .stall_after = 5});
  Listener listener;
  Request request;
  request.url = server_.url("/slow");
  request.bytes_max = 10;
  http_->start(request, listener);
  while (listener.body().empty()) http_->wait(clock_.steady() + milliseconds(1));
  http_.reset();
  EXPECT_FALSE(listener.ended());
}

// --- URLs ---

TEST(ResolveUrl, IsRelativeToTheBase) {
  const std::string base = "http://h/site/feed.json";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"media/a.mp4", "http://h/site/media/a.mp4"},
      {"/media/a.mp4", "http://h/media/a.mp4"},
      {"../a.mp4", "http://h/a.mp4"},
      {"//cdn/a.mp4", "http://cdn/a.mp4"},
      {"https://cdn/a.mp4?k=1", "https://cdn/a.mp4?k=1"},
      {"media/two words.mp4", "http://h/site/media/two%20words.mp4"},
      {"media/光.mp4", "http://h/site/media/%e5%85%89.mp4"},
  };
  for (const auto& [reference, url] : cases) {
    const auto resolved = resolve_url(base, reference);
    ASSERT_TRUE(resolved) << reference;
    EXPECT_EQ(*resolved, url);
  }
}

TEST(ResolveUrl, RefusesWhatIsNotHttp) {
  const auto resolved = resolve_url("http://h/feed.json", "file:///etc/passwd");
  ASSERT_FALSE(resolved);
  EXPECT_EQ(resolved.error().kind, Kind::invalid);
  EXPECT_EQ(resolved.error().message,
            "\"file:///etc/passwd\" is not a http or https URL, nor relative to one");
  EXPECT_EQ(resolve_url("feed.json", "a.mp4").error().message, "\"feed.json\" is not a http or https URL");
  EXPECT_FALSE(resolve_url("", "a.mp4"));
}

TEST(RedirectUrl, NeverLeavesHttps) {
  EXPECT_EQ(*redirect_url("http://h/a", "https://h/a"), "https://h/a");
  EXPECT_EQ(*redirect_url("https://h/a", "/b"), "https://h/b");
  EXPECT_EQ(*redirect_url("HTTPS://h/a", "/b"), "https://h/b");
  EXPECT_EQ(redirect_url("https://h/a", "http://h/a").error().message, "redirected from https to http://h/a");
  EXPECT_EQ(redirect_url("HTTPS://h/a", "http://h/a").error().kind, Kind::refused);
}

}  // namespace
}  // namespace kepu::content
