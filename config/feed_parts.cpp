#include "config/feed_parts.h"

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "config/faults.h"
#include "config/notation.h"

namespace kepu::config {
namespace {

using json::Fields;
using json::Reader;
using json::Value;

constexpr std::size_t kHoursMax = 1440;

std::optional<std::string> parse_tag(std::string_view text) {
  return is_tag(text) ? std::optional<std::string>(text) : std::nullopt;
}

void write_tags(json::Writer& out, std::string_view name, const std::vector<std::string>& tags) {
  if (!tags.empty()) out.list_field(name, tags);
}

}  // namespace

Text read_text(Reader& reader, Value at, std::size_t min) {
  Text text;
  if (!reader.object(at, min, kLanguagesMax)) return text;
  for (const Value one : at.items()) {
    if (!is_language_tag(one.key()))
      reader.fault(one, in_quotes(one.key()) + " is not a language tag like zh-CN");
    const auto words = reader.text(one, 1, kTextBytesMax);
    if (words) text.emplace(one.key(), *words);
  }
  return text;
}

void write_text(json::Writer& out, std::string_view name, const Text& text) {
  if (text.empty()) return;
  out.key(name);
  out.begin_object(json::Layout::line);
  for (const auto& [language, words] : text) out.text_field(language, words);
  out.end();
}

std::vector<std::string> read_tags(Reader& in, Value at) {
  std::vector<std::string> tags;
  if (!in.array(at, 0, kTagsMax)) return tags;
  for (const Value one : at.items()) {
    auto tag = in.parsed(one, parse_tag, "a tag of 1 to 200 bytes without spaces and commas");
    if (tag) tags.push_back(std::move(*tag));
  }
  return tags;
}

TagRule read_rule(Reader& in, Value at) {
  constexpr std::array<std::string_view, 3> kFields{"all", "any", "none"};
  const Fields fields(in, at, kFields);
  return {read_tags(in, fields.optional("all")), read_tags(in, fields.optional("any")),
          read_tags(in, fields.optional("none"))};
}

void write_rule(json::Writer& out, std::string_view name, const TagRule& rule) {
  if (rule == TagRule{}) return;
  out.key(name);
  out.begin_object(json::Layout::line);
  write_tags(out, "all", rule.all);
  write_tags(out, "any", rule.any);
  write_tags(out, "none", rule.none);
  out.end();
}

std::vector<Hours> read_hours(Reader& in, Value at) {
  std::vector<Hours> hours;
  if (!in.array(at, 0, kHoursMax)) return hours;
  for (const Value one : at.items()) {
    const auto range = in.parsed(one, parse_hours, "a time range HH:MM-HH:MM");
    if (range) hours.push_back(*range);
  }
  return hours;
}

std::vector<AssetId> read_ids(Reader& in, Value at, std::size_t max) {
  std::vector<AssetId> ids;
  if (!in.array(at, 0, max)) return ids;
  for (const Value one : at.items()) {
    const auto id = in.parsed(one, AssetId::parse, "64 lower-case hexadecimal digits");
    if (id) ids.push_back(*id);
  }
  return ids;
}

}  // namespace kepu::config
