// tests/content/listener.h: a sink that writes down what it hears.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "content/http.h"

namespace kepu::content {

inline std::string name_of(Kind kind) {
  switch (kind) {
    case Kind::not_found:
      return "not_found";
    case Kind::invalid:
      return "invalid";
    case Kind::refused:
      return "refused";
    case Kind::unavailable:
      return "unavailable";
    case Kind::full:
      return "full";
    case Kind::broken:
      return "broken";
  }
  return "?";
}

// Writes down what it hears: "200 "etag" | body | ok".
class Listener final : public Sink {
 public:
  std::function<Result<void>(const Head&)> at_head = [](const Head&) { return Result<void>(); };
  std::function<Result<void>(std::string_view)> at_bytes = [](std::string_view) { return Result<void>(); };
  std::function<void()> at_end = [] {};

  bool ended() const { return ends_ > 0; }
  std::string heard() const {
    if (ends_ > 1) return "ended " + std::to_string(ends_) + " times";
    const std::string end = result_ ? "ok" : name_of(result_.error().kind);
    return head_ + " | " + body_ + " | " + (ended() ? end : "");
  }
  std::string kind() const { return result_ ? "ok" : name_of(result_.error().kind); }
  const Error& error() const { return result_.error(); }
  const std::string& body() const { return body_; }
  std::chrono::seconds retry_after{};

 private:
  Result<void> on_head(const Head& head) override {
    head_ += std::to_string(head.status) + " " + head.etag;
    return at_head(head);
  }
  Result<void> on_bytes(std::string_view bytes) override {
    body_ += bytes;
    return at_bytes(bytes);
  }
  void on_busy(std::chrono::seconds seconds) override { retry_after = seconds; }
  void on_end(Result<void> result) override {
    result_ = std::move(result);
    ++ends_;
    at_end();
  }

  std::string head_, body_;
  Result<void> result_;
  int ends_ = 0;
};

}  // namespace kepu::content
