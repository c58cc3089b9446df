// A network that does what it likes, through real sockets and real curl: it cuts, truncates, corrupts,
// replays old answers, serves the wrong file, fails, and shifts ranges. Never is a wrong byte playable, and
// once it heals the newest feed is on.
#include <gtest/gtest.h>

#include <csignal>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "content/sha256.h"
#include "tests/content/loopback_server.h"
#include "tests/crash/machine.h"
#include "tests/fakes/fake_files.h"

namespace kepu::crash {
namespace {

using namespace std::chrono_literals;
using content::Head;
using content::Request;
using content::Sink;
using content::TransferId;
using fakes::Answer;

#ifdef KEPU_SANITIZED
constexpr unsigned kRuns = 100;
#else
constexpr unsigned kRuns = 1000;
#endif
constexpr int kHostileTurns = 60;
constexpr int kTurnsMax = 4000;

// Counts what comes over the wire, and knows whether anything is under way.
class Counted final : public content::Http {
 public:
  explicit Counted(const Clock& clock) : http_(content::make_curl_http("kepu-test", clock)) {}

  TransferId start(const Request& request, Sink& sink) override {
    auto tap = std::make_unique<Tap>(*this, sink, request.url.find("/media/") != std::string::npos);
    const TransferId id = http_->start(request, *tap);
    taps_[id] = std::move(tap);
    return id;
  }
  void cancel(TransferId id) override {
    http_->cancel(id);
    taps_.erase(id);
  }
  void wait(std::optional<Steady> deadline) override {
    http_->wait(deadline);
    std::erase_if(taps_, [](const auto& each) { return each.second->ended; });
  }
  void watch(int fd) override { http_->watch(fd); }
  void set_plausible(content::Plausible times) override { http_->set_plausible(times); }
  void wake() override { http_->wake(); }

  bool busy() const { return !taps_.empty(); }
  std::uint64_t media_bytes = 0;

 private:
  struct Tap final : Sink {
    Tap(Counted& counted_, Sink& sink_, bool media_) : counted(&counted_), sink(&sink_), media(media_) {}
    Result<void> on_head(const Head& head) override { return sink->on_head(head); }
    Result<void> on_bytes(std::string_view bytes) override {
      if (media) counted->media_bytes += bytes.size();
      return sink->on_bytes(bytes);
    }
    void on_busy(std::chrono::seconds retry_after) override { sink->on_busy(retry_after); }
    void on_end(Result<void> result) override {
      ended = true;
      sink->on_end(std::move(result));
    }
    Counted* counted;
    Sink* sink;
    bool media, ended = false;
  };
  std::unique_ptr<content::Http> http_;
  std::map<TransferId, std::unique_ptr<Tap>> taps_;
};

enum class Mischief { none, cuts, anything };

// Answers as documents of the newest feed, spoiled by chance.
class Proxy {
 public:
  Proxy(unsigned seed, Mischief mischief) : mischief_(mischief), dice_(seed) {
    for (std::int64_t version = 1; version <= Site::kNewest; ++version)
      versions_.push_back(Site::documents(version));
    for (const auto& [path, answer] : versions_.back()) {
      if (path.starts_with("media/")) media_.push_back(path);
    }
  }

  void heal() { mischief_ = Mischief::none; }

  std::optional<Answer> answer(const Request& request) {
    const std::string path = request.url.substr(std::string("/site/").size());
    const auto found = versions_.back().find(path);
    if (found == versions_.back().end()) return std::nullopt;
    Answer answer = found->second;
    if (mischief_ == Mischief::none || below(3) == 0) return answer;
    return mischief_ == Mischief::cuts ? cut(std::move(answer)) : spoil(path, std::move(answer));
  }

 private:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(dice_()) % n; }

  Answer cut(Answer answer) {
    if (!answer.body.empty()) answer.cut_after = below(answer.body.size());
    return answer;
  }

