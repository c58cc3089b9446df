// content/stick_http.h: the network, and beside it a folder that somebody has carried here: a USB stick. What
// lies in the folder answers as if it came from a server, so it is verified, vetted and kept by the same
// code, and never played from there. Only regular files are read, and no link is followed, whatever the stick
// holds.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/unique_fd.h"
#include "content/http.h"

namespace kepu::content {

class StickHttp final : public Http {
 public:
  // Where the feed of the folder is; no server can have that name (RFC 2606).
  static constexpr std::string_view kFeedUrl = "http://stick.invalid/feed.json";

  explicit StickHttp(std::unique_ptr<Http> network) : network_(std::move(network)) {}

  // Requests below kFeedUrl are answered from `folder` from now on. not_found, refused: it cannot be opened,
  // or is no folder.
  Result<void> insert(const std::filesystem::path& folder);
  // What is under way there ends as unavailable, as does what is asked for later.
  void eject() { folder_.reset(); }

  // As Http says. A file has no ETag, and goes on from any byte: whether the bytes are the right ones, their
  // hash tells. not_found: no such regular file; broken: it cannot be read.
  TransferId start(const Request& request, Sink& sink) override;
  void cancel(TransferId id) override;
  void wait(std::optional<Steady> deadline) override;
  void watch(int fd) override { network_->watch(fd); }
  void set_plausible(Plausible times) override { network_->set_plausible(times); }
  void wake() override { network_->wake(); }

 private:
  struct Reading {
    TransferId id = 0;
    Request request;
    Sink* sink = nullptr;
    UniqueFd file{};
    std::uint64_t at = 0;  // next byte
  };
  Reading* find(TransferId id);
  void read_on(TransferId id);
  Result<void> open(Reading& reading) const;
  void end(TransferId id, Result<void> result);

  std::unique_ptr<Http> network_;
  UniqueFd folder_;
  std::vector<Reading> readings_;
  TransferId last_ = 0;
  std::string piece_;
};

}  // namespace kepu::content
