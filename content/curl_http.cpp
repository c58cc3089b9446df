#include <curl/curl.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/free.h"
#include "config/log.h"
#include "content/http.h"

namespace kepu::content {
namespace {

using Url = std::unique_ptr<CURLU, Free<curl_url_cleanup>>;
using CurlString = std::unique_ptr<char, Free<curl_free>>;
using Easy = std::unique_ptr<CURL, Free<curl_easy_cleanup>>;
using Multi = std::unique_ptr<CURLM, Free<curl_multi_cleanup>>;
using Headers = std::unique_ptr<curl_slist, Free<curl_slist_free_all>>;

constexpr std::uint64_t kUnwantedBytesMax = 64U << 10U;  // of an error page: read on, to keep the connection
constexpr std::uint64_t kHeaderBytesMax = 256U << 10U;
constexpr long kBufferBytes = 256L << 10U;

CurlString part_of(const Url& url, CURLUPart part, unsigned int flags = 0) {
  char* text = nullptr;
  curl_url_get(url.get(), part, &text, flags);
  return CurlString(text);
}

template <class Value>
void set(const Easy& easy, CURLoption option, Value value) {
  KEPU_CHECK(curl_easy_setopt(easy.get(), option, value) == CURLE_OK);
}

long status_of(const Easy& easy) {
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  return status;
}

std::string header_of(const Easy& easy, const char* name) {
  curl_header* header = nullptr;
  if (curl_easy_header(easy.get(), name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK) return {};
  return header->value;
}

// "bytes 100-199/200" starts at 100.
bool starts_at(std::string_view content_range, std::uint64_t from) {
  constexpr std::string_view kUnit = "bytes ";
  if (!content_range.starts_with(kUnit)) return false;
  content_range.remove_prefix(kUnit.size());
  std::uint64_t first = 0;
  const auto end = content_range.data() + content_range.size();
  const auto [rest, fault] = std::from_chars(content_range.data(), end, first);
  return fault == std::errc() && rest != end && *rest == '-' && first == from;
}

bool is_redirect(long status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// What becomes of an answer by its status alone; success: its body is wanted.
Result<void> judge_status(long status, const Request& request) {
  const std::string text = "HTTP status " + std::to_string(status);
  if (status == 200 || (status == 206 && request.from > 0)) return {};
  if (status == 304 && !request.if_none_match.empty()) return {};
  if (status == 404 || status == 410) return Error{Kind::not_found, "not on the server (" + text + ")"};
  if (status == 416) return Error{Kind::invalid, "nothing on the server from that byte on (" + text + ")"};
  if (status == 408 || status == 429 || status / 100 == 5)
    return Error{Kind::unavailable, "the server cannot answer now (" + text + ")"};
  if (status / 100 == 4) return Error{Kind::refused, "the server refuses (" + text + ")"};
  return Error{Kind::broken, "the answer does not fit the request (" + text + ")"};
}

Error from_curl(CURLcode code, const char* detail) {
  const std::string text = *detail != '\0' ? detail : curl_easy_strerror(code);
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
      return {Kind::refused, text};
    case CURLE_PARTIAL_FILE:
      return {Kind::unavailable, "cut off by the server"};
    default:
      return {Kind::unavailable, text};
  }
}

// One request and its answer, redirects included.
class Transfer {
 public:
  Transfer(Request request, Sink& sink, const std::string& user_agent, const config::Connection& connection);

  CURL* handle() const { return easy_.get(); }
  void ignore_dates();  // of certificates
  void forget_sink() { sink_ = nullptr; }
  bool forgotten() const { return sink_ == nullptr; }

  // After curl finished a request: true if another one must follow (a redirect); false after on_end.
  bool finish(CURLcode code);

 private:
  static std::size_t on_header(char*, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);
  void connect_by(const config::Connection& connection);
  void ask(const std::string& url);
  bool redirected() const;
  Result<void> see_head();
  Result<void> take(std::string_view bytes);
  Result<void> outcome(CURLcode code);
  void tell_retry_after();

  Request request_;
  Sink* sink_;
  Headers headers_;  // before easy_, which uses it until it is gone
  std::array<char, CURL_ERROR_SIZE> detail_{};
  std::string url_;  // where the redirects have led
  int redirects_ = 0;
  // Of the request under way:
  bool head_seen_ = false;
  bool wanted_ = false;  // its body goes to the sink
  Result<void> judged_;  // the first error that we found ourselves
  std::uint64_t header_bytes_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t bytes_max_ = 0;
  Easy easy_;
};

Transfer::Transfer(Request request, Sink& sink, const std::string& user_agent,
                   const config::Connection& connection)
    : request_(std::move(request)), sink_(&sink), easy_(curl_easy_init()) {
  KEPU_CHECK(easy_ != nullptr);
  const auto add_header = [this](const std::string& line) {
    curl_slist* longer = curl_slist_append(headers_.get(), line.c_str());
    KEPU_CHECK(longer != nullptr);
    (void)headers_.release();  // it is the rest of `longer` now
    headers_.reset(longer);
  };
  if (!request_.if_none_match.empty()) add_header("If-None-Match: " + request_.if_none_match);
  if (request_.past_caches) add_header("Cache-Control: no-cache");
  if (request_.from > 0) add_header("Range: bytes=" + std::to_string(request_.from) + "-");
  if (request_.from > 0 && !request_.if_range.empty()) add_header("If-Range: " + request_.if_range);
  set(easy_, CURLOPT_HTTPHEADER, headers_.get());
  set(easy_, CURLOPT_USERAGENT, user_agent.c_str());
  set(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy_, CURLOPT_NOSIGNAL, 1L);
  set(easy_, CURLOPT_CONNECTTIMEOUT, static_cast<long>(kConnectTimeout.count()));
  set(easy_, CURLOPT_LOW_SPEED_LIMIT, kStallBytes);
  set(easy_, CURLOPT_LOW_SPEED_TIME, static_cast<long>(kStallTimeout.count()));
  set(easy_, CURLOPT_BUFFERSIZE, kBufferBytes);
  set(easy_, CURLOPT_MAX_RECV_SPEED_LARGE, static_cast<curl_off_t>(request_.bytes_per_second));
  set(easy_, CURLOPT_ERRORBUFFER, detail_.data());
  set(easy_, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  set(easy_, CURLOPT_HEADERDATA, this);
  set(easy_, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  set(easy_, CURLOPT_WRITEDATA, this);
  connect_by(connection);
  ask(request_.url);
}

// libcurl has no option for it; this one needs a libcurl that uses OpenSSL.
void Transfer::ignore_dates() {
  const auto change = [](CURL*, void* context, void*) {
    X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(static_cast<SSL_CTX*>(context)),
                                X509_V_FLAG_NO_CHECK_TIME);
    return CURLE_OK;
  };
  set(easy_, CURLOPT_SSL_CTX_FUNCTION, static_cast<CURLcode (*)(CURL*, void*, void*)>(change));
}

void Transfer::connect_by(const config::Connection& connection) {
  set(easy_, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!connection.ca.empty()) {
    set(easy_, CURLOPT_CAINFO, connection.ca.c_str());
    set(easy_, CURLOPT_CAPATH, static_cast<char*>(nullptr));  // instead of the system's, not beside them
  }
  if (!connection.cert.empty()) set(easy_, CURLOPT_SSLCERT, connection.cert.c_str());
  if (!connection.key.empty()) set(easy_, CURLOPT_SSLKEY, connection.key.c_str());
  if (!connection.proxy.empty()) set(easy_, CURLOPT_PROXY, connection.proxy.c_str());
}

// Redirects are followed here and not by curl: it would read the endless body of one for ever, and it knows
// no rule against leaving https on the way.
void Transfer::ask(const std::string& url) {
  url_ = url;
  // Unchecked, for it is data: without a URL the request fails.
  curl_easy_setopt(easy_.get(), CURLOPT_URL, url_.c_str());
  head_seen_ = false;
  wanted_ = false;
  judged_ = {};
  header_bytes_ = 0;
  bytes_ = 0;
}

std::size_t Transfer::on_header(char*, std::size_t size, std::size_t count, void* self) {
  Transfer& transfer = *static_cast<Transfer*>(self);
  transfer.header_bytes_ += size * count;
  if (transfer.forgotten()) return 0;
  if (transfer.header_bytes_ <= kHeaderBytesMax) return size * count;
  transfer.judged_ = Error{Kind::broken, "the answer's header does not end"};
  return 0;
}

std::size_t Transfer::on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
  Transfer& transfer = *static_cast<Transfer*>(self);
  if (transfer.forgotten()) return 0;
  if (auto taken = transfer.take({bytes, size * count}); !taken) {
    transfer.judged_ = std::move(taken);
    return 0;
  }
  return transfer.forgotten() ? 0 : size * count;
}

bool Transfer::redirected() const {
  return is_redirect(status_of(easy_)) && !header_of(easy_, "Location").empty();
}

Result<void> Transfer::see_head() {
  head_seen_ = true;
  if (redirected()) return {};
  const long status = status_of(easy_);
  if (auto judged = judge_status(status, request_); !judged) return judged;
  if (status == 206 && !starts_at(header_of(easy_, "Content-Range"), request_.from))
    return Error{Kind::broken,
                 "the server answers another range than from byte " + std::to_string(request_.from)};
  wanted_ = true;
  bytes_max_ = status == 200 ? request_.from + request_.bytes_max : request_.bytes_max;
  return sink_->on_head(Head{static_cast<int>(status), header_of(easy_, "ETag")});
}

Result<void> Transfer::take(std::string_view bytes) {
  if (!head_seen_) judged_ = see_head();
  if (forgotten()) return {};
  if (wanted_ && !judged_) return judged_;  // the sink did not like the head
  bytes_ += bytes.size();
  if (!wanted_) {
    if (bytes_ <= kUnwantedBytesMax) return {};
    return judged_ ? Error{Kind::broken, "a redirect with an endless page"} : judged_;
  }
  if (bytes_ > bytes_max_)
    return Error{Kind::refused, "more than the " + std::to_string(bytes_max_) + " bytes allowed"};
  return sink_->on_bytes(bytes);
}

Result<void> Transfer::outcome(CURLcode code) {
  if (!judged_) return judged_;
  if (auto url = resolve_url({}, url_); !url) return url.error();
  if (code != CURLE_OK) return from_curl(code, detail_.data());
  return head_seen_ ? Result<void>() : see_head();
}

void Transfer::tell_retry_after() {
  curl_off_t seconds = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RETRY_AFTER, &seconds);
  if (seconds > 0) sink_->on_busy(std::min(std::chrono::seconds(seconds), kRetryAfterMax));
}

bool Transfer::finish(CURLcode code) {
  if (forgotten()) return false;
  Result<void> ended;
  if (redirected()) {
    auto target = redirect_url(url_, header_of(easy_, "Location"));
    if (target && ++redirects_ <= kRedirectsMax) {
      ask(*target);
      return true;
    }
    ended = target ? Error{Kind::refused, "more than " + std::to_string(kRedirectsMax) + " redirects"}
                   : std::move(target).error();
  } else {
    ended = outcome(code);
  }
  if (sink_ != nullptr && !ended && ended.error().kind == Kind::unavailable) tell_retry_after();
  if (sink_ != nullptr) sink_->on_end(std::move(ended).with(url_));
  return false;
}

class CurlHttp final : public Http {
 public:
  CurlHttp(std::string user_agent, const Clock& clock, config::Connection connection)
      : user_agent_(std::move(user_agent)),
        connection_(std::move(connection)),
        clock_(&clock),
        multi_(curl_multi_init()) {
    KEPU_CHECK(multi_ != nullptr);
  }
  ~CurlHttp() override {
    for (const auto& [id, transfer] : transfers_) curl_multi_remove_handle(multi_.get(), transfer->handle());
  }
  CurlHttp(const CurlHttp&) = delete;
  CurlHttp& operator=(const CurlHttp&) = delete;

