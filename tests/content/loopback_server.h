// tests/content/loopback_server.h: a server on a loopback port that behaves as scripted, well or badly.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <charconv>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "config/unique_fd.h"
#include "content/http.h"
#include "tests/fakes/fake_http.h"

namespace kepu::content {

// One request per connection, each on a thread of its own; all are gone when the server is.
class LoopbackServer {
 public:
  LoopbackServer() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_.get(), any, size) != 0 || ::listen(listener_.get(), 16) != 0 ||
        ::getsockname(listener_.get(), any, &size) != 0)
      throw std::runtime_error("no loopback port");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;
  ~LoopbackServer() {
    ::shutdown(listener_.get(), SHUT_RDWR);
    acceptor_.join();
    for (Connection& each : connections_) {
      ::shutdown(each.socket.get(), SHUT_RDWR);
      each.thread.join();
    }
  }

  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }

  void serve(const std::string& path, fakes::Answer answer) {
    const std::lock_guard lock(mutex_);
    answers_[path] = std::move(answer);
  }
  // Asked first, on a thread of its own for each request; what it gives is served.
  void serve_by(std::function<std::optional<fakes::Answer>(const Request&)> chooser) {
    const std::lock_guard lock(mutex_);
    chooser_ = std::move(chooser);
  }
  // Just these bytes, then the end.
  void serve_raw(const std::string& path, std::string bytes) {
    const std::lock_guard lock(mutex_);
    raw_[path] = std::move(bytes);
  }
  // The header of the last request.
  std::string last_request() const {
    const std::lock_guard lock(mutex_);
    return last_request_;
  }

 private:
  struct Connection {
    UniqueFd socket;
    std::thread thread;
  };

  void accept_all() {
    for (;;) {
      UniqueFd socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!socket) return;
      Connection& added = connections_.emplace_back(Connection{std::move(socket), {}});
      added.thread = std::thread([this, fd = added.socket.get()] {
        answer(fd);
        ::shutdown(fd, SHUT_WR);
        while (!receive(fd).empty()) continue;  // a close with unread bytes would reset what was sent
      });
    }
  }

  static std::string receive(int fd) {
    std::string bytes(4096, '\0');
    const ssize_t got = ::recv(fd, bytes.data(), bytes.size(), 0);
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
  }

  static bool send(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t put = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (put <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
  }

  static std::string field(const std::string& header, const std::string& name) {
    const auto at = header.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const auto begin = at + name.size() + 4;
    return header.substr(begin, header.find("\r\n", begin) - begin);
  }

  static Request parse(const std::string& header) {
    Request request;
    const auto path = header.find(' ') + 1;
    request.url = header.substr(path, header.find(' ', path) - path);
    request.if_none_match = field(header, "If-None-Match");
    request.if_range = field(header, "If-Range");
    if (const std::string range = field(header, "Range"); range.starts_with("bytes="))
      std::from_chars(range.data() + 6, range.data() + range.size(), request.from);
    return request;
  }

  void answer(int fd) {
    std::string header;
    while (header.find("\r\n\r\n") == std::string::npos) {
      const std::string more = receive(fd);
      if (more.empty()) return;
      header += more;
    }
    const Request request = parse(header);
    std::optional<std::string> raw;
    std::optional<fakes::Answer> answer;
    {
      const std::lock_guard lock(mutex_);
      last_request_ = header;
      if (const auto found = raw_.find(request.url); found != raw_.end()) raw = found->second;
      if (const auto found = answers_.find(request.url); found != answers_.end()) answer = found->second;
      if (chooser_) answer = chooser_(request);
    }
    if (raw)
      send(fd, *raw);
    else
      reply(fd, answer.value_or(fakes::Answer{404}), request);
  }

  static std::string head_of(const fakes::Answer& answer, const fakes::Reply& reply, bool chunked) {
    std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " Scripted\r\nConnection: close\r\n";
    if (!answer.etag.empty()) head += "ETag: " + answer.etag + "\r\n";
    if (answer.retry_after > 0) head += "Retry-After: " + std::to_string(answer.retry_after) + "\r\n";
    if (!answer.location.empty()) head += "Location: " + answer.location + "\r\n";
    const std::string size = std::to_string(reply.body.size());
    if (reply.status == 206)
      head += "Content-Range: bytes " + std::to_string(reply.range_start) + "-" +
              std::to_string(answer.body.size() - 1) + "/" + std::to_string(answer.body.size()) + "\r\n";
    if (reply.status != 304)
      head += chunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: " + size + "\r\n";
    return head + "\r\n";
  }

  static bool send_chunk(int fd, const std::string& bytes) {
    char size[24];
    const int digits = std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
    return send(fd, std::string_view(size, static_cast<std::size_t>(digits))) && send(fd, bytes + "\r\n");
  }

  void reply(int fd, const fakes::Answer& answer, const Request& request) {
    const fakes::Reply reply = fakes::reply_to(answer, request);
    const bool chunked = answer.chunked || answer.endless;
    if (!send(fd, head_of(answer, reply, chunked))) return;
    if (answer.endless) {
      while (send_chunk(fd, reply.body)) continue;
      return;
    }
    const std::string body =
        reply.body.substr(0, answer.cut_after.value_or(answer.stall_after.value_or(reply.body.size())));
    const bool sent = chunked ? body.empty() || send_chunk(fd, body) : send(fd, body);
    if (!sent || answer.cut_after) return;
    if (answer.stall_after) {
      while (!receive(fd).empty()) continue;  // until the client has had enough
      return;
    }
    if (chunked) send(fd, "0\r\n\r\n");
  }

  mutable std::mutex mutex_;
  std::map<std::string, fakes::Answer> answers_;                         // guarded by mutex_
  std::map<std::string, std::string> raw_;                               // guarded by mutex_
  std::string last_request_;                                             // guarded by mutex_
  std::function<std::optional<fakes::Answer>(const Request&)> chooser_;  // guarded by mutex_
  UniqueFd listener_;
  int port_ = 0;
  std::list<Connection> connections_;  // the acceptor's, until it was joined
  std::thread acceptor_;
};

}  // namespace kepu::content