  Answer spoil(const std::string& path, Answer answer) {
    if (answer.body.empty()) return answer;
    switch (below(9)) {
      case 0:
        return cut(std::move(answer));
      case 1:
        answer.body.resize(below(answer.body.size()));
        return answer;
      case 2:
        answer.body[below(answer.body.size())] ^= static_cast<char>(1U << below(8));
        return answer;
      case 3:
        return versions_[below(versions_.size())].at(path);  // as it was once
      case 4:
        return versions_.back().at(media_[below(media_.size())]);
      case 5:
        return {.status = below(2) == 0 ? 503 : 404};
      case 6:
        answer.range_shift = 1 + below(20);
        return answer;
      case 7:
        answer.ranges = false;
        answer.chunked = true;
        return answer;
      default:
        answer.body += answer.body;
        return answer;
    }
  }

  Mischief mischief_;
  std::mt19937 dice_;
  std::vector<std::map<std::string, Answer>> versions_;
  std::vector<std::string> media_;
};

class HostileNetwork : public testing::Test {
 protected:
  HostileNetwork() { std::signal(SIGPIPE, SIG_IGN); }

  struct Outcome {
    std::string fault;
    std::uint64_t media_bytes = 0;
  };

  // A screen with nothing on its disk, until the newest feed is on.
  static Outcome run(unsigned seed, Mischief mischief) {
    Proxy proxy(seed, mischief);
    content::LoopbackServer server;
    server.serve_by([&](const Request& request) { return proxy.answer(request); });
    fakes::FakeFiles files;
    fakes::FakeClock wall;
    Counted http(wall);
    Machine machine(files, "/store", server.url("/site/feed.json"), http);
    if (!machine.start()) return {"it does not start"};
    std::set<config::AssetId> seen;
    for (int turns = 0; turns < kTurnsMax; ++turns) {
      if (turns == kHostileTurns)
        server.serve_by([&](const Request& request) { return healed(proxy, request); });
      const Steady until = machine.step();
      for (const config::AssetId& id : machine.store().playable()->ids()) {
        const auto bytes = files.read(machine.store().playable()->path(id), 1U << 20U);
        if (seen.insert(id).second && (!bytes || content::sha256(*bytes) != id))
          return {"a wrong byte is playable"};
      }
      if (machine.is_done()) return {"", http.media_bytes};
      if (http.busy()) {
        http.wait(wall.steady() + 20ms);
      } else if (until > machine.clock().steady()) {
        machine.clock().advance(until - machine.clock().steady());
      }
    }
    return {"the newest feed never came to be whole"};
  }

 private:
  static std::optional<Answer> healed(Proxy& proxy, const Request& request) {
    proxy.heal();
    return proxy.answer(request);
  }
};

TEST_F(HostileNetwork, NeverIsAWrongByteShownAndTheNewestFeedComesInTheEnd) {
  std::string faults;
  testing::internal::CaptureStderr();
  for (unsigned seed = 1; seed <= kRuns; ++seed) {
    const Outcome outcome = run(seed, Mischief::anything);
    if (!outcome.fault.empty()) faults += "seed " + std::to_string(seed) + ": " + outcome.fault + "\n";
  }
  testing::internal::GetCapturedStderr();
  EXPECT_EQ(faults, "");
}

TEST_F(HostileNetwork, AfterCutsNothingIsFetchedTwice) {
  const std::uint64_t needed = 5 * Site::asset("b").bytes;  // b, c, d, e, and x until the recall has come
  std::uint64_t most = 0;
  std::string faults;
  testing::internal::CaptureStderr();
  for (unsigned seed = 1; seed <= kRuns / 5; ++seed) {
    const Outcome outcome = run(seed, Mischief::cuts);
    if (!outcome.fault.empty()) faults += "seed " + std::to_string(seed) + ": " + outcome.fault + "\n";
    most = std::max(most, outcome.media_bytes);
  }
  testing::internal::GetCapturedStderr();
  std::cout << most << " bytes at most of " << needed << " needed\n";
  EXPECT_EQ(faults, "");
  EXPECT_LE(static_cast<double>(most), 1.05 * static_cast<double>(needed));
}

}  // namespace
}  // namespace kepu::crash
