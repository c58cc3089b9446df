#include "config/json.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <limits>
#include <nlohmann/json.hpp>

#include "config/log.h"

namespace kepu::config::json {

Type Value::type() const { return document_->nodes_[place_].type; }

bool Value::boolean() const {
  KEPU_CHECK(type() == Type::boolean);
  return document_->nodes_[place_].of.boolean;
}

std::int64_t Value::integer() const {
  KEPU_CHECK(type() == Type::integer);
  return document_->nodes_[place_].of.integer;
}

double Value::number() const {
  if (type() == Type::integer) return static_cast<double>(integer());
  KEPU_CHECK(type() == Type::number);
  return document_->nodes_[place_].of.number;
}

std::string_view Value::string() const {
  KEPU_CHECK(type() == Type::string);
  return document_->text(document_->nodes_[place_].of.text);
}

std::string_view Value::key() const { return document_->text(document_->nodes_[place_].key); }

std::size_t Value::size() const {
  const bool holds = type() == Type::array || type() == Type::object;
  return holds ? document_->nodes_[place_].of.size : 0;
}

Value Value::first() const { return size() > 0 ? Value(document_, place_ + 1) : Value(); }

Value Value::next() const {
  const Document::Node& node = document_->nodes_[place_];
  const bool last = node.parent == place_ || node.end == document_->nodes_[node.parent].end;
  return last ? Value() : Value(document_, node.end);
}

Value::Items Value::items() const { return Items(first()); }

std::string Value::pointer() const {
  std::vector<std::string> tokens;
  for (std::uint32_t at = place_; document_->nodes_[at].parent != at; at = document_->nodes_[at].parent) {
    const std::uint32_t parent = document_->nodes_[at].parent;
    std::string token;
    if (document_->nodes_[parent].type == Type::array) {
      std::size_t index = 0;
      for (std::uint32_t before = parent + 1; before != at; before = document_->nodes_[before].end) ++index;
      token = std::to_string(index);
    } else {
      for (const char c : Value(document_, at).key()) {
        if (c == '~') {
          token += "~0";
        } else if (c == '/') {
          token += "~1";
        } else {
          token += c;
        }
      }
    }
    tokens.push_back(std::move(token));
  }
  std::string result;
  for (auto token = tokens.rbegin(); token != tokens.rend(); ++token) result += "/" + *token;
  return result;
}

std::string_view Document::text(std::uint32_t at) const {
  std::uint32_t size = 0;
  std::memcpy(&size, texts_.data() + at, sizeof size);
  return {texts_.data() + at + sizeof size, size};
}

// Hears nlohmann's parser (which keeps one bit per level, so depth costs it nothing) and builds a Document. A
// function that returns false ends the parse.
class Builder {
 public:
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;

  Builder(std::string_view json, std::size_t values_max)
      : json_(json), values_max_(values_max), document_(new Document) {
    document_->texts_.reserve(json.size() / 2 + 64);
    add_text("");
  }

  bool null() { return add(Type::null) != nullptr; }
  bool boolean(bool value) {
    Document::Node* node = add(Type::boolean);
    if (node != nullptr) node->of.boolean = value;
    return node != nullptr;
  }
  bool number_integer(std::int64_t value) {
    Document::Node* node = add(Type::integer);
    if (node != nullptr) node->of.integer = value;
    return node != nullptr;
  }
  bool number_unsigned(std::uint64_t value) {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return number_float(static_cast<double>(value), {});
    }
    return number_integer(static_cast<std::int64_t>(value));
  }
  bool number_float(double value, const std::string& /*token*/) {
    Document::Node* node = add(Type::number);
    if (node != nullptr) node->of.number = value;
    return node != nullptr;
  }
  bool string(std::string& value) {
    const std::uint32_t text = add_text(value);
    Document::Node* node = add(Type::string);
    if (node != nullptr) node->of.text = text;
    return node != nullptr;
  }
  bool binary(nlohmann::json::binary_t& /*value*/) { return false; }  // binary formats alone have it

