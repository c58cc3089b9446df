#include "tests/fakes/fake_http.h"

#include <poll.h>

#include <algorithm>
#include <utility>

namespace kepu::fakes {
namespace {

using content::Head;
using content::Request;
using content::TransferId;

constexpr std::size_t kPiece = 1000;

Error failure(const std::string& url, Kind kind, const std::string& message) {
  return {kind, url + ": " + message};
}

// What the status alone says, as content/http.h has it; none: the body is for the sink.
std::optional<Kind> fault_of(int status) {
  if (status == 200 || status == 206 || status == 304) return std::nullopt;
  if (status == 404 || status == 410) return Kind::not_found;
  if (status == 416) return Kind::invalid;
  if (status == 408 || status == 429 || status / 100 == 5) return Kind::unavailable;
  return status / 100 == 4 ? Kind::refused : Kind::broken;
}

}  // namespace

Reply reply_to(const Answer& answer, const Request& request) {
  if (answer.status != 200) return {answer.status, answer.body, 0};
  if (!request.if_none_match.empty() && request.if_none_match == answer.etag) return {304, "", 0};
  const bool same = request.if_range.empty() || request.if_range == answer.etag;
  if (request.from == 0 || !answer.ranges || !same) return {200, answer.body, 0};
  const std::uint64_t start = request.from + answer.range_shift;
  if (start >= answer.body.size()) return {416, "", 0};
  return {206, answer.body.substr(start), start};
}

TransferId FakeHttp::start(const Request& request, content::Sink& sink) {
  requests_.push_back(request);
  transfers_.emplace(next_id_, Transfer{request, &sink});
  connect(transfers_.at(next_id_));
  return next_id_++;
}

std::optional<Answer> FakeHttp::take_answer(const std::string& url) {
  if (auto& once = once_[url]; !once.empty()) {
    Answer answer = std::move(once.front());
    once.pop_front();
    return answer;
  }
  for (const auto& [prefix, answer] : live_)
    if (url.starts_with(prefix)) return answer(url);
  const auto served = served_.find(url);
  return served == served_.end() ? std::nullopt : std::optional(served->second);
}

void FakeHttp::connect(Transfer& transfer) {
  std::string url = transfer.request.url;
  if (auto valid = content::resolve_url({}, url); !valid) {
    transfer.failed = std::move(valid).error();
    return;
  }
  for (int redirects = 0; redirects <= content::kRedirectsMax; ++redirects) {
    auto answer = take_answer(url);
    if (!answer) {
      transfer.failed = failure(url, Kind::unavailable, "Could not resolve host");
      return;
    }
    transfer.request.url = url;
    transfer.answer = *std::move(answer);
    transfer.reply = reply_to(transfer.answer, transfer.request);
    if (transfer.answer.location.empty()) return;
    auto target = content::redirect_url(url, transfer.answer.location);
    if (!target) {
      transfer.failed = std::move(target).error().with(url);
      return;
    }
    url = *target;
  }
  transfer.failed = failure(transfer.request.url, Kind::refused, "more than 5 redirects");
}

FakeHttp::Step FakeHttp::end(TransferId id, Result<void> result) {
  content::Sink* sink = transfers_.at(id).sink;
  transfers_.erase(id);
  sink->on_end(std::move(result));
  return Step::ended;
}

FakeHttp::Step FakeHttp::send_head(TransferId id) {
  Transfer& transfer = transfers_.at(id);
  transfer.head_sent = true;
  const std::string url = transfer.request.url;
  const Reply& reply = transfer.reply;
  const auto kind = fault_of(reply.status);
  if (kind == Kind::unavailable && transfer.answer.retry_after > 0)
    transfer.sink->on_busy(std::chrono::seconds(transfer.answer.retry_after));
  if (kind) return end(id, failure(url, *kind, "HTTP status " + std::to_string(reply.status)));
  if (reply.status == 206 && reply.range_start != transfer.request.from)
    return end(id, failure(url, Kind::broken, "another range"));
  auto taken = transfer.sink->on_head(Head{reply.status, transfer.answer.etag});
  if (!transfers_.contains(id)) return Step::moved;  // the sink has cancelled it
  return taken ? Step::moved : end(id, std::move(taken));
}

FakeHttp::Step FakeHttp::send_bytes(TransferId id) {
  Transfer& transfer = transfers_.at(id);
  const Answer& answer = transfer.answer;
  const std::string url = transfer.request.url;
  const std::uint64_t size = transfer.reply.body.size();
  const std::uint64_t stop =
      std::min<std::uint64_t>(answer.cut_after.value_or(size), answer.stall_after.value_or(size));
  const std::uint64_t at = answer.endless ? transfer.sent % size : transfer.sent;
  if (at >= stop && answer.stall_after) {
    if (!transfer.silent_since) transfer.silent_since = clock_->steady();
    if (clock_->steady() - *transfer.silent_since < content::kStallTimeout) return Step::silent;
    return end(id, failure(url, Kind::unavailable, "stalled"));
  }
  if (at >= stop && answer.cut_after)
    return end(id, failure(url, Kind::unavailable, "cut off by the server"));
  if (at >= stop) return end(id, {});
  const std::string piece = transfer.reply.body.substr(at, std::min<std::uint64_t>(kPiece, stop - at));
  transfer.sent += piece.size();
  const Request& request = transfer.request;
  const std::uint64_t allowed = request.bytes_max + (transfer.reply.status == 200 ? request.from : 0);
  if (transfer.sent > allowed) return end(id, failure(url, Kind::refused, "too many bytes"));
  auto taken = transfer.sink->on_bytes(piece);
  if (!transfers_.contains(id)) return Step::moved;
  return taken ? Step::moved : end(id, std::move(taken));
}

FakeHttp::Step FakeHttp::advance(TransferId id) {
  Transfer& transfer = transfers_.at(id);
  if (transfer.failed) return end(id, *std::exchange(transfer.failed, {}));
  return transfer.head_sent ? send_bytes(id) : send_head(id);
}

// A piece of each transfer, in turn.
FakeHttp::Step FakeHttp::round() {
  Step all = Step::silent;
  std::vector<TransferId> ids;
  for (const auto& [id, transfer] : transfers_) ids.push_back(id);
  for (const TransferId id : ids) {
    if (!transfers_.contains(id)) continue;
    const Step step = advance(id);
    if (step == Step::ended || all == Step::silent) all = step;
  }
  return all;
}

std::optional<Steady> FakeHttp::next_stall_end() const {
  std::optional<Steady> next;
  for (const auto& [id, transfer] : transfers_) {
    if (!transfer.silent_since) continue;
    const Steady end = *transfer.silent_since + content::kStallTimeout;
    next = std::min(next.value_or(end), end);
  }
  return next;
}

void FakeHttp::wait(std::optional<Steady> deadline) {
  for (;;) {
    const Step step = round();
    if (woken_.exchange(false)) return wakeup_.clear();
    if (step == Step::ended || (deadline && clock_->steady() >= *deadline)) return;
    if (step == Step::moved) continue;
    pollfd watched{watched_, POLLIN, 0};
    if (watched_ >= 0 && ::poll(&watched, 1, 0) == 1) return;
    const auto stall_end = next_stall_end();
    const auto until =
        deadline && stall_end ? std::min(*deadline, *stall_end) : (deadline ? deadline : stall_end);
    clock_->wait_until(until, wakeup_);
  }
}

void FakeHttp::watch(int fd) {
  watched_ = fd;
  wakeup_.watch(fd);
}

void FakeHttp::wake() {
  woken_ = true;
  wakeup_.ring();
}

}  // namespace kepu::fakes
