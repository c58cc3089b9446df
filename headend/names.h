// headend/names.h: from file names, as people give them, to the names and titles of a feed. Pure.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "config/feed.h"

namespace kepu::headend {

// By its extension alone, upper or lower case; nothing: not a clip or poster. The content decides in the end.
std::optional<config::AssetType> type_by_extension(std::string_view file);

// Lower case, without the dot; empty if there is none.
std::string extension(std::string_view file);

bool is_utf8(std::string_view text);

// `text` with what a terminal would act on or cannot show as \xNN.
std::string printable(std::string_view text);

// The stable name of a feed from a folder's: lower-case letters, digits, "-" and "_"; "feed" if nothing of it
// is left.
std::string feed_name(std::string_view folder);

// The name of an asset from its file's path within the folder: "space/mars.mp4" is "space-mars". UTF-8 is
// kept. A name that is in `taken` already gets "-2", "-3"...; the result is put there.
std::string asset_name(std::string_view file, std::set<std::string>& taken);

// "02_Photo synthesis.mp4" is "02 Photo synthesis", under "zh-CN" if it has Chinese characters, else "und".
config::Text title(std::string_view file);

}  // namespace kepu::headend
