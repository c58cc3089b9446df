// content/http.h: HTTP, as far as content needs it. One of the four seams: curl (curl_http.cpp), a scripted
// fake (tests/fakes), and one test suite that both must pass. Streams, never whole bodies; no curl type.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "config/clock.h"
#include "config/result.h"
#include "config/settings.h"

namespace kepu::content {

struct Request {
  std::string url;            // absolute, http or https
  std::string if_none_match;  // an ETag, quotes and all; empty: none
  std::uint64_t from = 0;     // first byte wanted: Range when not 0
  std::string if_range;       // an ETag to go with `from`; empty: none
  // A body of more than this, counted as it arrives, ends the transfer with `refused`. Counted from `from`:
  // an answer that starts over may bring `from` more.
  std::uint64_t bytes_max = 0;
  bool past_caches = false;  // what a cache on the way has is not enough: it must ask the server itself
  std::uint64_t bytes_per_second = 0;  // at most, over some seconds; 0: no limit
};

struct Head {
  // 200, 206 (it starts at `from`) or 304, the latter two only if asked for: others never reach a sink, they
  // end the transfer with an error. 200 in answer to a Range: the body is the whole one, start over.
  int status = 0;
  std::string etag;  // quotes and all; empty: none
};

// Hears of one transfer, on the thread that calls Http::wait(). It may start and cancel transfers.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual Result<void> on_head(const Head& head) = 0;         // an error ends the transfer with it
  virtual Result<void> on_bytes(std::string_view bytes) = 0;  // likewise
  // The server asks to be left alone for so long: Retry-After of an answer that is `unavailable`. Before
  // on_end(), and at most kRetryAfterMax.
  virtual void on_busy(std::chrono::seconds /*retry_after*/) {}
  // Exactly once, last: an operation ends in a value. Success: the answer ended where it said it would, or
  // did not say; whether that is all there is, the sink must know.
  //   not_found: 404 or 410. unavailable: no answer, 5xx, 408, 429, cut or stalled.
  //   refused: any other 4xx, too many bytes, a redirect that is not allowed, a certificate that does not
  //   hold. invalid: not a http or https URL; 416, nothing is left after `from`. broken: an answer that does
  //   not fit the request, such as a 206 that starts elsewhere.
  virtual void on_end(Result<void> result) = 0;
};

using TransferId = std::uint64_t;

// Times that a clock may show and be right.
struct Plausible {
  Wall from = Wall::min(), until = Wall::max();
};

// Thread: one thread for all but wake().
class Http {
 public:
  virtual ~Http() = default;
  // `sink` must outlive the transfer. Never calls the sink itself: that happens in wait().
  virtual TransferId start(const Request& request, Sink& sink) = 0;
  // The sink hears nothing any more, not even on_end.
  virtual void cancel(TransferId id) = 0;
  // Runs transfers until `deadline` (none: for ever), until a transfer ended, or until wake() was called.
  virtual void wait(std::optional<Steady> deadline) = 0;
  // From now on wait() also ends while `fd` is readable. Not owned, not read; one at a time.
  virtual void watch(int fd) = 0;
  // While the wall clock shows a time outside of `times`, it is wrong, and certificates are not judged by
  // their dates: a bus that woke up in 1970 or in 2099 must fetch what is signed all the same. Chain and name
  // are always checked.
  virtual void set_plausible(Plausible times) = 0;
  // Ends a wait() from any thread; one that is not waiting returns at once the next time.
  virtual void wake() = 0;
};

// `reference` as seen from `base`: "media/a.mp4" from "http://h/x/feed.json" is "http://h/x/media/a.mp4".
// invalid: not a URL, or neither http nor https.
Result<std::string> resolve_url(const std::string& base, const std::string& reference);

// Where a redirect from `from` leads: as resolve_url(). refused: from https to http, or not a http or https
// URL.
Result<std::string> redirect_url(const std::string& from, const std::string& location);

// No clock of a screen that runs this version can show an earlier time and be right. Raised with releases.
constexpr Wall kReleased = std::chrono::sys_days(std::chrono::year(2026) / 11 / 1);
constexpr int kRedirectsMax = 5;
constexpr std::chrono::seconds kRetryAfterMax{86400};
constexpr std::chrono::seconds kConnectTimeout{15};
// Less than kStallBytes a second for so long: unavailable.
constexpr std::chrono::seconds kStallTimeout{30};
constexpr long kStallBytes = 1024;

// libcurl's multi interface. `user_agent` is sent with every request. `clock` must outlive it.
// The program must ignore SIGPIPE, which a write to a closed TLS connection raises.
// TLS 1.2 at least; the peer's chain and name are always checked. A file of `connection` that cannot be read
// fails each request as `refused`.
std::unique_ptr<Http> make_curl_http(std::string user_agent, const Clock& clock,
                                     config::Connection connection = {});

}  // namespace kepu::content
