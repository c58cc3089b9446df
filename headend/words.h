// headend/words.h: sizes, times and lists for people. Pure.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/clock.h"
#include "config/feed.h"

namespace kepu::headend {

std::string size_words(std::uint64_t bytes);  // "7.3 MB"
std::string time_words(milliseconds time);    // "0:30", "1:05:30.5"
std::string count_words(std::size_t n, const std::string& one,
                        const std::string& many);  // "1 entry", "2 entries"
std::string list_words(const std::vector<std::string>& all,
                       std::size_t most);  // "a, b and 40 more" where there are more than `most`
std::string joined(const std::vector<std::string>& all, const char* comma = ", ");
std::string joined(const std::set<std::string>& all);
std::string version_words(const config::Feed& feed);  // "1.7"

// Filled with spaces up to so many columns of a terminal.
std::string padded(std::string text, std::size_t width);
std::string right(const std::string& text, std::size_t width);

// Columns that `text` takes in a terminal: two for a Chinese character.
std::size_t columns(std::string_view text);

}  // namespace kepu::headend
