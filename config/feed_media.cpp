#include "config/feed_media.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "config/feed_parts.h"
#include "config/notation.h"

namespace kepu::config {
namespace {

using json::Choice;
using json::Fields;
using json::Reader;
using json::Value;
using Names = std::span<const std::string_view>;

constexpr std::int64_t kAssetBytesMax = std::int64_t{1} << 40U;
constexpr std::size_t kPathBytesMax = 4096;
constexpr std::int64_t kPixelsMax = 65536;
constexpr double kGainDbMax = 60;

constexpr std::array<Choice<AssetType>, 4> kTypes{{{"video", AssetType::video},
                                                   {"image", AssetType::image},
                                                   {"captions", AssetType::captions},
                                                   {"stream", AssetType::stream}}};
constexpr std::array<Choice<Order>, 2> kOrders{
    {{"sequential", Order::sequential}, {"shuffle", Order::shuffle}}};

// What each type of asset may say. "file" stands last: drafts alone have it.
constexpr std::array<std::string_view, 11> kVideoFields{"type",        "sha256",   "bytes",  "url",
                                                        "duration_ms", "width",    "height", "gain_db",
                                                        "title",       "captions", "file"};
constexpr std::array<std::string_view, 9> kImageFields{"type",  "sha256", "bytes", "url", "duration_ms",
                                                       "width", "height", "title", "file"};
constexpr std::array<std::string_view, 6> kCaptionsFields{"type", "sha256", "bytes", "url", "title", "file"};
constexpr std::array<std::string_view, 4> kStreamFields{"type", "url", "stall_s", "title"};
constexpr std::int64_t kStallMax = 60;
constexpr std::int64_t kStallUsual = 5;

struct TypeRule {
  Names fields;
  std::string_view of;
};

TypeRule rule_of(std::optional<AssetType> type, bool draft) {
  const auto fields = [draft](Names all) { return draft ? all : all.first(all.size() - 1); };
  if (!type) return {fields(kVideoFields), ""};  // of all types, the one that has every field
  switch (*type) {
    case AssetType::video:
      return {fields(kVideoFields), " of a video"};
    case AssetType::image:
      return {fields(kImageFields), " of an image"};
    case AssetType::captions:
      return {fields(kCaptionsFields), " of captions"};
    case AssetType::stream:
      return {kStreamFields, " of a stream"};
  }
  return {};
}

// The values of an object, sorted by name.
std::vector<Value> by_name(Value object) {
  std::vector<Value> values;
  values.reserve(object.size());
  for (const Value value : object.items()) values.push_back(value);
  std::sort(values.begin(), values.end(), [](Value a, Value b) { return a.key() < b.key(); });
  return values;
}

class MediaReader {
 public:
  MediaReader(Reader& reader, Reading reading) : in_(&reader), draft_(reading == Reading::draft) {}

  Media read(Value assets, Value playlists);

 private:
  // Beside the asset of the same index.
  struct About {
    std::optional<AssetType> type;
    bool faulty = false;
    Value captions;
  };

  std::string read_name(Value at, std::string_view what);
  void read_asset(Value at);
  void read_bytes(const Fields& fields, Asset& asset);
  void read_picture(const Fields& fields, Asset& asset);
  void read_captions(std::size_t index);
  void read_playlist(Value at, Playlist& playlist);
  Item read_item(Value at);
  Item read_asset_item(Value at);
  Item read_take_item(Value at);
  Item read_text_item(Value at);
  milliseconds shows_for(Value item, const Fields& fields, std::uint32_t asset);
  std::optional<milliseconds> read_duration(Value at);

