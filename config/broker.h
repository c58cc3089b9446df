// config/broker.h: where hints come from: an MQTT broker, as a URL names it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kepu::config {

struct Broker {
  bool tls = true;  // mqtts://
  std::string user, password;
  std::string host;  // a name or an IP address, without brackets
  std::uint16_t port = 8883;
  bool operator==(const Broker&) const = default;
};

// "mqtts://user:password@mqtt.example:8883"; user, password and port may be left out. mqtt:// is without TLS,
// port 1883. User and password may have percent-encoded bytes. None: another form.
std::optional<Broker> parse_broker(std::string_view url);

// Without user and password: for logs and people.
std::string describe(const Broker& broker);

}  // namespace kepu::config
