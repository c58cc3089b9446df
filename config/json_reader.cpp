#include "config/json_reader.h"

#include <charconv>

#include "config/log.h"

namespace kepu::config::json {
namespace {

std::string decimal(double value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return {digits.data(), end};
}

// 1.0 is a number and no integer: not to be shown as 1. What is beyond int64 was written in full.
std::string shown_number(double value) {
  constexpr double kInt64End = 9223372036854775808.0;
  std::string text = decimal(value);
  const bool whole = text.find_first_of(".e") == std::string::npos;
  if (whole && value < kInt64End && value >= -kInt64End) text += ".0";
  return text;
}

// As a message shows it.
std::string shown(Value at) {
  switch (at.type()) {
    case Type::null:
      return "null";
    case Type::boolean:
      return at.boolean() ? "true" : "false";
    case Type::integer:
      return std::to_string(at.integer());
    case Type::number:
      return shown_number(at.number());
    case Type::string:
      return in_quotes(at.string());
    case Type::array:
      return "an array";
    case Type::object:
      return "an object";
  }
  return "?";
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

}  // namespace

Reader::Reader(const Document& document, Unknown unknown) : unknown_(unknown) {
  for (const auto& [at, message] : document.duplicates()) fault(at, message);
}

std::optional<bool> Reader::boolean(Value at) {
  if (!at) return {};
  if (at.type() == Type::boolean) return at.boolean();
  wrong(at, "true or false");
  return {};
}

std::optional<std::int64_t> Reader::integer(Value at, std::int64_t min, std::int64_t max) {
  if (!at) return {};
  if (at.type() == Type::integer && at.integer() >= min && at.integer() <= max) return at.integer();
  wrong(at, "an integer from " + std::to_string(min) + " to " + std::to_string(max));
  return {};
}

std::optional<double> Reader::number(Value at, double min, double max) {
  if (!at) return {};
  const bool numeric = at.type() == Type::integer || at.type() == Type::number;
  if (numeric && at.number() >= min && at.number() <= max) return at.number();
  wrong(at, "a number from " + decimal(min) + " to " + decimal(max));
  return {};
}

std::optional<std::string_view> Reader::text(Value at, std::size_t min, std::size_t max) {
  if (!at) return {};
  if (at.type() == Type::string) {
    const std::string_view value = at.string();
    const bool fits = value.size() >= min && value.size() <= max;
    if (fits && value.find('\0') == std::string_view::npos) return value;
  }
  wrong(at, "a text of " + std::to_string(min) + " to " + std::to_string(max) + " bytes without NUL");
  return {};
}

std::optional<std::string_view> Reader::line(Value at, std::size_t max) {
  if (!at) return {};
  if (at.type() == Type::string) {
    const std::string_view value = at.string();
    const bool fits = !value.empty() && value.size() <= max;
    if (fits && std::none_of(value.begin(), value.end(), is_control)) return value;
  }
  wrong(at, "a text of 1 to " + std::to_string(max) + " bytes without control characters");
  return {};
}

bool Reader::holds(Value at, Type type, std::string_view right, std::pair<std::size_t, std::size_t> range) {
  if (!at) return false;
  if (at.type() != type) {
    wrong(at, right);
    return false;
  }
  const std::string size = std::to_string(at.size());
  if (at.size() < range.first) {
    fault(at, range.first == 1
                  ? "is empty"
                  : "holds " + size + "; at least " + std::to_string(range.first) + " are needed");
  } else if (at.size() > range.second) {
    fault(at, "holds " + size + "; at most " + std::to_string(range.second) + " are allowed");
  }
  return true;
}

bool Reader::array(Value at, std::size_t min, std::size_t max) {
  return holds(at, Type::array, "an array", {min, max});
}

bool Reader::object(Value at, std::size_t min, std::size_t max) {
  return holds(at, Type::object, "an object", {min, max});
}

void Reader::fault(Value at, std::string message) {
  if (faults_.size() < kFaultsMax) {
    faults_.push_back({at, std::move(message)});
  } else {
    ++faults_left_out_;
  }
}

void Reader::wrong(Value at, std::string_view right) {
  if (faults_.size() >= kFaultsMax) {
    ++faults_left_out_;
    return;
  }
  fault(at, shown(at) + " is not " + std::string(right));
}

void Reader::unknown_field(Value field, std::string_view of, std::span<const std::string_view> known) {
  std::vector<Found>& list = unknown_ == Unknown::fault ? faults_ : ignored_;
  if (list.size() >= kFaultsMax) {
    ++(unknown_ == Unknown::fault ? faults_left_out_ : ignored_left_out_);
    return;
  }
  const std::string_view name = field.key();
  list.push_back({field, "unknown field " + in_quotes(name) + std::string(of) + suggestion(name, known)});
}

std::string Reader::suggestion(std::string_view word, std::span<const std::string_view> names) {
  const std::string_view name = suggester_.nearest(word, names);
  return name.empty() ? "" : "; did you mean " + in_quotes(name) + "?";
}

Faults Reader::sorted(std::vector<Found>& found, std::size_t left_out) {
  std::stable_sort(found.begin(), found.end(),
                   [](const Found& a, const Found& b) { return a.at.place() < b.at.place(); });
  Faults result;
  result.reserve(found.size() + 1);
  for (Found& one : found) result.push_back({one.at.pointer(), std::move(one.message)});
  if (left_out > 0) result.push_back({"", "and " + std::to_string(left_out) + " more, not listed"});
  return result;
}

Fields::Fields(Reader& reader, Value object, std::span<const std::string_view> known, std::string_view of)
    : reader_(&reader), known_(known) {
  KEPU_CHECK(known.size() <= kKnownMax);
  if (!object) return;
  if (object.type() != Type::object) {
    reader.wrong(object, "an object");
    return;
  }
  object_ = object;
  for (const Value field : object.items()) {
    const auto name = std::find(known.begin(), known.end(), field.key());
    if (name == known.end()) {
      reader.unknown_field(field, of, known);
    } else {
      found_[static_cast<std::size_t>(name - known.begin())] = field;
    }
  }
}

Value Fields::optional(std::string_view name) const {
  const auto at = std::find(known_.begin(), known_.end(), name);
  KEPU_CHECK(at != known_.end());
  return found_[static_cast<std::size_t>(at - known_.begin())];
}

Value Fields::required(std::string_view name) const {
  const Value field = optional(name);
  if (!field && object_) reader_->fault(object_, "the field " + in_quotes(name) + " is missing");
  return field;
}

}  // namespace kepu::config::json
