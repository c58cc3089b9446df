#include "headend/draft.h"

#include <algorithm>
#include <set>
#include <system_error>
#include <variant>

#include "content/envelope.h"
#include "headend/names.h"
#include "headend/proposal.h"

namespace kepu::headend {
namespace {

namespace fs = std::filesystem;

Result<std::string> payload_of(const std::string& bytes, const std::string& name) {
  auto envelope = content::read_envelope(bytes, name);
  if (!envelope) return envelope.error();
  return std::move(envelope->payload);
}

struct Found {
  std::vector<std::string> media;  // relative, sorted
  std::vector<std::string> skipped;
  std::vector<std::string> faults;
};

void sort_in(const std::string& name, Found& found) {
  if (fs::path(name).filename().string().starts_with('.')) return;
  if (!type_by_extension(name)) {
    found.skipped.push_back(printable(name) + ": neither a clip nor a poster by its name, skipped");
  } else if (!is_utf8(name)) {
    found.faults.push_back(printable(name) +
                           ": its name is not UTF-8: rename it (convmv -f gbk -t utf8 --notest)");
  } else {
    found.media.push_back(name);
  }
}

Found walk(const fs::path& folder, const fs::path& site) {
  Found found;
  std::error_code error;
  fs::recursive_directory_iterator at(folder, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    std::error_code ignored;
    const std::string name = at->path().lexically_relative(folder).string();
    if (at->is_directory(ignored)) {
      const bool hidden = at->path().filename().string().starts_with('.');
      const bool is_sites = fs::equivalent(at->path(), site, ignored) ||
                            fs::equivalent(at->path(), pending_folder(site), ignored);
      if (hidden || is_sites) at.disable_recursion_pending();
      if (at->is_symlink(ignored)) found.skipped.push_back(printable(name) + ": a link to a folder, skipped");
    } else {
      sort_in(name, found);
    }
  }
  if (error) found.faults.push_back(printable(folder.string()) + ": cannot be read: " + error.message());
  std::sort(found.media.begin(), found.media.end());
  return found;
}

config::Feed feed_of(const std::vector<std::string>& media) {
  config::Feed feed;
  std::set<std::string> taken;
  std::vector<std::string> names;
  for (const std::string& file : media) {
    config::Asset asset;
    asset.name = names.emplace_back(asset_name(file, taken));
    asset.type = type_by_extension(file).value_or(config::AssetType::video);
    asset.file = file;
    asset.title = title(file);
    feed.assets.push_back(std::move(asset));
  }
  std::sort(feed.assets.begin(), feed.assets.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  config::Playlist all;
  all.name = "all";
  for (const std::string& name : names) {  // set iterators count in order of names, as the assets lie
    const auto index = std::distance(taken.begin(), taken.find(name));
    all.items.emplace_back(config::AssetItem{static_cast<std::uint32_t>(index), {}});
  }
  feed.playlists.push_back(std::move(all));
  config::Entry loop;
  loop.id.name = "loop";
  loop.playlist = 0;
  feed.entries.push_back(std::move(loop));
  return feed;
}

}  // namespace

fs::path tidy(const fs::path& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path, error).lexically_normal();
  return absolute.has_filename() ? absolute : absolute.parent_path();
}

std::vector<std::string> lines(const std::string& document, const config::Faults& faults) {
  std::vector<std::string> result;
  for (const config::Fault& fault : faults) {
    std::string line = config::describe(document, {fault});
    while (line.ends_with('\n')) line.pop_back();
    result.push_back(std::move(line));
  }
  return result;
}

bool lacks_durations(const config::Feed& feed) {
  for (const config::Playlist& playlist : feed.playlists) {
    for (const config::Item& item : playlist.items) {
      const auto* shows = std::get_if<config::AssetItem>(&item);
      if (shows != nullptr && shows->duration == milliseconds(0)) return true;
    }
  }
  return false;
}

DraftReading draft_of_folder(const fs::path& folder, const FolderOptions& options) {
  const fs::path root = tidy(folder);
  const std::string shown = printable(folder.string());
  std::error_code error;
  if (!fs::is_directory(root, error)) return {{}, {shown + ": is not a folder"}, {}};
  if (fs::equivalent(root, options.site, error)) {
    return {{}, {shown + ": is the site itself: publish into another folder"}, {}};
  }
  Found found = walk(root, options.site);
  if (found.media.empty() && found.faults.empty())
    found.faults.push_back(shown + ": holds no clip and no poster");
  if (!found.faults.empty()) return {{}, std::move(found.faults), std::move(found.skipped)};
  Draft draft{feed_of(found.media), root, ""};
  draft.feed.name = options.name.empty() ? feed_name(root.filename().string()) : options.name;
  draft.feed.timezone = options.timezone;
  return {std::move(draft), {}, std::move(found.skipped)};
}

DraftReading draft_by_hand(const fs::path& document, content::Files& files) {
  const fs::path path = tidy(document);
  const std::string name = path.filename().string();
  const auto bytes = files.read(path, content::kEnvelopeBytesMax);
  if (!bytes) return {{}, {bytes.error().message}, {}};
  const auto json = content::is_envelope(*bytes) ? payload_of(*bytes, name) : bytes;
  if (!json) return {{}, {json.error().message}, {}};
  auto reading = config::read_feed(*json, config::Reading::draft);
  if (!reading.feed) return {{}, lines(name, reading.faults), {}};
  return {Draft{std::move(*reading.feed), path.parent_path(), name}, {}, {}};
}

}  // namespace kepu::headend
