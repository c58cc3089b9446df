// config/feed_parts.h: what the feed and the notices that go with it have in common, from JSON and back.
#pragma once

#include <string_view>
#include <vector>

#include "config/feed.h"
#include "config/json_reader.h"
#include "config/json_writer.h"

namespace kepu::config {

constexpr std::size_t kNameBytesMax = 200;
constexpr std::size_t kLanguagesMax = 100;
constexpr std::size_t kTextBytesMax = 64U << 10U;
constexpr std::size_t kTagsMax = 64;                          // in each list of a rule
constexpr std::int64_t kVersionMax = std::int64_t{1} << 53U;  // exact in every JSON reader
constexpr std::string_view kInstantForm = "a time like 2026-11-23T08:00:00+08:00 (from 1970 to 9999)";

// {"zh-CN": "光合作用"}; empty if `at` is missing, else a fault unless it holds at least `min` languages.
Text read_text(json::Reader& reader, json::Value at, std::size_t min);
void write_text(json::Writer& out, std::string_view name, const Text& text);  // nothing if it is empty

// {"all": ["bus"], "any": [...], "none": [...]}
TagRule read_rule(json::Reader& reader, json::Value at);
void write_rule(json::Writer& out, std::string_view name, const TagRule& rule);  // likewise

// ["07:00-09:00", ...]
std::vector<Hours> read_hours(json::Reader& reader, json::Value at);

// ["bus", "route:10", ...]
std::vector<std::string> read_tags(json::Reader& reader, json::Value at);

// ["5e88…", ...], at most `max`.
std::vector<AssetId> read_ids(json::Reader& reader, json::Value at, std::size_t max);

}  // namespace kepu::config