  TransferId start(const Request& request, Sink& sink) override;
  void cancel(TransferId id) override;
  void wait(std::optional<Steady> deadline) override;
  void watch(int fd) override { watched_ = fd; }
  void set_plausible(Plausible times) override {
    plausible_ = {std::max(times.from, kReleased), times.until};
  }
  void wake() override;

 private:
  void add_waiting();
  void drop_forgotten();
  bool reap();
  bool perform();

  std::string user_agent_;
  config::Connection connection_;
  const Clock* clock_;
  Multi multi_;
  std::map<TransferId, std::unique_ptr<Transfer>> transfers_;  // dies before multi_
  std::vector<TransferId> waiting_;  // started, not yet given to curl: it takes none from within a callback
  TransferId next_id_ = 1;
  std::atomic<bool> woken_ = false;  // set by any thread
  int watched_ = -1;
  Plausible plausible_{kReleased};
};

TransferId CurlHttp::start(const Request& request, Sink& sink) {
  const TransferId id = next_id_++;
  auto transfer = std::make_unique<Transfer>(request, sink, user_agent_, connection_);
  const Wall now = clock_->wall();
  if (now < plausible_.from || now > plausible_.until) transfer->ignore_dates();
  transfers_.emplace(id, std::move(transfer));
  waiting_.push_back(id);
  return id;
}

// The handle goes in wait(): this may be a callback of the very same transfer.
void CurlHttp::cancel(TransferId id) {
  if (const auto found = transfers_.find(id); found != transfers_.end()) found->second->forget_sink();
}

void CurlHttp::wake() {
  woken_ = true;
  curl_multi_wakeup(multi_.get());
}

void CurlHttp::add_waiting() {
  for (const TransferId id : std::exchange(waiting_, {})) {
    const auto found = transfers_.find(id);
    if (found == transfers_.end()) continue;
    KEPU_CHECK(curl_multi_add_handle(multi_.get(), found->second->handle()) == CURLM_OK);
  }
}

void CurlHttp::drop_forgotten() {
  std::erase_if(transfers_, [this](const auto& each) {
    if (!each.second->forgotten()) return false;
    curl_multi_remove_handle(multi_.get(), each.second->handle());
    return true;
  });
}

// True if a transfer ended.
bool CurlHttp::reap() {
  bool ended = false;
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* handle = message->easy_handle;
    const CURLcode code = message->data.result;  // the message dies with the handle's removal
    const auto found =
        std::ranges::find_if(transfers_, [&](const auto& each) { return each.second->handle() == handle; });
    KEPU_CHECK(found != transfers_.end());
    curl_multi_remove_handle(multi_.get(), handle);
    if (found->second->finish(code)) {
      waiting_.push_back(found->first);
      continue;
    }
    transfers_.erase(found);
    ended = true;
  }
  return ended;
}

bool CurlHttp::perform() {
  drop_forgotten();
  add_waiting();
  int running = 0;
  KEPU_CHECK(curl_multi_perform(multi_.get(), &running) == CURLM_OK);
  const bool ended = reap();
  drop_forgotten();
  return ended;
}

void CurlHttp::wait(std::optional<Steady> deadline) {
  constexpr nanoseconds kLongest = std::chrono::hours(1);
  for (;;) {
    if (perform() || woken_.exchange(false)) return;
    const nanoseconds left = deadline ? *deadline - clock_->steady() : kLongest;
    if (left <= nanoseconds::zero()) return;
    const auto timeout =
        waiting_.empty() ? std::chrono::ceil<milliseconds>(std::min(left, kLongest)) : milliseconds{};
    curl_waitfd watched{watched_, CURL_WAIT_POLLIN, 0};
    curl_multi_poll(multi_.get(), &watched, watched_ >= 0 ? 1 : 0, static_cast<int>(timeout.count()),
                    nullptr);
    if (watched.revents != 0) {
      perform();
      return;
    }
  }
}

}  // namespace

