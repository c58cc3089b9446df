#include "config/settings.h"

#include <array>

#include "config/json_reader.h"
#include "config/notation.h"

namespace kepu::config {
namespace {

using json::Choice;
using json::Fields;
using json::Reader;
using json::Value;

constexpr std::size_t kSettingsBytesMax = 1U << 20U;
constexpr std::size_t kTagsMax = 64;
constexpr std::size_t kNameBytesMax = 200;
constexpr std::size_t kPathBytesMax = 4096;
constexpr std::int64_t kPollMax = 86400;
constexpr std::int64_t kDisplayMax = 15;
constexpr std::int64_t kAssetBytesMax = std::int64_t{1} << 40U;

constexpr std::array<Choice<Fit>, 3> kFits{
    {{"contain", Fit::contain}, {"cover", Fit::cover}, {"stretch", Fit::stretch}}};

constexpr std::array<std::string_view, 15> kFields{
    "screen",   "tags", "feed_url", "feed",  "timezone", "poll_s",          "state_dir",     "display",
    "windowed", "fit",  "rotate",   "sound", "volume",   "asset_bytes_max", "control_socket"};

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

void read_content(Reader& in, const Fields& fields, Settings& settings) {
  const Value url = fields.optional("feed_url");
  settings.feed_url =
      in.parsed(url, if_right<is_feed_url>, "a URL that begins with http:// or https://").value_or("");
  const Value feed = fields.optional("feed");
  const bool named = feed && !(feed.type() == json::Type::string && feed.string().empty());
  if (named) settings.feed = in.line(feed, kNameBytesMax).value_or("");
  const auto poll = in.integer(fields.optional("poll_s"), 1, kPollMax);
  if (poll) settings.poll = std::chrono::seconds(*poll);
  auto folder = in.parsed(fields.optional("state_dir"), if_right<is_absolute_path>, "an absolute path");
  if (folder) settings.state_dir = std::move(*folder);
  auto control = in.parsed(fields.optional("control_socket"), if_right<is_absolute_path>, "an absolute path");
  if (control) settings.control_socket = std::move(*control);
  const auto bytes = in.integer(fields.optional("asset_bytes_max"), 1, kAssetBytesMax);
  if (bytes) settings.asset_bytes_max = static_cast<std::uint64_t>(*bytes);
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

void read_output(Reader& in, const Fields& fields, Settings& settings) {
  settings.display = static_cast<int>(in.integer(fields.optional("display"), 0, kDisplayMax).value_or(0));
  settings.windowed = in.boolean(fields.optional("windowed")).value_or(false);
  settings.fit = in.choice(fields.optional("fit"), kFits).value_or(Fit::contain);
  read_rotation(in, fields.optional("rotate"), settings);
  settings.sound = in.boolean(fields.optional("sound")).value_or(true);
  settings.volume = in.number(fields.optional("volume"), 0, 1).value_or(1);
}

}  // namespace

SettingsReading read_settings(std::string_view json) {
  const json::Parsed parsed = json::parse(json, {kSettingsBytesMax, true});
  if (!parsed.document) return {{}, parsed.faults};
  Reader reader(*parsed.document, json::Unknown::fault);
  const Fields fields(reader, parsed.document->root(), kFields);
  Settings settings;
  settings.screen = read_screen(reader, fields);
  read_content(reader, fields, settings);
  read_output(reader, fields, settings);
  SettingsReading result;
  if (reader.fault_count() == 0) result.settings = std::move(settings);
  result.faults = reader.faults();
  return result;
}

}  // namespace kepu::config
