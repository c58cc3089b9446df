// headend/stick.h: a site on its way to screens that no network reaches: copied to a folder, such as a USB
// stick, from which kepu-player --import takes it in.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "config/feed.h"
#include "config/result.h"
#include "content/files.h"

namespace kepu::headend {

struct StickSums {
  std::size_t copied = 0, there = 0, had = 0, removed = 0;  // files; had: screens have them already
  std::uint64_t bytes = 0;                                  // copied
  bool operator==(const StickSums&) const = default;
};

// The SHA-256 of each file that `text` lists: as kepu-player --media prints them, or any text with them in
// it.
std::set<config::AssetId> listed_media(std::string_view text);

// What `feed` names and lies in `site`, but for `had`, then the site's roots and notices, then feed.json,
// last. What is there is hashed, and not copied again; media that the feed does not name are removed. `told`
// hears the name and the number of each file before it is copied. Durable on return. full: the room does not
// suffice (said before anything is written); broken: a file of the site is missing or not what the feed says;
// invalid: the feed names a file outside of it.
Result<StickSums> write_stick(
    const config::Feed& feed, const std::filesystem::path& site, const std::filesystem::path& stick,
    const std::set<config::AssetId>& had, content::Files& files,
    const std::function<void(std::size_t at, std::size_t of, const config::Asset&)>& told);

}  // namespace kepu::headend
