#include "content/store.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "config/log.h"
#include "config/notation.h"
#include "content/envelope.h"

namespace kepu::content {
namespace {

namespace fs = std::filesystem;

// --- every name on disk is made or read here ---

constexpr std::string_view kPartSuffix = ".part";
constexpr std::string_view kEtagSuffix = ".etag";
constexpr std::string_view kFeedSuffix = ".json";
constexpr std::string_view kRootPrefix = "root-";
constexpr std::string_view kNoticesPrefix = "notices-";
constexpr std::string_view kTimeName = "time";
constexpr std::size_t kTimeBytesMax = 64;
constexpr std::size_t kNumberDigits = 19;  // of an int64: names sort as their numbers do
constexpr std::size_t kFeedsKept = 2;

fs::path objects_folder(const fs::path& root) { return root / "objects" / "sha256"; }
fs::path incoming_folder(const fs::path& root) { return root / "incoming"; }
fs::path feeds_folder(const fs::path& root) { return root / "feeds"; }
fs::path lost_folder(const fs::path& root) { return root / "lost"; }

fs::path object_path(const fs::path& root, const config::AssetId& id) {
  const std::string hex = id.hex();
  return objects_folder(root) / hex.substr(0, 2) / hex;
}

fs::path incoming_path(const fs::path& root, const config::AssetId& id, std::string_view suffix) {
  return incoming_folder(root) / id.hex().append(suffix);
}

std::string padded(std::int64_t number) {
  const std::string digits = std::to_string(number);
  return std::string(kNumberDigits - digits.size(), '0') + digits;
}

std::string feed_name(std::int64_t epoch, std::int64_t version) {
  return padded(epoch).append("-").append(padded(version)).append(kFeedSuffix);
}

// As feed_name() makes them.
bool is_feed_name(std::string_view name) {
  constexpr std::size_t kSize = 2 * kNumberDigits + 1 + kFeedSuffix.size();
  if (name.size() != kSize || name[kNumberDigits] != '-' || !name.ends_with(kFeedSuffix)) return false;
  const std::string_view numbers = name.substr(0, kSize - kFeedSuffix.size());
  return std::ranges::count_if(numbers, [](char c) { return c >= '0' && c <= '9'; }) == 2 * kNumberDigits;
}

bool is_feed(const FileEntry& entry) { return !entry.folder && is_feed_name(entry.name); }

std::string notices_name(const std::pair<std::int64_t, std::int64_t>& number) {
  return std::string(kNoticesPrefix).append(feed_name(number.first, number.second));
}

bool is_notices(const FileEntry& entry) {
  const std::string_view name = entry.name;
  return !entry.folder && name.starts_with(kNoticesPrefix) &&
         is_feed_name(name.substr(kNoticesPrefix.size()));
}

std::string root_name(std::int64_t version) {
  return std::string(kRootPrefix).append(padded(version)).append(kFeedSuffix);
}

bool is_root(const FileEntry& entry) {
  const std::string_view name = entry.name;
  if (entry.folder || name.size() != kRootPrefix.size() + kNumberDigits + kFeedSuffix.size()) return false;
  const std::string_view digits = name.substr(kRootPrefix.size(), kNumberDigits);
  return name.starts_with(kRootPrefix) && name.ends_with(kFeedSuffix) &&
         digits.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_document(const FileEntry& entry) {
  return is_feed(entry) || is_root(entry) || is_notices(entry) || (!entry.folder && entry.name == kTimeName);
}

bool is_incoming(const FileEntry& entry) {
  const std::string_view name = entry.name;
  if (entry.folder || !(name.ends_with(kPartSuffix) || name.ends_with(kEtagSuffix))) return false;
  return config::AssetId::parse(name.substr(0, name.size() - kPartSuffix.size())).has_value();
}
static_assert(kPartSuffix.size() == kEtagSuffix.size());

std::optional<config::AssetId> object_id(const FileEntry& entry, const std::string& folder) {
  if (entry.folder || entry.bytes == 0 || !entry.name.starts_with(folder)) return std::nullopt;
  return config::AssetId::parse(entry.name);
}

bool is_object_folder(const FileEntry& entry) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  return entry.folder && entry.name.size() == 2 && entry.name.find_first_not_of(kDigits) == std::string::npos;
}

// Folders are not moved: nobody knows what hangs below.
void pass_over(const fs::path& path) {
  log(Level::warning, "store: " + path.string() + " does not belong here: passed over, remove it");
}

bool is_leftover(const FileEntry& entry) { return !entry.folder && entry.name.ends_with(kTempSuffix); }

}  // namespace

Playable::Playable(fs::path root, std::vector<config::AssetId> ids)
    : root_(std::move(root)), ids_(std::move(ids)) {
  std::ranges::sort(ids_);
}

Playable Playable::without(std::vector<config::AssetId> recalled) const {
  std::sort(recalled.begin(), recalled.end());
  Playable rest;
  rest.root_ = root_;
  std::set_difference(ids_.begin(), ids_.end(), recalled.begin(), recalled.end(),
                      std::back_inserter(rest.ids_));
  return rest;
}

bool Playable::contains(const config::AssetId& id) const { return std::ranges::binary_search(ids_, id); }

fs::path Playable::path(const config::AssetId& id) const { return object_path(root_, id); }

Store::Store(fs::path root, Files& files) : root_(std::move(root)), files_(&files) { set_playable({}); }

Result<Store> Store::open(fs::path root, Files& files) {
  Store store(std::move(root), files);
  const fs::path& at = store.root_;
  for (const fs::path& folder : {objects_folder(at), incoming_folder(at), feeds_folder(at), lost_folder(at)})
    if (auto made = files.make_folder(folder); !made) return made.error();
  if (auto read = store.read_objects(); !read) return read.error();
  if (auto read = store.read_names(incoming_folder(at), is_incoming); !read) return read.error();
  if (auto read = store.read_names(feeds_folder(at), is_document); !read) return read.error();
  return store;
}

Result<void> Store::read_objects() {
  const auto folders = files_->list(objects_folder(root_));
  if (!folders) return folders.error();
  std::vector<config::AssetId> ids;
  for (const FileEntry& folder : *folders) {
    const fs::path path = objects_folder(root_) / folder.name;
    if (!is_object_folder(folder)) {
      pass_over(path);
      continue;
    }
    const auto entries = files_->list(path);
    if (!entries) return entries.error();
    for (const FileEntry& entry : *entries) {
      if (entry.folder) {
        pass_over(path / entry.name);
      } else if (const auto id = object_id(entry, folder.name)) {
        ids.push_back(*id);
        sizes_.emplace(*id, entry.bytes);
        all_bytes_ += entry.bytes;
      } else {
        lose(path / entry.name, entry.bytes == 0 ? "is empty" : "is not named like an object");
      }
    }
  }
  set_playable(std::move(ids));
  return {};
}

Result<void> Store::read_names(const fs::path& folder, bool (*is_ours)(const FileEntry&)) {
  const auto entries = files_->list(folder);
  if (!entries) return entries.error();
  for (const FileEntry& entry : *entries) {
    if (entry.folder)
      pass_over(folder / entry.name);
    else if (is_leftover(entry))
      remove_or_log(folder / entry.name);
    else if (!is_ours(entry))
      lose(folder / entry.name, "is not named like a file of the store");
  }
  return {};
}

void Store::lose(const fs::path& path, std::string_view why) {
  const fs::path to = lost_folder(root_) / path.filename();
  const auto moved = files_->adopt(path, to);
  const std::string what = "store: " + path.string() + " " + std::string(why);
  if (moved)
    log(Level::warning, what + ": moved to " + to.string());
  else
    log(Level::error, what + " and cannot be moved away: " + moved.error().message);
}

void Store::remove_or_log(const fs::path& path) {
  if (auto removed = files_->remove(path); !removed) log(Level::warning, "store: " + removed.error().message);
}

void Store::set_playable(std::vector<config::AssetId> ids) {
  playable_ = std::make_shared<const Playable>(root_, std::move(ids));
}

void Store::add(const config::AssetId& id, std::uint64_t bytes) {
  if (!sizes_.emplace(id, bytes).second) return;
  all_bytes_ += bytes;
  std::vector<config::AssetId> ids = playable_->ids();
  ids.push_back(id);
  set_playable(std::move(ids));
}

void Store::take_out(const config::AssetId& id) {
  all_bytes_ -= bytes_of(id);
  sizes_.erase(id);
  used_.erase(id);
  std::vector<config::AssetId> ids = playable_->ids();
  std::erase(ids, id);
  set_playable(std::move(ids));
}

std::uint64_t Store::bytes_of(const config::AssetId& id) const {
  const auto found = sizes_.find(id);
  return found == sizes_.end() ? 0 : found->second;
}

std::shared_ptr<const Playable> Store::playable() const { return playable_; }

fs::path Store::part_path(const config::AssetId& id) const { return incoming_path(root_, id, kPartSuffix); }

fs::path Store::etag_path(const config::AssetId& id) const { return incoming_path(root_, id, kEtagSuffix); }

Result<void> Store::drop_part(const config::AssetId& id) {
  if (auto removed = files_->remove(part_path(id)); !removed) return removed;
  return files_->remove(etag_path(id));
}

Result<void> Store::adopt(const config::Asset& asset, const Part& part) {
  if (part.bytes != asset.bytes || part.digest != asset.id) {
    const std::string fault =
        part.bytes != asset.bytes
            ? std::to_string(part.bytes) + " bytes instead of " + std::to_string(asset.bytes)
            : "SHA-256 " + part.digest.hex() + " instead of " + asset.id.hex();
    if (auto dropped = drop_part(asset.id); !dropped) return dropped;
    return Error{Kind::refused, fault + ": it is not the file that the feed names"};
  }
  if (auto adopted = files_->adopt(part.path, object_path(root_, asset.id)); !adopted) return adopted;
  add(asset.id, asset.bytes);
  remove_or_log(etag_path(asset.id));
  return {};
}

Result<void> Store::keep_feed(std::int64_t epoch, std::int64_t version, const std::string& bytes,
                              std::optional<std::pair<std::int64_t, std::int64_t>> on_air) {
  if (epoch < 0 || version < 0)
    return Error{Kind::invalid, "store: a feed's epoch and version cannot be negative"};
  auto written = files_->write_durably(feeds_folder(root_) / feed_name(epoch, version), bytes);
  if (!written) return written;
  auto paths = paths_of(is_feed);
  if (!paths) return paths.error();
  if (paths->size() <= kFeedsKept) return {};
  const std::string playing = on_air ? feed_name(on_air->first, on_air->second) : "";
  const auto is_playing = [&](const fs::path& path) { return path.filename() == playing; };
  // The newest stays, and one more.
  const auto beside = std::find_if(paths->begin() + 1, paths->end(), is_playing);
  const fs::path stays = beside != paths->end() ? *beside : (*paths)[1];
  for (std::size_t i = 1; i < paths->size(); ++i) {
    if ((*paths)[i] != stays) remove_or_log((*paths)[i]);
  }
  return {};
}

Result<std::vector<fs::path>> Store::paths_of(bool (*is_one)(const FileEntry&)) {
  auto entries = files_->list(feeds_folder(root_));
  if (!entries) return std::move(entries).error();
  std::vector<fs::path> paths;
  for (const FileEntry& entry : *entries)
    if (is_one(entry)) paths.push_back(feeds_folder(root_) / entry.name);
  std::ranges::reverse(paths);
  return paths;
}

std::vector<std::string> Store::read_all(bool (*is_one)(const FileEntry&)) {
  std::vector<std::string> all;
  auto paths = paths_of(is_one);
  if (!paths) {
    log(Level::error, "store: " + paths.error().message);
    return all;
  }
  for (const fs::path& path : *paths) {
    auto bytes = files_->read(path, kEnvelopeBytesMax);
    if (bytes)
      all.push_back(*std::move(bytes));
    else
      lose(path, "cannot be read (" + bytes.error().message + ")");
  }
  return all;
}

std::vector<std::string> Store::feeds() { return read_all(is_feed); }

std::vector<std::string> Store::roots() {
  std::vector<std::string> all = read_all(is_root);
  std::ranges::reverse(all);
  return all;
}

Result<void> Store::keep_root(std::int64_t version, const std::string& bytes) {
  return files_->write_durably(feeds_folder(root_) / root_name(version), bytes);
}

Result<void> Store::keep_notices(const std::vector<std::pair<std::int64_t, std::int64_t>>& numbers,
                                 const std::string& bytes) {
  KEPU_CHECK(!numbers.empty());
  auto written = files_->write_durably(feeds_folder(root_) / notices_name(numbers.back()), bytes);
  if (!written) return written;
  std::set<std::string> stay;
  for (const auto& number : numbers) stay.insert(notices_name(number));
  auto paths = paths_of(is_notices);
  if (!paths) return paths.error();
  for (const fs::path& path : *paths) {
    if (!stay.contains(path.filename())) remove_or_log(path);
  }
  return {};
}

std::vector<std::string> Store::notices() {
  std::vector<std::string> all = read_all(is_notices);
  std::ranges::reverse(all);
  return all;
}

Result<void> Store::keep_time(Wall at_least) {
  return files_->write_durably(feeds_folder(root_) / kTimeName, config::print_instant(at_least));
}

std::optional<Wall> Store::time() {
  const auto text = files_->read(feeds_folder(root_) / kTimeName, kTimeBytesMax);
  return text ? config::parse_instant(*text) : std::nullopt;
}

Result<void> Store::discard_document(const std::string& bytes) {
  for (auto* is_one : {is_feed, is_notices}) {
    auto paths = paths_of(is_one);
    if (!paths) return paths.error();
    for (const fs::path& path : *paths) {
      const auto kept = files_->read(path, kEnvelopeBytesMax);
      if (kept && *kept == bytes) lose(path, "may not be believed");
    }
  }
  return {};
}

void Store::note_use(const config::AssetId& id, Wall now) {
  if (!playable_->contains(id)) return;
  const auto used = used_.find(id);
  if (used != used_.end() && now - used->second < std::chrono::hours(24) && now >= used->second) return;
  used_[id] = now;
  if (auto touched = files_->touch(object_path(root_, id)); !touched)
    log(Level::info, "store: " + touched.error().message);
}

Result<void> Store::evict(const config::AssetId& id) {
  if (!playable_->contains(id)) return {};
  const fs::path path = object_path(root_, id);
  take_out(id);
  return files_->remove(path);
}

void Store::drop_parts_but(const std::set<config::AssetId>& needed) {
  const auto entries = files_->list(incoming_folder(root_));
  if (!entries) return log(Level::error, "store: " + entries.error().message);
  for (const FileEntry& entry : *entries) {
    if (!is_incoming(entry)) continue;
    const auto id = config::AssetId::parse(entry.name.substr(0, entry.name.size() - kPartSuffix.size()));
    if (id && !needed.contains(*id)) remove_or_log(incoming_folder(root_) / entry.name);
  }
}

Result<void> Store::discard(const config::AssetId& id) {
  if (!playable_->contains(id)) return Error{Kind::not_found, "store: " + id.hex() + " is not on disk"};
  take_out(id);  // first: it is not played any more, wherever its bytes lie
  const fs::path path = object_path(root_, id);
  return files_->adopt(path, lost_folder(root_) / path.filename());
}

}  // namespace kepu::content
