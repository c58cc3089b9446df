#include "player/control.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>
#include <vector>

namespace kepu::player {
namespace {

constexpr mode_t kMode = 0660;
constexpr time_t kAskSeconds = 5;

std::optional<sockaddr_un> address_of(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string& name = path.native();
  if (name.empty() || name.size() >= sizeof address.sun_path) return std::nullopt;
  std::memcpy(address.sun_path, name.data(), name.size());
  return address;
}

Error unavailable(const std::filesystem::path& path, const std::string& what) {
  return {Kind::unavailable, "control socket " + path.string() + ": " + what};
}

Result<UniqueFd> connected(const std::filesystem::path& path) {
  const auto address = address_of(path);
  if (!address) return unavailable(path, "is not a path of at most 107 bytes");
  UniqueFd fd(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  if (!fd) return unavailable(path, std::strerror(errno));
  const timeval patience{kAskSeconds, 0};
  setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0) {
    const bool no_right = errno == EACCES || errno == EPERM;
    return no_right ? Error{Kind::refused,
                            "control socket " + path.string() + ": only root and its player's user may ask"}
                    : unavailable(path, std::string(std::strerror(errno)) + "; is the player running?");
  }
  return fd;
}

bool is_peer_trusted(int fd) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && may_control(peer.uid, geteuid());
}

// False: the client is done with.
bool serve_client(int fd, const std::function<std::string(std::string_view)>& answer) {
  std::array<char, kRequestBytesMax> request{};
  const ssize_t n = ::recv(fd, request.data(), request.size(), MSG_DONTWAIT | MSG_TRUNC);
  if (n < 0) return errno == EAGAIN || errno == EINTR;
  if (n == 0 || static_cast<std::size_t>(n) > request.size()) return false;
  const std::string reply = answer({request.data(), static_cast<std::size_t>(n)});
  if (reply.size() > kAnswerBytesMax) return false;
  return ::send(fd, reply.data(), reply.size(), MSG_DONTWAIT | MSG_NOSIGNAL) ==
         static_cast<ssize_t>(reply.size());
}

}  // namespace

bool may_control(uid_t peer, uid_t own) { return peer == 0 || peer == own; }

Result<Control> Control::open(const std::filesystem::path& path, const Wakeup& news) {
  if (connected(path))
    return unavailable(path, "another player listens there; name another with control_socket");
  const auto address = address_of(path);
  if (!address) return unavailable(path, "is not a path of at most 107 bytes");
  std::error_code error;
  if (std::filesystem::is_socket(path, error)) std::filesystem::remove(path, error);
  UniqueFd listener(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!listener) return unavailable(path, std::strerror(errno));
  fchmod(listener.get(), kMode);  // before it has a name: nobody else can connect in between
  if (::bind(listener.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0 ||
      ::listen(listener.get(), static_cast<int>(kClientsMax)) != 0) {
    return unavailable(path, std::string(std::strerror(errno)) +
                                 "; --status and --duck do not work (remedy: make its folder writable, or "
                                 "name another with control_socket)");
  }
  news.watch(listener.get());
  return Control(path, std::move(listener), news);
}

Control::~Control() {
  if (!listener_) return;  // moved from
  news_->unwatch(listener_.get());
  for (const UniqueFd& client : clients_) news_->unwatch(client.get());
  std::error_code error;
  std::filesystem::remove(path_, error);
}

void Control::admit() {
  for (std::size_t i = 0; i < kClientsMax; ++i) {
    UniqueFd client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!client) return;
    if (!is_peer_trusted(client.get())) continue;
    news_->watch(client.get());
    clients_.push_back(std::move(client));
    if (clients_.size() <= kClientsMax) continue;
    news_->unwatch(clients_.front().get());
    clients_.pop_front();
  }
}

void Control::serve(const std::function<std::string(std::string_view)>& answer) {
  admit();
  std::erase_if(clients_, [&](const UniqueFd& client) {
    if (serve_client(client.get(), answer)) return false;
    news_->unwatch(client.get());
    return true;
  });
}

Result<std::string> ask_player(const std::filesystem::path& path, std::string_view request) {
  const auto fd = connected(path);
  if (!fd) return fd.error();
  if (::send(fd->get(), request.data(), request.size(), MSG_NOSIGNAL) < 0)
    return unavailable(path, std::string("cannot be asked: ") + std::strerror(errno));
  std::vector<char> answer(kAnswerBytesMax);
  const ssize_t n = ::recv(fd->get(), answer.data(), answer.size(), 0);
  if (n > 0) return std::string(answer.data(), static_cast<std::size_t>(n));
  return unavailable(path, n == 0 ? "the player hangs up (is it asked by its own user, or root?)"
                                  : "the player does not answer");
}

}  // namespace kepu::player
