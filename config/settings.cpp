#include "config/settings.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "config/feed_parts.h"
#include "config/json_reader.h"
#include "config/notation.h"
#include "config/place_read.h"

namespace kepu::config {
namespace {

using json::Choice;
using json::Fields;
using json::Reader;
using json::Value;

constexpr std::size_t kSettingsBytesMax = 1U << 20U;
constexpr std::size_t kMirrorsMax = 8;
constexpr std::size_t kMeterRulesMax = 16;
constexpr std::size_t kInterfaceBytesMax = 16;
constexpr std::int64_t kKbitMin = 32;  // less than that would be a stalled transfer
constexpr std::int64_t kKbitMax = 10'000'000;
constexpr std::size_t kPathBytesMax = 4096;
constexpr std::int64_t kPollMax = 86400;
constexpr std::int64_t kRootVersionMax = 1'000'000'000;
constexpr std::int64_t kDisplayMax = 15;
constexpr std::int64_t kWallMax = 1'000'000;
constexpr std::int64_t kOffsetMax = 60'000;
constexpr std::size_t kQuietHoursMax = 16;
constexpr double kDuckDbMin = -60;
constexpr std::int64_t kSoundDelayMaxMs = 500;
constexpr std::int64_t kAssetBytesMax = std::int64_t{1} << 40U;

constexpr std::array<Choice<Fit>, 3> kFits{
    {{"contain", Fit::contain}, {"cover", Fit::cover}, {"stretch", Fit::stretch}}};

constexpr std::array<Choice<Renderer>, 3> kRenderers{
    {{"auto", Renderer::automatic}, {"surface", Renderer::surface}, {"gpu", Renderer::gpu}}};

constexpr std::array<std::string_view, 37> kFields{"tls_ca",
                                                   "beacon",
                                                   "as_run_cert",
                                                   "broker",
                                                   "tls_cert",
                                                   "tls_key",
                                                   "proxy",
                                                   "gpsd",
                                                   "root",
                                                   "root_file",
                                                   "renderer",
                                                   "screen",
                                                   "tags",
                                                   "feed_url",
                                                   "mirrors",
                                                   "feed",
                                                   "timezone",
                                                   "poll_s",
                                                   "state_dir",
                                                   "display",
                                                   "windowed",
                                                   "fit",
                                                   "rotate",
                                                   "wall",
                                                   "offset_ms",
                                                   "decoders",
                                                   "sound",
                                                   "volume",
                                                   "quiet_hours",
                                                   "duck_db",
                                                   "sound_delay_ms",
                                                   "asset_bytes_max",
                                                   "store_bytes_max",
                                                   "meter",
                                                   "control_socket",
                                                   "place",
                                                   "language"};

template <bool (*is_right)(std::string_view)>
std::optional<std::string> if_right(std::string_view text) {
  return is_right(text) ? std::optional<std::string>(text) : std::nullopt;
}

bool is_feed_url(std::string_view text) {
  if (text.empty()) return true;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (text.starts_with(scheme))
      return is_url(text) && text.size() > scheme.size() && text[scheme.size()] != '/';
  }
  return false;
}

bool is_zone_or_empty(std::string_view text) { return text.empty() || is_zone_name(text); }

bool is_absolute_path(std::string_view text) {
  return text.starts_with('/') && text.size() <= kPathBytesMax && text.find('\0') == std::string_view::npos;
}

constexpr std::string_view kTagForm = "a tag of 1 to 200 bytes without spaces and commas";

Screen read_screen(Reader& in, const Fields& fields) {
  Screen screen;
  screen.id.name = in.parsed(fields.required("screen"), if_right<is_tag>, kTagForm).value_or("");
  const Value zone = fields.optional("timezone");
  screen.timezone =
      in.parsed(zone, if_right<is_zone_or_empty>, "the name of a time zone like Asia/Shanghai").value_or("");
  const Value tags = fields.optional("tags");
  if (!in.array(tags, 0, kTagsMax)) return screen;
  for (const Value one : tags.items()) {
    auto tag = in.parsed(one, if_right<is_tag>, kTagForm);
    if (tag) screen.tags.push_back(std::move(*tag));
  }
  return screen;
}

bool is_ip(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return inet_pton(AF_INET, text.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, text.c_str(), address.data()) == 1;
}

// No other names: to look one up may take longer than a picture can wait.
std::optional<Endpoint> parse_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  Endpoint at{std::string(text.substr(0, colon)), 0};
  const auto [end, error] = std::from_chars(text.data() + colon + 1, text.data() + text.size(), at.port);
  if (error != std::errc() || end != text.data() + text.size() || at.port == 0) return std::nullopt;
  if (at.ip == "localhost") at.ip = "127.0.0.1";
  const bool bracketed = at.ip.size() > 2 && at.ip.front() == '[' && at.ip.back() == ']';
  if (bracketed) at.ip = at.ip.substr(1, at.ip.size() - 2);
  const bool six = at.ip.find(':') != std::string::npos;
  return six == bracketed && is_ip(at.ip) ? std::optional(at) : std::nullopt;
}