Result<std::string> resolve_url(const std::string& base, const std::string& reference) {
  const Url url(curl_url());
  KEPU_CHECK(url != nullptr);
  const Error not_a_url{Kind::invalid,
                        '"' + reference + "\" is not a http or https URL, nor relative to one"};
  if (!base.empty() && curl_url_set(url.get(), CURLUPART_URL, base.c_str(), CURLU_URLENCODE) != CURLUE_OK)
    return Error{Kind::invalid, '"' + base + "\" is not a http or https URL"};
  if (curl_url_set(url.get(), CURLUPART_URL, reference.c_str(), CURLU_URLENCODE) != CURLUE_OK)
    return not_a_url;
  const CurlString scheme = part_of(url, CURLUPART_SCHEME);
  const CurlString whole = part_of(url, CURLUPART_URL);
  if (!scheme || !whole) return not_a_url;
  const std::string_view name = scheme.get();
  if (name != "http" && name != "https") return not_a_url;
  return std::string(whole.get());
}

Result<std::string> redirect_url(const std::string& from, const std::string& location) {
  auto target = resolve_url(from, location);
  if (!target) return Error{Kind::refused, "redirected to " + target.error().message};
  const auto base = resolve_url({}, from);  // in lower case, as the target is
  if (base && base->starts_with("https:") && !target->starts_with("https:"))
    return Error{Kind::refused, "redirected from https to " + *target};
  return target;
}

std::unique_ptr<Http> make_curl_http(std::string user_agent, const Clock& clock,
                                     config::Connection connection) {
  static std::once_flag once;
  std::call_once(once, [] { KEPU_CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
  return std::make_unique<CurlHttp>(std::move(user_agent), clock, std::move(connection));
}

}  // namespace kepu::content
