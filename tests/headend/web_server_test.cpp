#include "headend/web_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <string>

#include "config/unique_fd.h"

namespace kepu::headend {
namespace {

class WebServerTest : public ::testing::Test {
 protected:
  WebServerTest() {
    auto server = WebServer::listen("127.0.0.1:0", [this](const WebRequest& request) {
      asked_ = request;
      return answer_;
    });
    EXPECT_TRUE(server) << server.error().message;
    server_ = *std::move(server);
  }

  UniqueFd connect() const {
    const std::string address = server_->address();
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.find(':') + 1))));
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    EXPECT_EQ(::connect(fd.get(), reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
    return fd;
  }

  // What the server says to `text` until it closes.
  std::string heard(const std::string& text) {
    const UniqueFd fd = connect();
    EXPECT_EQ(::send(fd.get(), text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
    std::string all;
    for (;;) {
      pollfd fds[2] = {{server_->fd(), POLLIN, 0}, {fd.get(), POLLIN, 0}};
      const auto patience = server_->patience();
      ::poll(fds, 2, patience ? static_cast<int>(patience->count()) : -1);
      server_->run();
      if (fds[1].revents == 0) continue;
      char piece[4096];
      const ssize_t count = ::recv(fd.get(), piece, sizeof piece, 0);
      if (count <= 0) return all;
      all.append(piece, static_cast<std::size_t>(count));
    }
  }
  static std::string request(const std::string& line, const std::string& more = "") {
    return line + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + more + "\r\n";
  }

  WebRequest asked_;
  WebAnswer answer_{200, "hello\n"};
  std::unique_ptr<WebServer> server_;
};

TEST_F(WebServerTest, AnswersAGet) {
  const std::string said = heard(request("GET /beacon?nonce=a%62c&x"));
  EXPECT_TRUE(said.starts_with("HTTP/1.1 200 ")) << said;
  EXPECT_NE(said.find("\r\nCache-Control: no-store\r\n"), std::string::npos);
  EXPECT_TRUE(said.ends_with("\r\n\r\nhello\n")) << said;
  EXPECT_EQ(asked_.path, "/beacon");
  EXPECT_EQ(asked_.query, (std::map<std::string, std::string>{{"nonce", "abc"}, {"x", ""}}));
}

TEST_F(WebServerTest, SaysWhatItWasTold) {
  answer_ = {503, "later\n", "application/json"};
  const std::string said = heard(request("GET /"));
  EXPECT_TRUE(said.starts_with("HTTP/1.1 503 ")) << said;
  EXPECT_NE(said.find("\r\nContent-Type: application/json\r\n"), std::string::npos);
}

TEST_F(WebServerTest, AHeadHasNoBody) { EXPECT_TRUE(heard(request("HEAD /")).ends_with("\r\n\r\n")); }

TEST_F(WebServerTest, OtherMethodsAreRefused) {
  EXPECT_TRUE(heard(request("POST /", "Content-Length: 5\r\n") + "12345").starts_with("HTTP/1.1 405 "));
  EXPECT_TRUE(heard(request("DELETE /")).starts_with("HTTP/1.1 405 "));
  EXPECT_EQ(asked_.path, "");
}

TEST_F(WebServerTest, WhatIsNotHttpDoesNoHarm) {
  heard("\x16\x03\x01 nothing of the kind\r\n\r\n");
  heard("GET / HTTP/1.1\r\nHost: h\r\n" + std::string(100'000, 'a') + "\r\n\r\n");
  EXPECT_TRUE(heard(request("GET /")).ends_with("hello\n"));
}

TEST_F(WebServerTest, OneThatSaysNothingKeepsNobodyWaiting) {
  const UniqueFd silent = connect();
  EXPECT_TRUE(heard(request("GET /")).ends_with("hello\n"));
}

TEST(WebServer, ListensOnIPv6OrSaysWhyNot) {
  const auto server = WebServer::listen("[::1]:0", [](const WebRequest&) { return WebAnswer(); });
  if (server) {
    EXPECT_TRUE((*server)->address().starts_with("[::1]:"));
  } else {  // a machine without it
    EXPECT_EQ(server.error().kind, Kind::unavailable);
    EXPECT_TRUE(server.error().message.starts_with("[::1]:0: cannot listen there: "));
  }
}

TEST(WebServer, SaysWhyItCannotListen) {
  const auto listen = [](const std::string& address) {
    const auto server = WebServer::listen(address, [](const WebRequest&) { return WebAnswer(); });
    return server ? std::string("listens") : server.error().message;
  };
  const auto first = WebServer::listen("127.0.0.1:0", [](const WebRequest&) { return WebAnswer(); });
  ASSERT_TRUE(first);
  EXPECT_EQ(listen((*first)->address()),
            (*first)->address() + ": cannot listen there: Address already in use");
  for (const char* wrong :
       {"", "8090", "127.0.0.1", "127.0.0.1:", ":8090", "127.0.0.1:http", "::1:8090", "127.0.0.1:99999"})
    EXPECT_EQ(listen(wrong), std::string(wrong) + ": is not an address such as 127.0.0.1:8090 or [::1]:8090");
}

}  // namespace
}  // namespace kepu::headend
