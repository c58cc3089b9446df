#include "headend/site_media.h"

#include "content/sha256.h"
#include "headend/site.h"

namespace kepu::headend {
namespace {

std::string fault_of(const config::Asset& asset, const std::filesystem::path& site, content::Files& files) {
  content::Sha256 hash;
  std::uint64_t bytes = 0;
  const auto read = files.scan(site / asset.url, [&](std::string_view piece) {
    hash.update(piece);
    bytes += piece.size();
  });
  if (!read) return read.error().message;
  if (bytes != asset.bytes)
    return asset.url + ": has " + std::to_string(bytes) + " bytes, not " + std::to_string(asset.bytes);
  return hash.finish() == asset.id ? "" : asset.url + ": its SHA-256 is another one";
}

}  // namespace

std::vector<std::string> check_media(const config::Feed& feed, const std::filesystem::path& site,
                                     content::Files& files,
                                     const std::function<void(std::size_t, std::size_t)>& told) {
  std::vector<std::string> faults;
  std::size_t done = 0;
  for (const config::Asset& asset : feed.assets) {
    told(++done, feed.assets.size());
    if (!is_ours(asset)) continue;
    if (std::string fault = fault_of(asset, site, files); !fault.empty())
      faults.push_back(asset.name + ": " + std::move(fault));
  }
  return faults;
}

}  // namespace kepu::headend
