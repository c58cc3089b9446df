// tests/crash/machine.h: a screen without a display: the courier and the planner, on a disk that a test may
// fail, kill or cut off at any call, and a site that brings it from feed 1 to feed 2: three new assets, one
// that leaves the disk for them, one that is recalled.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "content/courier.h"
#include "player/in_force.h"
#include "player/planner.h"
#include "tests/content/trusted.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_http.h"

namespace kepu::crash {

using content::Files;

// What the server has, signed by two of three.
class Site {
 public:
  static constexpr const char* kUrl = "http://h/site/feed.json";

  static std::string bytes_of(const std::string& name);
  static config::Asset asset(const std::string& name);

  static constexpr std::int64_t kNewest = 3;

  // By path. Feed 1: o. Feed 2: a, b, x. Feed 3: b, c, d, e, x, and notices that recall x.
  static std::map<std::string, fakes::Answer> documents(std::int64_t version);
};

class Machine {
 public:
  // On the folder `root` of `files`, which must outlive it, with a server of its own on a clock that jumps.
  Machine(Files& files, std::filesystem::path root) : files_(&files), root_(std::move(root)) {
    fake_http_.emplace(clock_);
    http_ = &*fake_http_;
  }
  // On another network. `http` must outlive it.
  Machine(Files& files, std::filesystem::path root, std::string feed_url, content::Http& http)
      : files_(&files), root_(std::move(root)), feed_url_(std::move(feed_url)), http_(&http) {}

  // False: the store could not be opened.
  bool start();
  void serve(std::int64_t version);

  // One turn of the courier's loop.
  void turn();
  // The same up to where it would wait; until when.
  Steady step();
  fakes::FakeClock& clock() { return clock_; }
  // Turns until nothing happens any more, or `limit` (sim time) has passed.
  void run_for(nanoseconds limit);

  // The newest feed rules, plays, and all it needs but what is recalled is on disk.
  bool is_done() const;

  bool is_expired() const { return in_force_.is_expired(); }
  content::Store& store() { return *store_; }
  const content::Courier& courier() const { return *courier_; }
  const player::Planner& planner() const { return planner_; }
  Wall now() const { return clock_.wall(); }

 private:
  void plan();

  Files* files_;
  std::filesystem::path root_;
  std::string feed_url_ = Site::kUrl;
  fakes::FakeClock clock_;
  std::optional<fakes::FakeHttp> fake_http_;
  content::Http* http_ = nullptr;
  std::optional<content::Store> store_;
  std::optional<content::Courier> courier_;
  player::InForce in_force_{""};
  player::Planner planner_{config::Screen{}};
};

// What cannot be played in the next ten minutes though it is not recalled; empty: nothing.
std::string gap_of(const Machine& machine);

// What was durable at some moment: what a screen must not fall behind.
struct Acknowledged {
  std::int64_t feed = 0, notices = 0;  // versions
  bool plays = false;                  // all of the next ten minutes
  bool operator==(const Acknowledged&) const = default;
};
Acknowledged acknowledged(const Machine& machine, Files& files, const std::filesystem::path& root);

// What is wrong with the disk after a start without a network; empty: nothing. It plays for the next ten
// minutes, shows nothing recalled, holds no object with wrong bytes, and has not fallen behind `floor`.
std::string fault_after_start(Files& files, const std::filesystem::path& root, const Acknowledged& floor);

// The same, and with the network back the newest feed is on and whole at last.
std::string fault_after_recovery(Files& files, const std::filesystem::path& root, const Acknowledged& floor);

}  // namespace kepu::crash
