#include "headend/web_server.h"

#include <microhttpd.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "config/free.h"
#include "config/unique_fd.h"
#include "headend/options.h"

namespace kepu::headend {
namespace {

using Addresses = std::unique_ptr<addrinfo, Free<freeaddrinfo>>;
using Handle = std::unique_ptr<MHD_Daemon, Free<MHD_stop_daemon>>;
using Response = std::unique_ptr<MHD_Response, Free<MHD_destroy_response>>;

constexpr unsigned kSilenceSeconds = 10;
constexpr unsigned kConnectionsMax = 1000;
constexpr std::size_t kMemoryOfAConnection = 16U << 10U;
constexpr int kBacklog = 1024;

struct HostAndPort {
  std::string host, port;
};

// None: another form.
std::optional<HostAndPort> split(std::string_view address) {
  const auto colon = address.rfind(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == address.size()) return std::nullopt;
  std::string_view host = address.substr(0, colon);
  const bool in_brackets = host.starts_with('[') && host.ends_with(']');
  if (in_brackets) host = host.substr(1, host.size() - 2);
  if (!in_brackets && host.find(':') != std::string_view::npos) return std::nullopt;
  const std::string_view port = address.substr(colon + 1);
  if (!read_number(port, 0, 65535)) return std::nullopt;
  return HostAndPort{std::string(host), std::string(port)};
}

Result<Addresses> resolve(const std::string& address) {
  const auto parts = split(address);
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (parts && getaddrinfo(parts->host.c_str(), parts->port.c_str(), &wanted, &found) == 0)
    return Addresses(found);
  return Error{Kind::invalid, address + ": is not an address such as 127.0.0.1:8090 or [::1]:8090"};
}

Result<UniqueFd> bound_socket(const std::string& address) {
  const auto addresses = resolve(address);
  if (!addresses) return addresses.error();
  const addrinfo& first = **addresses;
  UniqueFd fd(::socket(first.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int yes = 1;
  if (fd && setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
      ::bind(fd.get(), first.ai_addr, first.ai_addrlen) == 0 && ::listen(fd.get(), kBacklog) == 0)
    return fd;
  return Error{Kind::unavailable, address + ": cannot listen there: " + std::strerror(errno)};
}

std::string address_of(int fd) {
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  auto* const address = reinterpret_cast<sockaddr*>(&bound);
  std::string host(NI_MAXHOST, '\0'), port(NI_MAXSERV, '\0');
  if (getsockname(fd, address, &size) != 0 || getnameinfo(address, size, host.data(), NI_MAXHOST, port.data(),
                                                          NI_MAXSERV, NI_NUMERICHOST | NI_NUMERICSERV) != 0)
    return "";
  host.resize(std::strlen(host.c_str()));
  port.resize(std::strlen(port.c_str()));
  return (bound.ss_family == AF_INET6 ? '[' + host + ']' : host) + ':' + port;
}

MHD_Result add_argument(void* into, MHD_ValueKind /*kind*/, const char* name, const char* value) {
  (*static_cast<std::map<std::string, std::string>*>(into))[name] = value == nullptr ? "" : value;
  return MHD_YES;
}

}  // namespace

class WebServer::Daemon {
 public:
  static Result<std::unique_ptr<Daemon>> open(const std::string& address, Respond respond) {
    auto socket = bound_socket(address);
    if (!socket) return socket.error();
    std::unique_ptr<Daemon> made(new Daemon(std::move(respond)));
    made->address_ = address_of(socket->get());
    made->handle_.reset(MHD_start_daemon(
        MHD_USE_EPOLL | MHD_USE_ERROR_LOG, 0, nullptr, nullptr, &Daemon::on_request, made.get(),
        MHD_OPTION_LISTEN_SOCKET, socket->release(), MHD_OPTION_EXTERNAL_LOGGER, &Daemon::on_complaint,
        nullptr, MHD_OPTION_CONNECTION_TIMEOUT, kSilenceSeconds, MHD_OPTION_CONNECTION_LIMIT, kConnectionsMax,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, kMemoryOfAConnection, MHD_OPTION_END));
    if (!made->handle_) return Error{Kind::broken, address + ": the HTTP server does not start"};
    return made;
  }

  const std::string& address() const { return address_; }

  int fd() const { return MHD_get_daemon_info(handle_.get(), MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd; }

  std::optional<std::chrono::milliseconds> patience() const {
    MHD_UNSIGNED_LONG_LONG wait = 0;
    if (MHD_get_timeout(handle_.get(), &wait) != MHD_YES) return std::nullopt;
    return std::chrono::milliseconds(static_cast<std::int64_t>(wait));
  }

  void run() { MHD_run(handle_.get()); }

 private:
  explicit Daemon(Respond respond) : respond_(std::move(respond)) {}

  // libmicrohttpd calls it once with the head, then once more when all of the request has come.
  static MHD_Result on_request(void* self, MHD_Connection* connection, const char* url, const char* method,
                               const char* /*version*/, const char* /*body*/, std::size_t* body_size,
                               void** seen) {
    static char once = 0;
    if (std::exchange(*seen, &once) == nullptr) return MHD_YES;
    if (*body_size > 0) {
      *body_size = 0;  // nobody reads it
      return MHD_YES;
    }
    const std::string_view verb = method;
    WebAnswer answer{405, "only GET is answered\n", "text/plain; charset=utf-8"};
    if (verb == "GET" || verb == "HEAD") {
      WebRequest request;
      request.path = url;
      MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, &add_argument, &request.query);
      answer = static_cast<Daemon*>(self)->respond_(request);
    }
    return reply(connection, answer);
  }

  static MHD_Result reply(MHD_Connection* connection, const WebAnswer& answer) {
    const Response response(MHD_create_response_from_buffer(
        answer.body.size(), const_cast<char*>(answer.body.data()), MHD_RESPMEM_MUST_COPY));
    if (!response) return MHD_NO;
    MHD_add_response_header(response.get(), "Content-Type", answer.type.c_str());
    MHD_add_response_header(response.get(), "Cache-Control", "no-store");
    return MHD_queue_response(connection, static_cast<unsigned>(answer.status), response.get());
  }

  // What clients do wrong is theirs to see.
  static void on_complaint(void* /*unused*/, const char* /*format*/, va_list /*arguments*/) {}

  Respond respond_;
  std::string address_;
  Handle handle_;  // last: it is stopped before what it calls goes
};

WebServer::WebServer(std::unique_ptr<Daemon> daemon) : daemon_(std::move(daemon)) {}
WebServer::~WebServer() = default;

Result<std::unique_ptr<WebServer>> WebServer::listen(const std::string& address, Respond respond) {
  auto daemon = Daemon::open(address, std::move(respond));
  if (!daemon) return daemon.error();
  return std::unique_ptr<WebServer>(new WebServer(*std::move(daemon)));
}

const std::string& WebServer::address() const { return daemon_->address(); }
int WebServer::fd() const { return daemon_->fd(); }
std::optional<std::chrono::milliseconds> WebServer::patience() const { return daemon_->patience(); }
void WebServer::run() { daemon_->run(); }

}  // namespace kepu::headend
