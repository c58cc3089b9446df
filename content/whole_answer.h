// content/whole_answer.h: a document on its way from a server, kept in memory until all of it is there.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "content/http.h"

namespace kepu::content {

class WholeAnswer final : public Sink {
 public:
  // Starts. `http` must outlive it; request.bytes_max bounds what is kept.
  WholeAnswer(Http& http, const Request& request) : http_(&http), id_(http.start(request, *this)) {}
  ~WholeAnswer() override { http_->cancel(id_); }
  WholeAnswer(const WholeAnswer&) = delete;
  WholeAnswer& operator=(const WholeAnswer&) = delete;

  // How it ended, as Sink::on_end() says; none: it is still under way.
  const std::optional<Result<void>>& result() const { return result_; }
  bool is_unchanged() const { return head_.status == 304; }
  std::chrono::seconds retry_after() const { return retry_after_; }  // 0: the server does not say
  const std::string& bytes() const { return bytes_; }
  std::string take_bytes() { return std::move(bytes_); }
  const std::string& etag() const { return head_.etag; }

 private:
  Result<void> on_head(const Head& head) override {
    head_ = head;
    return {};
  }
  Result<void> on_bytes(std::string_view bytes) override {
    bytes_.append(bytes);
    return {};
  }
  void on_busy(std::chrono::seconds retry_after) override { retry_after_ = retry_after; }
  void on_end(Result<void> result) override { result_ = std::move(result); }

  Http* http_;
  std::chrono::seconds retry_after_{};
  Head head_;
  std::string bytes_;
  std::optional<Result<void>> result_;
  TransferId id_;
};

}  // namespace kepu::content
