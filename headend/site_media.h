// headend/site_media.h: whether the media of a site are those that a feed names.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "config/feed.h"
#include "content/files.h"

namespace kepu::headend {

// Reads all media of `feed` in `site` that lie there by their URL, and hashes them. What is wrong, a line
// each: missing, another length, other bytes. `told` hears how many of how many are done.
std::vector<std::string> check_media(const config::Feed& feed, const std::filesystem::path& site,
                                     content::Files& files,
                                     const std::function<void(std::size_t, std::size_t)>& told);

}  // namespace kepu::headend
