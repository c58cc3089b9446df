// headend/words.h: sizes and times for people. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "config/clock.h"
#include "config/feed.h"

namespace kepu::headend {

std::string size_words(std::uint64_t bytes);  // "7.3 MB"
std::string time_words(milliseconds time);    // "0:30", "1:05:30.5"
std::string count_words(std::size_t n, const std::string& one,
                        const std::string& many);  // "1 entry", "2 entries"

// A text card in a line, in quotes: in `language`, else as Chinese, else as whatever comes first; the first
// 40 characters.
std::string card_words(const config::Text& text, const std::string& language = "zh-CN");

}  // namespace kepu::headend
