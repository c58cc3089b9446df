#include "player/hint_task.h"

#include <array>

#include "config/json.h"
#include "config/json_reader.h"
#include "config/json_writer.h"

namespace kepu::player {
namespace {

namespace json = config::json;

constexpr std::size_t kTextBytesMax = 4096;

// A level of a topic: what MQTT gives a meaning is percent-encoded.
std::string level(const std::string& name) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || std::string_view("/+#%$").find(c) != std::string_view::npos) {
      ((out += '%') += kDigits[byte >> 4U]) += kDigits[byte & 15U];
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string print_hint_task(const HintTask& task) {
  json::Writer out;
  out.begin_object(json::Layout::line);
  out.key("tls");
  out.boolean(task.broker.tls);
  out.text_field("user", task.broker.user);
  out.text_field("password", task.broker.password);
  out.text_field("host", task.broker.host);
  out.integer_field("port", task.broker.port);
  out.text_field("feed", task.feed);
  out.text_field("screen", task.screen);
  out.text_field("ca", task.ca);
  out.text_field("cert", task.cert);
  out.text_field("key", task.key);
  out.key("ignores_dates");
  out.boolean(task.ignores_dates);
  out.end();
  return out.finish();
}

Result<HintTask> parse_hint_task(std::string_view bytes) {
  constexpr std::array<std::string_view, 11> kFields{
      "tls", "user", "password", "host", "port", "feed", "screen", "ca", "cert", "key", "ignores_dates"};
  const json::Parsed parsed = json::parse(bytes, {kHintTaskBytesMax, false});
  if (!parsed.document) return Error{Kind::invalid, config::describe("task", parsed.faults)};
  json::Reader in(*parsed.document, json::Unknown::fault);
  const json::Fields fields(in, parsed.document->root(), kFields);
  const auto text = [&](std::string_view name) {
    const json::Value at = fields.required(name);
    if (at && at.type() == json::Type::string && at.string().empty()) return std::string();
    return std::string(in.line(at, kTextBytesMax).value_or(""));
  };
  HintTask task;
  task.broker.tls = in.boolean(fields.required("tls")).value_or(true);
  task.broker.user = text("user");
  task.broker.password = text("password");
  task.broker.host = text("host");
  task.broker.port = static_cast<std::uint16_t>(in.integer(fields.required("port"), 1, 65535).value_or(0));
  task.feed = text("feed");
  task.screen = text("screen");
  task.ca = text("ca");
  task.cert = text("cert");
  task.key = text("key");
  task.ignores_dates = in.boolean(fields.required("ignores_dates")).value_or(false);
  if (in.fault_count() > 0) return Error{Kind::invalid, config::describe("task", in.faults())};
  return task;
}

std::string look_topic(const std::string& feed) { return "kepu/" + level(feed) + "/look"; }

std::string presence_topic(const std::string& feed, const std::string& screen) {
  return "kepu/" + level(feed) + "/presence/" + level(screen);
}

}  // namespace kepu::player