  bool start_object(std::size_t /*unknown*/) { return open(Type::object); }
  bool start_array(std::size_t /*unknown*/) { return open(Type::array); }
  bool key(std::string& value) {
    if (value.size() > kKeyBytesMax) {
      const std::string most = std::to_string(kKeyBytesMax);
      return refuse(open_.back(), "has a field whose name is longer than " + most + " bytes");
    }
    key_ = add_text(value);
    return true;
  }
  bool end_object() {
    find_duplicates(open_.back());
    return close();
  }
  bool end_array() { return close(); }

  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& error) {
    fault_ = Fault{"", where(position) + ": " + reason(error)};
    return false;
  }

  Parsed finish(bool complete) {
    if (complete) return {std::move(document_), {}};
    return {nullptr, {std::move(fault_)}};
  }

 private:
  std::uint32_t add_text(std::string_view text) {
    std::string& texts = document_->texts_;
    const auto at = static_cast<std::uint32_t>(texts.size());
    const auto size = static_cast<std::uint32_t>(text.size());
    std::array<char, sizeof size> length{};
    std::memcpy(length.data(), &size, sizeof size);
    texts.append(length.data(), length.size()).append(text);
    return at;
  }

  Document::Node* add(Type type) {
    std::vector<Document::Node>& nodes = document_->nodes_;
    const auto place = static_cast<std::uint32_t>(nodes.size());
    if (place >= values_max_) {
      refuse(0, "holds more than " + std::to_string(values_max_) + " values");
      return nullptr;
    }
    const std::uint32_t parent = open_.empty() ? place : open_.back();
    if (parent != place) ++nodes[parent].of.size;
    nodes.push_back({type, parent, place + 1, std::exchange(key_, 0), {}});
    return &nodes.back();
  }

  bool open(Type type) {
    Document::Node* node = add(type);
    if (node == nullptr) return false;
    node->of.size = 0;
    const auto place = static_cast<std::uint32_t>(document_->nodes_.size() - 1);
    if (open_.size() == kDepthMax) {
      return refuse(place, "is nested more than " + std::to_string(kDepthMax) + " deep");
    }
    open_.push_back(place);
    return true;
  }

  bool close() {
    document_->nodes_[open_.back()].end = static_cast<std::uint32_t>(document_->nodes_.size());
    open_.pop_back();
    return true;
  }

  bool refuse(std::uint32_t place, std::string message) {
    fault_ = Fault{Value(document_.get(), place).pointer(), std::move(message)};
    return false;
  }

  // Sorting, not hashing: no choice of keys makes it slow.
  void find_duplicates(std::uint32_t place) {
    keys_.clear();
    const auto end = static_cast<std::uint32_t>(document_->nodes_.size());
    for (std::uint32_t at = place + 1; at < end; at = document_->nodes_[at].end) {
      keys_.push_back(document_->text(document_->nodes_[at].key));
    }
    std::sort(keys_.begin(), keys_.end());
    for (auto at = std::adjacent_find(keys_.begin(), keys_.end()); at != keys_.end();) {
      if (document_->duplicates_.size() > kFaultsMax) return;
      document_->duplicates_.emplace_back(Value(document_.get(), place),
                                          "has the field " + in_quotes(*at) + " more than once");
      at = std::adjacent_find(std::upper_bound(at, keys_.end(), *at), keys_.end());
    }
  }

  // `position` counts bytes read, the one that was wrong (or the end) included.
  std::string where(std::size_t position) const {
    const std::string_view before = json_.substr(0, std::min(position > 0 ? position - 1 : 0, json_.size()));
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const std::string_view line = before.substr(before.rfind('\n') + 1);
    const auto characters = std::count_if(
        line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    return "line " + std::to_string(lines + 1) + ", column " + std::to_string(characters + 1);
  }

  // Out of "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while parsing
  // value - ..."
  static std::string reason(const nlohmann::detail::exception& error) {
    const std::string_view what = error.what();
    const std::size_t begin = what.find("syntax error");
    if (begin == std::string_view::npos) return "a number is too large for any use";
    const std::string_view last_read = "; last read: '";  // may be megabytes, or not UTF-8
    return std::string(what.substr(begin, what.find(last_read, begin) - begin));
  }

  std::string_view json_;
  std::size_t values_max_;
  std::unique_ptr<Document> document_;
  std::vector<std::uint32_t> open_;  // places of the arrays and objects around
  std::uint32_t key_ = 0;            // of the value to come
  std::vector<std::string_view> keys_;
  Fault fault_;
};

Parsed parse(std::string_view json, const Limits& limits) {
  KEPU_CHECK(limits.bytes_max <= std::size_t{1} << 30U);  // texts are found by 32 bits
  if (json.size() > limits.bytes_max) {
    return {nullptr,
            {{"", "is " + std::to_string(json.size()) + " bytes long; at most " +
                      std::to_string(limits.bytes_max) + " are allowed"}}};
  }
  if (json.starts_with("\xEF\xBB\xBF")) {  // nlohmann would pass over it, other readers would not
    return {nullptr, {{"", "begins with a byte order mark: save it as UTF-8 without one"}}};
  }
  try {
    Builder builder(json, limits.values_max);
    const bool complete =
        nlohmann::json::sax_parse(json.begin(), json.end(), &builder, nlohmann::json::input_format_t::json,
                                  true /* nothing after it */, limits.comments);
    return builder.finish(complete);
  } catch (const std::exception& error) {  // no memory
    return {nullptr, {{"", std::string("cannot be read: ") + error.what()}}};
  }
}

}  // namespace kepu::config::json
