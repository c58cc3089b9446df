#include "headend/edits.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <utility>

#include "config/json.h"
#include "config/log.h"

namespace kepu::headend {
namespace {

namespace json = config::json;
using json::Value;

std::string number_words(Value value) {
  std::string text = std::to_string(value.number());
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

// `["a", "b"]` is `a, b`; `{"all": ["bus"]}` is `all bus`.
std::string words(Value value) {
  switch (value.type()) {
    case json::Type::string:
      return std::string(value.string());
    case json::Type::integer:
      return std::to_string(value.integer());
    case json::Type::number:
      return number_words(value);
    case json::Type::boolean:
      return value.boolean() ? "true" : "false";
    case json::Type::null:
      return "null";
    case json::Type::array:
    case json::Type::object:
      break;
  }
  std::string text;
  const bool list = value.type() == json::Type::array;
  for (const Value one : value.items()) {
    if (!text.empty()) text += list ? ", " : " ";
    if (!list) text += std::string(one.key()) + ' ';
    text += words(one);
  }
  return text;
}

using Fields = std::vector<std::pair<std::string, std::string>>;  // in the order of the document
struct Part {
  std::string name;
  Fields fields;
  std::vector<std::string> items;  // of a playlist
};

// Members of an array know their names by their field "id", those of an object by their key.
std::vector<Part> parts_of(Value section) {
  std::vector<Part> parts;
  if (!section) return parts;
  for (const Value member : section.items()) {
    Part part{std::string(member.key()), {}, {}};
    for (const Value field : member.items()) {
      if (field.key() == "id") {
        part.name = field.string();
      } else if (field.key() == "items") {
        for (const Value item : field.items()) part.items.push_back(words(item));
      } else {
        part.fields.emplace_back(field.key(), words(field));
      }
    }
    parts.push_back(std::move(part));
  }
  return parts;
}

const std::string* find(const Fields& fields, const std::string& name) {
  const auto found = std::ranges::find(fields, name, &Fields::value_type::first);
  return found == fields.end() ? nullptr : &found->second;
}

std::vector<FieldEdit> field_edits(const Fields& before, const Fields& after) {
  std::vector<FieldEdit> list;
  for (const auto& [name, value] : before) {
    const std::string* now = find(after, name);
    if (now == nullptr || *now != value) list.push_back({name, value, now == nullptr ? "" : *now});
  }
  for (const auto& [name, value] : after)
    if (find(before, name) == nullptr) list.push_back({name, "", value});
  return list;
}

// Those of `items` that `others` do not have, as often as they are more.
std::string beyond(std::vector<std::string> items, std::vector<std::string> others) {
  std::ranges::sort(items);
  std::ranges::sort(others);
  std::vector<std::string> rest;
  std::ranges::set_difference(items, others, std::back_inserter(rest));
  std::string text;
  for (const std::string& one : rest) text += (text.empty() ? "" : ", ") + one;
  return text;
}

FieldEdit item_edit(const Part& before, const Part& after) {
  FieldEdit edit{"items", beyond(before.items, after.items), beyond(after.items, before.items)};
  if (edit.before.empty() && edit.after.empty()) edit.after = "in another order";
  return edit;
}

void compare(const std::string& kind, const std::vector<Part>& before, const std::vector<Part>& after,
             std::vector<Edit>& out) {
  const auto by_name = [](const std::vector<Part>& parts) {
    std::vector<const Part*> sorted;
    sorted.reserve(parts.size());
    for (const Part& part : parts) sorted.push_back(&part);
    std::ranges::sort(sorted, {}, [](const Part* part) { return part->name; });
    return sorted;
  };
  const auto in = [](const std::vector<const Part*>& sorted, const std::string& name) -> const Part* {
    const auto found =
        std::ranges::lower_bound(sorted, name, {}, [](const Part* part) { return part->name; });
    return found != sorted.end() && (*found)->name == name ? *found : nullptr;
  };
  const auto old_parts = by_name(before), new_parts = by_name(after);
  for (const Part& part : before)
    if (in(new_parts, part.name) == nullptr) out.push_back({kind, part.name, Edit::How::removed, {}});
  for (const Part& part : after) {
    const Part* old = in(old_parts, part.name);
    if (old == nullptr) {
      Edit edit{kind, part.name, Edit::How::added, field_edits({}, part.fields)};
      if (!part.items.empty()) edit.fields.push_back(item_edit({}, part));
      out.push_back(std::move(edit));
      continue;
    }
    Edit edit{kind, part.name, Edit::How::changed, field_edits(old->fields, part.fields)};
    if (old->items != part.items) edit.fields.push_back(item_edit(*old, part));
    if (!edit.fields.empty()) out.push_back(std::move(edit));
  }
}

// The document of a feed, section by section.
class Sections {
 public:
  explicit Sections(const config::Feed& feed)
      : text_(config::write_feed(feed)), parsed_(json::parse(text_, {text_.size()})) {
    KEPU_CHECK(parsed_.document != nullptr);
  }
  Value section(std::string_view name) const {
    for (const Value one : parsed_.document->root().items())
      if (one.key() == name) return one;
    return {};
  }
  // What stands by itself.
  Fields head() const {
    constexpr std::array<std::string_view, 8> kNoEdits{"format",  "epoch",   "version",  "issued",
                                                       "expires", "entries", "overlays", "playlists"};
    Fields fields;
    for (const Value one : parsed_.document->root().items())
      if (one.key() != "assets" && std::ranges::find(kNoEdits, one.key()) == kNoEdits.end())
        fields.emplace_back(one.key(), words(one));
    return fields;
  }

 private:
  std::string text_;
  json::Parsed parsed_;
};

}  // namespace

std::vector<Edit> edits(const config::Feed& before, const config::Feed& after) {
  constexpr std::array<std::pair<const char*, const char*>, 4> kSections{
      {{"entry", "entries"}, {"overlay", "overlays"}, {"playlist", "playlists"}, {"asset", "assets"}}};
  const Sections was(before), is(after);
  std::vector<Edit> list;
  for (const auto& [kind, section] : kSections)
    compare(kind, parts_of(was.section(section)), parts_of(is.section(section)), list);
  auto head = field_edits(was.head(), is.head());
  if (!head.empty()) list.push_back({"feed", "", Edit::How::changed, std::move(head)});
  return list;
}

}  // namespace kepu::headend