  Reader* in_;
  bool draft_;
  Media media_;
  std::vector<About> about_;
};

Media MediaReader::read(Value assets, Value playlists) {
  if (in_->object(assets, 0, kAssetsMax)) {
    media_.assets.reserve(assets.size());
    for (const Value at : by_name(assets)) read_asset(at);
    for (std::size_t i = 0; i < about_.size(); ++i) read_captions(i);
  }
  if (in_->object(playlists, 0, kPlaylistsMax)) {
    const std::vector<Value> all = by_name(playlists);
    for (const Value at : all) {
      Playlist& playlist = media_.playlists.emplace_back();
      playlist.name = read_name(at, "a playlist");
    }
    for (std::size_t i = 0; i < all.size(); ++i) read_playlist(all[i], media_.playlists[i]);
  }
  return std::move(media_);
}

std::string MediaReader::read_name(Value at, std::string_view what) {
  const std::string_view name = at.key();
  const bool control = std::any_of(
      name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; });
  if (name.empty() || name.size() > kNameBytesMax || control) {
    in_->fault(at, in_quotes(name) + " is not a name of " + std::string(what) + ": 1 to " +
                       std::to_string(kNameBytesMax) + " bytes without control characters");
  }
  return std::string(name);
}

void MediaReader::read_asset(Value at) {
  const std::size_t faults_before = in_->fault_count();
  Asset& asset = media_.assets.emplace_back();
  About& about = about_.emplace_back();
  asset.name = read_name(at, "an asset");
  Value type;
  for (const Value field : at.items()) {
    if (field.key() == "type") type = field;
  }
  about.type = in_->choice(type, kTypes);
  const TypeRule rule = rule_of(about.type, draft_);
  const Fields fields(*in_, at, rule.fields, rule.of);
  if (!type) fields.required("type");
  if (about.type) {
    asset.type = *about.type;
    asset.title = read_text(*in_, fields.optional("title"), 0);
    read_bytes(fields, asset);
    if (asset.type == AssetType::video) about.captions = fields.optional("captions");
    if (asset.type == AssetType::video || asset.type == AssetType::image) read_picture(fields, asset);
  }
  about.faulty = in_->fault_count() != faults_before;
}

// Where its bytes come from.
void MediaReader::read_bytes(const Fields& fields, Asset& asset) {
  const bool has_file = draft_ && asset.type != AssetType::stream && fields.has("file");
  if (has_file) {
    asset.file = in_->line(fields.optional("file"), kPathBytesMax).value_or("");
    for (const std::string_view name : {"sha256", "bytes", "url"}) {
      const Value field = fields.optional(name);
      if (field) in_->fault(field, "an asset with a \"file\" has none: the publisher fills it in");
    }
    return;
  }
  const auto url = [](std::string_view text) {
    return is_url(text) ? std::optional<std::string>(text) : std::nullopt;
  };
  asset.url =
      in_->parsed(fields.required("url"), url, "a URL of 1 to 2048 bytes without spaces").value_or("");
  if (asset.type == AssetType::stream) {
    asset.stall =
        std::chrono::seconds(in_->integer(fields.optional("stall_s"), 1, kStallMax).value_or(kStallUsual));
    return;
  }
  const Value sha256 = fields.required("sha256");
  asset.id = in_->parsed(sha256, AssetId::parse, "64 lower-case hexadecimal digits").value_or(AssetId{});
  const auto bytes = in_->integer(fields.required("bytes"), 1, kAssetBytesMax);
  asset.bytes = static_cast<std::uint64_t>(bytes.value_or(0));
}

void MediaReader::read_picture(const Fields& fields, Asset& asset) {
  const bool needed = asset.type == AssetType::video && asset.file.empty();
  const Value duration = needed ? fields.required("duration_ms") : fields.optional("duration_ms");
  asset.duration = read_duration(duration).value_or(milliseconds(0));
  asset.width = static_cast<int>(in_->integer(fields.optional("width"), 1, kPixelsMax).value_or(0));
  asset.height = static_cast<int>(in_->integer(fields.optional("height"), 1, kPixelsMax).value_or(0));
  if (asset.type != AssetType::video) return;
  asset.gain_db = in_->number(fields.optional("gain_db"), -kGainDbMax, kGainDbMax);
}

// Once all assets are there.
void MediaReader::read_captions(std::size_t index) {
  const Value captions = about_[index].captions;
  if (!in_->object(captions, 0, kLanguagesMax)) return;
  for (const Value at : captions.items()) {
    if (!is_language_tag(at.key())) in_->fault(at, in_quotes(at.key()) + " is not a language tag like zh-CN");
    const auto asset = in_->reference(at, media_.assets, "asset");
    if (!asset) continue;
    const auto type = about_[*asset].type;
    if (type && *type != AssetType::captions)
      in_->fault(at, in_quotes(at.string()) + " is not of type \"captions\"");
    media_.assets[index].captions.emplace(at.key(), at.string());
  }
}

void MediaReader::read_playlist(Value at, Playlist& playlist) {
  constexpr std::array<std::string_view, 2> kFields{"order", "items"};
  const Fields fields(*in_, at, kFields);
  playlist.order = in_->choice(fields.optional("order"), kOrders).value_or(Order::sequential);
  const Value items = fields.required("items");
  if (!in_->array(items, 1, kItemsMax)) return;
  playlist.items.reserve(items.size());
  for (const Value item : items.items()) playlist.items.push_back(read_item(item));
}

Item MediaReader::read_item(Value at) {
  if (at.type() != json::Type::object) {
    in_->wrong(at, "an object");
    return TextItem{};
  }
  bool asset = false;
  bool playlist = false;
  bool text = false;
  for (const Value field : at.items()) {
    asset = asset || field.key() == "asset";
    playlist = playlist || field.key() == "playlist";
    text = text || field.key() == "text";
  }
  if (asset + playlist + text != 1) {
    in_->fault(at, R"(needs exactly one of "asset", "playlist" and "text")");
    return TextItem{};
  }
  if (asset) return read_asset_item(at);
  return playlist ? read_take_item(at) : read_text_item(at);
}

Item MediaReader::read_asset_item(Value at) {
  constexpr std::array<std::string_view, 2> kFields{"asset", "duration_ms"};
  const Fields fields(*in_, at, kFields, " of an item with an asset");
  const auto asset = in_->reference(fields.optional("asset"), media_.assets, "asset");
  if (!asset) {
    read_duration(fields.optional("duration_ms"));
    return TextItem{};  // an index of its own making would lead to faults that are none
  }
  return AssetItem{*asset, shows_for(at, fields, *asset)};
}

milliseconds MediaReader::shows_for(Value item, const Fields& fields, std::uint32_t index) {
  const Value own = fields.optional("duration_ms");
  const auto duration = read_duration(own);
  const Asset& asset = media_.assets[index];
  const About& about = about_[index];
  if (!about.type) return duration.value_or(milliseconds(0));
  const std::string name = in_quotes(asset.name);
  switch (*about.type) {
    case AssetType::captions:
      in_->fault(fields.optional("asset"),
                 name + " is of type \"captions\", which cannot be shown by itself");
      return {};
    case AssetType::video:
      if (own) in_->fault(own, "a video shows for its own duration: leave it out");
      return asset.duration;
    case AssetType::stream:
      if (!own) in_->fault(item, "the field \"duration_ms\" is missing: a stream has no end of its own");
      return duration.value_or(milliseconds(0));
    case AssetType::image:
      break;
  }
  const bool known = own || asset.duration.count() > 0 || about.faulty || !asset.file.empty();
  if (!known)
    in_->fault(item, "the field \"duration_ms\" is missing, and the image " + name + " has none either");
  return duration.value_or(asset.duration);
}

Item MediaReader::read_take_item(Value at) {
  constexpr std::array<std::string_view, 2> kFields{"playlist", "take"};
  const Fields fields(*in_, at, kFields, " of an item with a playlist");
  const auto playlist = in_->reference(fields.optional("playlist"), media_.playlists, "playlist");
  const auto take = in_->integer(fields.optional("take"), 1, static_cast<std::int64_t>(kItemsMax));
  if (!playlist) return TextItem{};
  return TakeItem{*playlist, take ? std::optional<int>(static_cast<int>(*take)) : std::nullopt};
}

Item MediaReader::read_text_item(Value at) {
  constexpr std::array<std::string_view, 2> kFields{"text", "duration_ms"};
  const Fields fields(*in_, at, kFields, " of an item with a text");
  TextItem item;
  item.text = read_text(*in_, fields.optional("text"), 1);
  item.duration = read_duration(fields.required("duration_ms")).value_or(milliseconds(0));
  return item;
}

std::optional<milliseconds> MediaReader::read_duration(Value at) {
  const auto count = in_->integer(at, kDurationMin.count(), kDurationMax.count());
  if (!count) return {};
  return milliseconds(*count);
}

}  // namespace

Media read_media(Reader& reader, Value assets, Value playlists, Reading reading) {
  return MediaReader(reader, reading).read(assets, playlists);
}

}  // namespace kepu::config