void read_whereabouts(Reader& in, const Fields& fields, Settings& settings) {
  const Value place = fields.optional("place"), gpsd = fields.optional("gpsd");
  settings.place = read_place(in, place);
  settings.gpsd =
      in.parsed(gpsd, parse_endpoint, "\"localhost\" or an IP address, and a port: localhost:2947");
  if (place && gpsd)
    in.fault(gpsd, "does not go with \"place\": a screen stands somewhere for good or moves");
}

std::optional<RootPin> read_root_pin(Reader& in, Value at) {
  constexpr std::array<std::string_view, 2> kPinFields{"version", "sha256"};
  if (!at) return std::nullopt;
  const Fields fields(in, at, kPinFields);
  RootPin pin;
  pin.version = in.integer(fields.required("version"), 1, kRootVersionMax).value_or(1);
  const auto hash = in.parsed(fields.required("sha256"), AssetId::parse, "64 lower-case hexadecimal digits");
  if (hash) pin.sha256 = *hash;
  return pin;
}

bool is_proxy(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://", "socks5://", "socks5h://"})
    if (text.starts_with(scheme) && text.size() > scheme.size()) return is_url(text);
  return false;
}

void read_connection(Reader& in, const Fields& fields, Connection& connection) {
  const auto file = [&](std::string_view name) {
    return in.parsed(fields.optional(name), if_right<is_absolute_path>, "an absolute path").value_or("");
  };
  connection.ca = file("tls_ca");
  connection.cert = file("tls_cert");
  connection.key = file("tls_key");
  if (fields.has("tls_cert") != fields.has("tls_key"))
    in.fault(fields.optional(fields.has("tls_cert") ? "tls_cert" : "tls_key"),
             "needs both \"tls_cert\" and \"tls_key\", or neither");
  connection.proxy =
      in.parsed(fields.optional("proxy"), if_right<is_proxy>, "the URL of a proxy: http://host:port")
          .value_or("");
}

MeterRule read_meter_rule(Reader& in, Value at) {
  constexpr std::array<std::string_view, 5> kRuleFields{"interface", "hours", "kbit_s", "asset_bytes_max",
                                                        "only"};
  constexpr std::array<Choice<bool>, 2> kOnly{{{"urgent", true}, {"all", false}}};
  const Fields fields(in, at, kRuleFields);
  MeterRule rule;
  rule.interface = in.line(fields.required("interface"), kInterfaceBytesMax).value_or("");
  rule.hours = read_hours(in, fields.optional("hours"));
  rule.kbit_s = static_cast<int>(in.integer(fields.optional("kbit_s"), kKbitMin, kKbitMax).value_or(0));
  const auto bytes = in.integer(fields.optional("asset_bytes_max"), 1, kAssetBytesMax);
  rule.asset_bytes_max = static_cast<std::uint64_t>(bytes.value_or(0));
  rule.urgent_only = in.choice(fields.optional("only"), kOnly).value_or(false);
  return rule;
}

