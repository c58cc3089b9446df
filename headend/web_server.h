// headend/web_server.h: HTTP as the admins' side speaks it, stepped on one thread (libmicrohttpd). For
// loopback or a trusted network: TLS, and the public one, are for a web server in front of it.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "config/result.h"

namespace kepu::headend {

struct WebRequest {
  std::string path;                          // "/beacon", decoded
  std::map<std::string, std::string> query;  // decoded; of a name that comes twice the last one
};

struct WebAnswer {
  int status = 200;
  std::string body;
  std::string type = "text/plain; charset=utf-8";
};

class WebServer {
 public:
  // Called by run() for each GET; other methods are answered with 405. It may take its time: nobody else is
  // answered meanwhile.
  using Respond = std::function<WebAnswer(const WebRequest&)>;

  // Listens at `address`, "127.0.0.1:8090" or "[::1]:8090"; port 0: any that is free. invalid: not an
  // address; unavailable: it is taken, or not this machine's.
  static Result<std::unique_ptr<WebServer>> listen(const std::string& address, Respond respond);
  ~WebServer();
  WebServer(const WebServer&) = delete;
  WebServer& operator=(const WebServer&) = delete;

  // Where it listens, with the port.
  const std::string& address() const;

  // Readable when there is something to do for run(). Not the caller's.
  int fd() const;

  // When run() wants to be called at the latest: silent connections are closed after 10 s. None: whenever.
  std::optional<std::chrono::milliseconds> patience() const;

  // Takes connections and answers what has come whole. Never waits.
  void run();

 private:
  class Daemon;
  explicit WebServer(std::unique_ptr<Daemon> daemon);
  std::unique_ptr<Daemon> daemon_;
};

}  // namespace kepu::headend
