#include "headend/stick.h"

#include <algorithm>
#include <vector>

#include "content/envelope.h"
#include "content/root.h"
#include "content/sha256.h"
#include "content/trust.h"
#include "headend/site.h"

namespace kepu::headend {
namespace {

constexpr std::size_t kHexDigits = 64;

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

// By its bytes: sticks forget.
bool is_there(const std::filesystem::path& file, const config::Asset& asset, content::Files& files) {
  std::error_code error;
  if (std::filesystem::file_size(file, error) != asset.bytes || error) return false;
  content::Sha256 hasher;
  return files.scan(file, [&](std::string_view piece) { hasher.update(piece); }) &&
         hasher.finish() == asset.id;
}

bool stays_inside(const std::string& url) {
  const auto path = std::filesystem::path(url).lexically_normal();
  return path.is_relative() && *path.begin() != "..";
}

// The rest of an earlier attempt is no use: where it ended is not known.
Result<void> copy_media(const config::Asset& asset, const std::filesystem::path& from,
                        const std::filesystem::path& to, content::Files& files) {
  const std::filesystem::path part = to.string() + std::string(content::kTempSuffix);
  if (auto removed = files.remove(part); !removed) return removed;
  content::Sha256 hasher;
  Result<void> written;
  const auto read = files.scan(from, [&](std::string_view piece) {
    hasher.update(piece);
    if (written) written = files.append(part, piece);
  });
  if (!read) return Error{Kind::broken, read.error().message};
  if (written && hasher.finish() != asset.id)
    written = Error{Kind::broken, from.string() + ": is not the file that the feed names: publish it again"};
  if (written) written = files.adopt(part, to);
  if (!written) static_cast<void>(files.remove(part));
  return written;
}

// Media of feeds before.
std::size_t remove_others(const config::Feed& feed, const std::filesystem::path& stick,
                          content::Files& files) {
  std::set<std::string> named;
  for (const config::Asset& asset : feed.assets)
    named.insert((stick / asset.url).lexically_normal().string());
  std::size_t removed = 0;
  const auto folders = files.list(stick / "media");
  if (!folders) return 0;
  for (const auto& folder : *folders) {
    const auto inside = files.list(stick / "media" / folder.name);
    if (!folder.folder || !inside) continue;
    for (const auto& file : *inside) {
      const auto path = stick / "media" / folder.name / file.name;
      const bool ours = listed_media(file.name).size() == 1;
      if (!file.folder && ours && !named.contains(path.string()) && files.remove(path)) ++removed;
    }
  }
  return removed;
}

Result<void> copy_document(const std::string& name, std::size_t bytes_max, const std::filesystem::path& site,
                           const std::filesystem::path& stick, content::Files& files) {
  auto bytes = files.read(site / name, bytes_max);
  if (!bytes && bytes.error().kind == Kind::not_found) return files.remove(stick / name);
  if (!bytes) return bytes.error();
  return files.write_durably(stick / name, *bytes);
}

Result<void> copy_documents(const std::filesystem::path& site, const std::filesystem::path& stick,
                            content::Files& files) {
  const auto roots = files.list(site / "roots");
  if (!roots) return roots.error();
  for (const auto& root : *roots) {
    if (root.folder || !root.name.ends_with(".json")) continue;
    if (auto copied = copy_document("roots/" + root.name, content::kRootBytesMax, site, stick, files);
        !copied)
      return copied;
  }
  for (const char* name : {"notices.json", "feed.json"})
    if (auto copied = copy_document(name, content::kEnvelopeBytesMax, site, stick, files); !copied)
      return copied;
  return {};
}

}  // namespace

std::set<config::AssetId> listed_media(std::string_view text) {
  std::set<config::AssetId> ids;
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = std::find_if(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), is_hex);
    const auto end = std::find_if_not(begin, text.end(), is_hex);
    if (end - begin == static_cast<std::ptrdiff_t>(kHexDigits))
      ids.insert(
          *config::AssetId::parse(text.substr(static_cast<std::size_t>(begin - text.begin()), kHexDigits)));
    at = static_cast<std::size_t>(end - text.begin());
  }
  return ids;
}

Result<StickSums> write_stick(
    const config::Feed& feed, const std::filesystem::path& site, const std::filesystem::path& stick,
    const std::set<config::AssetId>& had, content::Files& files,
    const std::function<void(std::size_t at, std::size_t of, const config::Asset&)>& told) {
  StickSums sums;
  std::vector<const config::Asset*> missing;
  std::set<config::AssetId> seen;
  for (const config::Asset& asset : feed.assets) {
    if (!is_ours(asset) || !seen.insert(asset.id).second) continue;
    if (!stays_inside(asset.url)) return Error{Kind::invalid, asset.name + ": its url leads out of the site"};
    if (had.contains(asset.id)) {
      ++sums.had;
    } else if (is_there(stick / asset.url, asset, files)) {
      ++sums.there;
    } else {
      missing.push_back(&asset);
      sums.bytes += asset.bytes;
    }
  }
  if (auto made = files.make_folder(stick); !made) return made.error();
  sums.removed = remove_others(feed, stick, files);
  const auto space = files.space(stick);
  if (!space) return space.error();
  if (space->free < sums.bytes)
    return Error{Kind::full, stick.string() + ": " + std::to_string(sums.bytes) + " bytes to copy, " +
                                 std::to_string(space->free) +
                                 " free: take a larger one, or say what the screens have with --have"};
  for (const config::Asset* asset : missing) {
    told(sums.copied + 1, missing.size(), *asset);
    if (auto copied = copy_media(*asset, site / asset->url, stick / asset->url, files); !copied)
      return copied.error();
    ++sums.copied;
  }
  if (auto copied = copy_documents(site, stick, files); !copied) return copied.error();
  return sums;
}

}  // namespace kepu::headend
