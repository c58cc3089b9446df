#include "config/broker.h"

#include <algorithm>
#include <charconv>

namespace kepu::config {
namespace {

constexpr std::size_t kUrlBytesMax = 1024;

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

// None: "%" without two digits, or a zero byte.
std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const auto high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
    if (!high || !low || (*high == 0 && *low == 0)) return std::nullopt;
    out += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  return out;
}

bool read_credentials(std::string_view text, Broker& broker) {
  const auto colon = text.find(':');
  const auto user = decoded(text.substr(0, colon));
  const auto password = decoded(colon == std::string_view::npos ? "" : text.substr(colon + 1));
  if (!user || user->empty() || !password) return false;
  broker.user = *user;
  broker.password = *password;
  return true;
}

bool read_port(std::string_view text, Broker& broker) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), broker.port);
  return error == std::errc() && end == text.data() + text.size() && broker.port > 0;
}

bool is_host(std::string_view text, bool bracketed) {
  const std::string_view other = bracketed ? ":." : "-._";
  return !text.empty() && text.size() <= 253 && std::ranges::all_of(text, [&](char c) {
    return hex_digit(c) || (!bracketed && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) ||
           other.find(c) != std::string_view::npos;
  });
}

bool read_address(std::string_view text, Broker& broker) {
  const bool bracketed = text.starts_with('[');
  const auto end = bracketed ? text.find(']') : std::min(text.find(':'), text.size());
  if (end == std::string_view::npos) return false;
  const std::string_view host = text.substr(bracketed ? 1 : 0, end - (bracketed ? 1 : 0));
  const std::string_view rest = text.substr(bracketed ? end + 1 : end);
  if (!is_host(host, bracketed)) return false;
  broker.host = host;
  return rest.empty() || (rest.starts_with(':') && read_port(rest.substr(1), broker));
}

}  // namespace

std::optional<Broker> parse_broker(std::string_view url) {
  if (url.size() > kUrlBytesMax) return std::nullopt;
  Broker broker;
  if (url.starts_with("mqtt://")) {
    broker.tls = false;
    broker.port = 1883;
  } else if (!url.starts_with("mqtts://")) {
    return std::nullopt;
  }
  url.remove_prefix(url.find("//") + 2);
  if (url.ends_with('/')) url.remove_suffix(1);
  const auto at = url.rfind('@');
  if (at != std::string_view::npos) {
    if (!read_credentials(url.substr(0, at), broker)) return std::nullopt;
    url.remove_prefix(at + 1);
  }
  return read_address(url, broker) ? std::optional(broker) : std::nullopt;
}

std::string describe(const Broker& broker) {
  const bool six = broker.host.find(':') != std::string::npos;
  return (broker.tls ? "mqtts://" : "mqtt://") + (six ? "[" + broker.host + "]" : broker.host) + ":" +
         std::to_string(broker.port);
}

}  // namespace kepu::config