void read_content(Reader& in, const Fields& fields, Settings& settings) {
  const Value url = fields.optional("feed_url");
  settings.feed_url =
      in.parsed(url, if_right<is_feed_url>, "a URL that begins with http:// or https://").value_or("");
  if (const Value mirrors = fields.optional("mirrors"); in.array(mirrors, 0, kMirrorsMax)) {
    for (const Value one : mirrors.items()) {
      auto mirror = in.parsed(one, if_right<is_feed_url>, "a URL that begins with http:// or https://");
      if (mirror && !mirror->empty()) settings.mirrors.push_back(*std::move(mirror));
    }
  }
  if (const Value meter = fields.optional("meter"); in.array(meter, 0, kMeterRulesMax)) {
    for (const Value one : meter.items()) settings.meter.push_back(read_meter_rule(in, one));
  }
  const Value feed = fields.optional("feed");
  const bool named = feed && !(feed.type() == json::Type::string && feed.string().empty());
  if (named) settings.feed = in.line(feed, kNameBytesMax).value_or("");
  read_connection(in, fields, settings.connection);
  settings.root = read_root_pin(in, fields.optional("root"));
  const Value carried = fields.optional("root_file");
  settings.root_file = in.parsed(carried, if_right<is_absolute_path>, "an absolute path").value_or("");
  if (carried && settings.root) in.fault(carried, "says the same as \"root\": give one of them");
  const Value beacon = fields.optional("beacon");
  settings.beacon_url =
      in.parsed(beacon, if_right<is_feed_url>, "a URL that begins with http:// or https://").value_or("");
  if (!settings.beacon_url.empty() && !settings.root && settings.root_file.empty())
    in.fault(beacon, "needs \"root\" or \"root_file\": nobody could tell whose word it is");
  settings.broker = in.parsed(fields.optional("broker"), parse_broker,
                              "the URL of an MQTT broker: mqtts://user:password@host:8883");
  const auto poll = in.integer(fields.optional("poll_s"), 1, kPollMax);
  if (poll) settings.poll = std::chrono::seconds(*poll);
  settings.as_run_cert =
      in.parsed(fields.optional("as_run_cert"), if_right<is_absolute_path>, "an absolute path").value_or("");
  auto folder = in.parsed(fields.optional("state_dir"), if_right<is_absolute_path>, "an absolute path");
  if (folder) settings.state_dir = std::move(*folder);
  auto control = in.parsed(fields.optional("control_socket"), if_right<is_absolute_path>, "an absolute path");
  if (control) settings.control_socket = std::move(*control);
  const auto bytes = in.integer(fields.optional("asset_bytes_max"), 1, kAssetBytesMax);
  if (bytes) settings.asset_bytes_max = static_cast<std::uint64_t>(*bytes);
  const auto all = in.integer(fields.optional("store_bytes_max"), 1, kAssetBytesMax);
  if (all) settings.store_bytes_max = static_cast<std::uint64_t>(*all);
}

void read_rotation(Reader& in, Value at, Settings& settings) {
  if (!at) return;
  const bool right_angle =
      at.type() == json::Type::integer && at.integer() >= 0 && at.integer() <= 270 && at.integer() % 90 == 0;
  if (!right_angle) {
    in.wrong(at, "one of 0, 90, 180, 270");
    return;
  }
  settings.rotate = static_cast<int>(at.integer());
}

bool is_decoder_list(std::string_view text) {
  return !text.empty() && text.size() <= 200 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_,") == std::string_view::npos;
}

// `count` integers; the first two of four may be 0.
std::vector<int> read_lengths(Reader& in, Value at, std::size_t count) {
  std::vector<int> lengths;
  if (!in.array(at, count, count)) return {};
  for (const Value one : at.items()) {
    const std::int64_t least = count == 4 && lengths.size() < 2 ? 0 : 1;
    lengths.push_back(static_cast<int>(in.integer(one, least, kWallMax).value_or(least)));
  }
  return lengths;
}

