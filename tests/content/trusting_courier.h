// tests/content/trusting_courier.h: a courier with a pinned root, and a server of signed documents.
#pragma once

#include <string>

#include "tests/content/couriered.h"
#include "tests/content/trusted.h"

namespace kepu::content {

inline constexpr const char* kNoticesUrl = "http://h/site/notices.json";

class TrustingCourier : public Couriered {
 protected:
  TrustingCourier() {
    options_.root = pin_of(sample_root());
    serve_root(1, signed_root(sample_root()));
    restart();
  }

  static std::string root_url(std::int64_t version) {
    return "http://h/site/roots/" + std::to_string(version) + ".json";
  }
  void serve_root(std::int64_t version, const std::string& bytes) {
    http_.serve(root_url(version), {.body = bytes});
    http_.serve(root_url(version + 1), {.status = 404});
  }
  void serve(const std::string& bytes) {
    http_.serve(kFeedUrl, {.body = bytes, .etag = '"' + sha256(bytes).hex() + '"'});
  }
  void serve(const config::Feed& feed, const Names& names = {"li", "wang"}) {
    serve(signed_feed(feed, names));
  }

  // What is believed a poll later: "1.7", or "" for nothing.
  std::string believed() {
    run_for(61s);
    if (courier_->feeds().empty()) return "";
    const config::Feed& feed = *courier_->feeds().front();
    return std::to_string(feed.epoch) + '.' + std::to_string(feed.version);
  }
  void serve_notices(const config::Notices& notices, const Names& names = {"li", "wang"}) {
    const std::string bytes = signed_by(names, kNoticesType, config::write_notices(notices));
    http_.serve(kNoticesUrl, {.body = bytes, .etag = '"' + sha256(bytes).hex() + '"'});
  }
  std::string log_of_a_poll() { return log_of(61s); }
};

}  // namespace kepu::content
