#include "player/gpsd.h"

#include <arpa/inet.h>
#include <gps.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <memory>
#include <utility>

#include "config/log.h"

// gpsd's own compatibility notes: position and mode of a fix are the same in all of these.
static_assert(GPSD_API_MAJOR_VERSION >= 9, "libgps 3.20 or later is needed");

namespace kepu::player {
namespace {

constexpr nanoseconds kSilence = std::chrono::minutes(1);
constexpr nanoseconds kPatienceMax = std::chrono::seconds(30);
constexpr std::size_t kLineBytesMax = 16U << 10U;  // gpsd's own limit is 10,240
constexpr std::string_view kWatch = "?WATCH={\"enable\":true,\"json\":true};\n";

struct Address {
  sockaddr_storage bytes{};
  socklen_t size = 0;
};

Address address_of(const config::Endpoint& at) {
  Address address;
  auto* four = reinterpret_cast<sockaddr_in*>(&address.bytes);
  if (inet_pton(AF_INET, at.ip.c_str(), &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(at.port);
    address.size = sizeof(sockaddr_in);
    return address;
  }
  auto* six = reinterpret_cast<sockaddr_in6*>(&address.bytes);
  inet_pton(AF_INET6, at.ip.c_str(), &six->sin6_addr);
  six->sin6_family = AF_INET6;
  six->sin6_port = htons(at.port);
  address.size = sizeof(sockaddr_in6);
  return address;
}

std::string words_of(int error) { return std::generic_category().message(error); }

}  // namespace

std::optional<config::Position> position_of(std::string line) {
  if (line.find("\"class\":\"TPV\"") == std::string::npos) return std::nullopt;
  const auto data = std::make_unique<gps_data_t>();  // tens of kilobytes
  if (gps_unpack(line.data(), data.get()) != 0 || data->fix.mode < MODE_2D) return std::nullopt;
  const config::Position at{data->fix.latitude, data->fix.longitude};
  const bool on_earth = std::abs(at.lat) <= 90 && std::abs(at.lon) <= 180;  // which NaN is not
  return on_earth ? std::optional(at) : std::nullopt;
}

std::optional<config::Position> Gpsd::tick(Steady now) {
  if (!socket_) {
    if (now >= due_) connect(now);
    return std::nullopt;
  }
  if (receive(now)) return take_lines();
  if (socket_ && now >= due_) fail("it is silent", now);
  return std::nullopt;
}

void Gpsd::connect(Steady now) {
  const Address address = address_of(at_);
  socket_ = UniqueFd(::socket(address.bytes.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket_) return fail(words_of(errno), now);
  const int made = ::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address.bytes), address.size);
  if (made != 0 && errno != EINPROGRESS) return fail(words_of(errno), now);
  due_ = now + kSilence;
  news_->watch(socket_.get());  // gpsd speaks first
}

void Gpsd::disconnect() {
  if (socket_) news_->unwatch(socket_.get());
  socket_.reset();
  received_.clear();
  greeted_ = false;
}

void Gpsd::fail(const std::string& why, Steady now) {
  if (!std::exchange(complained_, true)) {
    log(Level::warning, "gpsd at " + at_.ip + " port " + std::to_string(at_.port) + ": " + why +
                            "; until it comes back the position is not known");
  }
  disconnect();
  due_ = now + patience_;
  patience_ = std::min(patience_ * 2, kPatienceMax);
}

// True if something came.
bool Gpsd::receive(Steady now) {
  std::array<char, 4096> bytes{};
  bool came = false;
  while (true) {
    const ssize_t count = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return came;
    if (count < 0 || count == 0) {
      fail(count == 0 ? "it has hung up" : words_of(errno), now);
      return false;
    }
    received_.append(bytes.data(), static_cast<std::size_t>(count));
    if (received_.size() > kLineBytesMax && received_.find('\n') == std::string::npos) {
      fail("it does not speak gpsd's protocol", now);
      return false;
    }
    came = true;
    due_ = now + kSilence;
    if (!std::exchange(greeted_, true)) greet();
  }
}

// A few bytes, which always fit into an empty buffer.
void Gpsd::greet() { static_cast<void>(::send(socket_.get(), kWatch.data(), kWatch.size(), MSG_NOSIGNAL)); }

std::optional<config::Position> Gpsd::take_lines() {
  std::optional<config::Position> newest;
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = received_.find('\n', begin)) != std::string::npos; begin = end + 1) {
    if (const auto at = position_of(received_.substr(begin, end - begin))) newest = at;
  }
  received_.erase(0, begin);
  if (newest) {
    patience_ = std::chrono::seconds(1);
    if (std::exchange(complained_, false)) log(Level::notice, "gpsd reports again");
  }
  return newest;
}

}  // namespace kepu::player