std::optional<WallPart> read_wall(Reader& in, Value at) {
  constexpr std::array<std::string_view, 3> kWallFields{"canvas", "view", "bezel"};
  if (!at) return std::nullopt;
  const Fields fields(in, at, kWallFields);
  const auto canvas = read_lengths(in, fields.required("canvas"), 2);
  const Value view_at = fields.required("view");
  const auto view = read_lengths(in, view_at, 4);
  const Value bezel = fields.optional("bezel");
  if (canvas.size() != 2 || view.size() != 4) return std::nullopt;
  WallPart part{canvas[0],
                canvas[1],
                view[0],
                view[1],
                view[2],
                view[3],
                static_cast<int>(in.integer(bezel, 0, kWallMax).value_or(0))};
  if (part.x + part.width > part.canvas_width || part.y + part.height > part.canvas_height) {
    in.fault(view_at, "reaches beyond the canvas");
  }
  if (2 * part.bezel >= std::min(part.width, part.height)) in.fault(bezel, "leaves nothing of the view");
  return part;
}

void read_sound(Reader& in, const Fields& fields, Settings& settings) {
  settings.sound = in.boolean(fields.optional("sound")).value_or(true);
  settings.volume = in.number(fields.optional("volume"), 0, 1).value_or(1);
  settings.duck_db = in.number(fields.optional("duck_db"), kDuckDbMin, 0).value_or(settings.duck_db);
  const auto delay = in.integer(fields.optional("sound_delay_ms"), -kSoundDelayMaxMs, kSoundDelayMaxMs);
  settings.sound_delay = milliseconds(delay.value_or(0));
  const Value quiet = fields.optional("quiet_hours");
  if (!in.array(quiet, 0, kQuietHoursMax)) return;
  for (const Value one : quiet.items()) {
    if (const auto hours = in.parsed(one, parse_hours, "a time range HH:MM-HH:MM"))
      settings.quiet_hours.push_back(*hours);
  }
}

void read_output(Reader& in, const Fields& fields, Settings& settings) {
  settings.display = static_cast<int>(in.integer(fields.optional("display"), 0, kDisplayMax).value_or(0));
  settings.windowed = in.boolean(fields.optional("windowed")).value_or(false);
  settings.fit = in.choice(fields.optional("fit"), kFits).value_or(Fit::contain);
  read_rotation(in, fields.optional("rotate"), settings);
  settings.wall = read_wall(in, fields.optional("wall"));
  settings.offset =
      milliseconds(in.integer(fields.optional("offset_ms"), -kOffsetMax, kOffsetMax).value_or(0));
  settings.renderer = in.choice(fields.optional("renderer"), kRenderers).value_or(Renderer::automatic);
  auto decoders = in.parsed(fields.optional("decoders"), if_right<is_decoder_list>,
                            "\"auto\" or a list like \"vaapi,software\"");
  if (decoders) settings.decoders = std::move(*decoders);
}

}  // namespace

SettingsReading read_settings(std::string_view json) {
  const json::Parsed parsed = json::parse(json, {kSettingsBytesMax, true});
  if (!parsed.document) return {{}, parsed.faults};
  Reader reader(*parsed.document, json::Unknown::fault);
  const Fields fields(reader, parsed.document->root(), kFields);
  Settings settings;
  settings.screen = read_screen(reader, fields);
  read_whereabouts(reader, fields, settings);
  auto language =
      reader.parsed(fields.optional("language"), if_right<is_language_tag>, "a language tag like zh-CN");
  if (language) settings.language = std::move(*language);
  read_content(reader, fields, settings);
  read_output(reader, fields, settings);
  read_sound(reader, fields, settings);
  SettingsReading result;
  if (reader.fault_count() == 0) result.settings = std::move(settings);
  result.faults = reader.faults();
  return result;
}

}  // namespace kepu::config
