// tests/fakes/fake_http.h: servers that behave as scripted, well or badly.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/clock.h"
#include "config/wakeup.h"
#include "content/http.h"

namespace kepu::fakes {

// What a server has under one URL, and how it misbehaves.
struct Answer {
  int status = 200;    // other than 200: always this one
  std::string body{};  // the whole file
  std::string etag{};
  std::string location{};                    // of a redirect
  int retry_after = 0;                       // seconds; 0: does not say
  bool ranges = true;                        // false: the whole file in answer to a Range
  std::uint64_t range_shift = 0;             // a range starts so much too late, and says so
  std::optional<std::size_t> cut_after{};    // so many bytes of the body, then the connection breaks
  std::optional<std::size_t> stall_after{};  // so many bytes of the body, then silence
  bool chunked = false;                      // does not say how long the body is
  bool endless = false;                      // chunked, the body again and again
};

// What goes over the wire in answer to `request`, by the rules of RFC 9110 as far as `answer` keeps them.
struct Reply {
  int status = 0;
  std::string body;
  std::uint64_t range_start = 0;  // of a 206
};
Reply reply_to(const Answer& answer, const content::Request& request);

class FakeHttp final : public content::Http {
 public:
  explicit FakeHttp(Clock& clock) : clock_(&clock) {}

  // From now on. A URL that is not served has no server: unavailable.
  void serve(const std::string& url, Answer answer) { served_[url] = std::move(answer); }
  void stop_serving(const std::string& url) { served_.erase(url); }
  // A server that thinks: it is asked for each answer to a URL that begins with `prefix`.
  void serve_live(const std::string& prefix, std::function<Answer(const std::string& url)> answer) {
    live_[prefix] = std::move(answer);
  }
  // For the next request of `url` that has no other one waiting.
  void serve_once(const std::string& url, Answer answer) { once_[url].push_back(std::move(answer)); }

  // All there were, redirects not counted.
  const std::vector<content::Request>& requests() const { return requests_; }
  std::size_t running() const { return transfers_.size(); }

  content::TransferId start(const content::Request& request, content::Sink& sink) override;
  void cancel(content::TransferId id) override { transfers_.erase(id); }
  void wait(std::optional<Steady> deadline) override;
  void watch(int fd) override;
  void set_plausible(content::Plausible times) override { plausible_ = times; }
  content::Plausible plausible() const { return plausible_; }
  void wake() override;

 private:
  struct Transfer {
    content::Request request;
    content::Sink* sink;
    std::optional<Error> failed{};  // before any answer
    Answer answer{};
    Reply reply{};
    bool head_sent = false;
    std::uint64_t sent = 0;
    std::optional<Steady> silent_since{};
  };
  enum class Step { moved, silent, ended };

  std::optional<Answer> take_answer(const std::string& url);
  void connect(Transfer& transfer);
  Step advance(content::TransferId id);
  Step send_head(content::TransferId id);
  Step send_bytes(content::TransferId id);
  Step end(content::TransferId id, Result<void> result);
  Step round();
  std::optional<Steady> next_stall_end() const;

  Clock* clock_;
  Wakeup wakeup_;
  int watched_ = -1;
  content::Plausible plausible_;
  std::atomic<bool> woken_ = false;  // set by any thread
  std::map<std::string, Answer> served_;
  std::map<std::string, std::deque<Answer>> once_;
  std::map<std::string, std::function<Answer(const std::string&)>> live_;
  std::map<content::TransferId, Transfer> transfers_;
  content::TransferId next_id_ = 1;
  std::vector<content::Request> requests_;
};

}  // namespace kepu::fakes
