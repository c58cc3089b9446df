// tests/content/couriered.h: a courier on a fake disk, a fake net and a fake clock.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "content/courier.h"
#include "content/sha256.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_files.h"
#include "tests/fakes/fake_http.h"

namespace kepu::content {

using namespace std::chrono_literals;
using fakes::Answer;

inline constexpr const char* kFeedUrl = "http://h/site/feed.json";

inline std::string feed_bytes(std::int64_t version, const std::string& name = "liuzhou") {
  config::Feed feed;
  feed.name = name;
  feed.epoch = 1;
  feed.version = version;
  feed.issued = Wall(std::chrono::sys_days(std::chrono::year(2026) / 11 / 23));
  feed.expires = feed.issued + 24h * 90;
  feed.timezone = "Asia/Shanghai";
  return config::write_feed(feed);
}

inline std::string bytes_of(const std::string& name) {
  std::string bytes;
  while (bytes.size() < 3000) bytes += name + " ";
  return bytes;
}

inline config::Asset asset_of(const std::string& name) {
  config::Asset asset;
  asset.name = name;
  asset.id = sha256(bytes_of(name));
  asset.bytes = bytes_of(name).size();
  asset.url = "media/" + name;
  return asset;
}

inline std::string url_of(const std::string& name) { return "http://h/site/media/" + name; }

class Couriered : public testing::Test {
 protected:
  Couriered() : store_(*Store::open("/store", files_)) {
    options_.feed_url = kFeedUrl;
    options_.poll = 60s;
    restart();
  }

  // As after a power cut that lost nothing.
  void restart() {
    courier_.reset();
    store_ = *Store::open("/store", files_);
    courier_.emplace(options_, store_, http_, files_);
  }

  void serve_feed(std::int64_t version) {
    http_.serve(kFeedUrl, {.body = feed_bytes(version), .etag = '"' + std::to_string(version) + '"'});
  }
  void serve(const std::string& name) {
    http_.serve(url_of(name), {.body = bytes_of(name), .etag = "\"e\""});
  }

  void run_for(nanoseconds time) {
    const Steady end = clock_.steady() + time;
    for (int steps = 0; clock_.steady() < end; ++steps) {
      ASSERT_LT(steps, 10'000) << "the courier is busy for nothing";
      http_.wait(std::min(courier_->tick(clock_.steady()), end));
    }
    courier_->tick(clock_.steady());
  }
  // What was logged meanwhile, a line each.
  std::string log_of(nanoseconds time) {
    testing::internal::CaptureStderr();
    run_for(time);
    return testing::internal::GetCapturedStderr();
  }

  std::vector<std::int64_t> versions() const {
    std::vector<std::int64_t> all;
    for (const auto& feed : courier_->feeds()) all.push_back(feed->version);
    return all;
  }
  std::vector<std::string> asked() const {
    std::vector<std::string> urls;
    for (const Request& request : http_.requests()) urls.push_back(request.url);
    return urls;
  }
  long count(const std::string& url) const { return std::ranges::count(asked(), url); }
  bool is_playable(const std::string& name) const { return store_.playable()->contains(asset_of(name).id); }

  fakes::FakeClock clock_;
  fakes::FakeFiles files_;
  fakes::FakeHttp http_{clock_};
  CourierOptions options_;
  Store store_;
  std::optional<Courier> courier_;
};

inline long lines(const std::string& log, const std::string& with) {
  long count = 0;
  for (std::size_t at = log.find(with); at != std::string::npos; at = log.find(with, at + 1)) ++count;
  return count;
}

}  // namespace kepu::content
