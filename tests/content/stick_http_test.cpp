#include "content/stick_http.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_http.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::content {
namespace {

using kepu::fakes::TempFolder;

class Noted : public Sink {
 public:
  Result<void> on_head(const Head& head) override {
    status = head.status;
    return {};
  }
  Result<void> on_bytes(std::string_view more) override {
    bytes += more;
    return {};
  }
  void on_end(Result<void> end) override { result = std::move(end); }
  int status = 0;
  std::string bytes;
  std::optional<Result<void>> result;
};

class StickHttpTest : public testing::Test {
 protected:
  StickHttpTest() {
    auto network = std::make_unique<fakes::FakeHttp>(clock_);
    network_ = network.get();
    http_.emplace(std::move(network));
    std::filesystem::create_directories(folder_ / "stick/media");
  }
  void write(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }
  Noted get(const std::string& name, std::uint64_t from = 0, std::uint64_t most = 1U << 30U) {
    Noted sink;
    Request request;
    request.url = "http://stick.invalid/" + name;
    request.from = from;
    request.bytes_max = most;
    const TransferId id = http_->start(request, sink);
    for (int i = 0; i < 100 && !sink.result; ++i) http_->wait({});
    http_->cancel(id);
    return sink;
  }
  Kind kind_of(const Noted& sink) {
    return sink.result && !*sink.result ? sink.result->error().kind : Kind{};
  }

  fakes::FakeClock clock_;
  TempFolder folder_;
  fakes::FakeHttp* network_ = nullptr;
  std::optional<StickHttp> http_;
};

TEST_F(StickHttpTest, AFileOfTheFolderAnswers) {
  const std::string large(3'000'000, 'x');
  write("stick/media/a", large);
  ASSERT_TRUE(http_->insert(folder_ / "stick"));
  const Noted sink = get("media/a");
  EXPECT_EQ(sink.status, 200);
  EXPECT_EQ(sink.bytes, large);
  EXPECT_TRUE(sink.result && *sink.result);
}

TEST_F(StickHttpTest, ItGoesOnFromAnyByte) {
  write("stick/a", "0123456789");
  ASSERT_TRUE(http_->insert(folder_ / "stick"));
  const Noted sink = get("a", 7);
  EXPECT_EQ(sink.status, 206);
  EXPECT_EQ(sink.bytes, "789");
}

TEST_F(StickHttpTest, ALongerFileThanMayBeIsRefused) {
  write("stick/a", std::string(2'000'000, 'x'));
  ASSERT_TRUE(http_->insert(folder_ / "stick"));
  EXPECT_EQ(kind_of(get("a", 0, 1'999'999)), Kind::refused);
  EXPECT_TRUE(*get("a", 1, 1'999'999).result);
}

TEST_F(StickHttpTest, NoLinkIsFollowedAndNothingButRegularFilesIsRead) {
  write("secret", "key");
  std::filesystem::create_symlink(folder_ / "secret", folder_ / "stick/link");
  std::filesystem::create_symlink("a", folder_ / "stick/link-inside");
  std::filesystem::create_directory_symlink(folder_ / "", folder_ / "stick/out");
  mkfifo((folder_ / "stick/pipe").c_str(), 0600);
  write("stick/a", "a");
  ASSERT_TRUE(http_->insert(folder_ / "stick"));
  for (const char* name : {"link", "link-inside", "out/secret", "pipe", "media", "../secret"}) {
    const Noted sink = get(name);
    EXPECT_EQ(kind_of(sink), Kind::refused) << name;
    EXPECT_EQ(sink.bytes, "") << name;
  }
  EXPECT_EQ(kind_of(get((folder_ / "secret").string())), Kind::refused);
  EXPECT_EQ(kind_of(get("nothing")), Kind::not_found);
  EXPECT_EQ(kind_of(get("a/b")), Kind::not_found);
}

TEST_F(StickHttpTest, NothingComesFromAStickThatIsNotThere) {
  write("stick/a", "a");
  EXPECT_EQ(kind_of(get("a")), Kind::unavailable);
  EXPECT_EQ(http_->insert(folder_ / "no").error().kind, Kind::not_found);
  EXPECT_EQ(http_->insert(folder_ / "stick/a").error().kind, Kind::not_found);
  ASSERT_TRUE(http_->insert(folder_ / "stick"));
  http_->eject();
  EXPECT_EQ(kind_of(get("a")), Kind::unavailable);
}

TEST_F(StickHttpTest, PulledOutInTheMiddleTheTransferEnds) {
  write("stick/a", std::string(3'000'000, 'x'));
  ASSERT_TRUE(http_->insert(folder_ / "stick"));
  Noted sink;
  Request request;
  request.url = "http://stick.invalid/a";
  request.bytes_max = 3'000'000;
  http_->start(request, sink);
  http_->wait({});
  EXPECT_FALSE(sink.result);
  http_->eject();
  http_->wait({});
  EXPECT_EQ(kind_of(sink), Kind::unavailable);
}

TEST_F(StickHttpTest, WhatIsCancelledHearsNothing) {
  write("stick/a", "a");
  ASSERT_TRUE(http_->insert(folder_ / "stick"));
  Noted sink;
  Request request;
  request.url = "http://stick.invalid/a";
  http_->cancel(http_->start(request, sink));
  http_->wait(Steady{});
  EXPECT_EQ(sink.status, 0);
  EXPECT_FALSE(sink.result);
}

TEST_F(StickHttpTest, EverythingElseGoesToTheNetwork) {
  network_->serve("http://h/feed.json", {.body = "feed"});
  Noted sink;
  Request request;
  request.url = "http://h/feed.json";
  request.bytes_max = 100;
  http_->start(request, sink);
  for (int i = 0; i < 10 && !sink.result; ++i) http_->wait(clock_.steady() + std::chrono::seconds(1));
  EXPECT_EQ(sink.bytes, "feed");
}

}  // namespace
}  // namespace kepu::content
