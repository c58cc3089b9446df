// config/json.h: JSON, as read from strangers. The only place that knows nlohmann/json, and nothing of it
// shows here. Strict: RFC 8259 in UTF-8 without a byte order mark, nested at most kDepthMax deep, no
// duplicate keys, limits on bytes and values checked before and while building, no recursion anywhere, no
// exception out of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/faults.h"

namespace kepu::config::json {

constexpr std::size_t kDepthMax = 16;          // arrays and objects within each other
constexpr std::size_t kKeyBytesMax = 1024;     // of an object's key: pointers in messages stay short
constexpr std::size_t kValuesMax = 8'000'000;  // 24 bytes of memory each

enum class Type : std::uint8_t {
  null,
  boolean,
  integer,  // written without fraction and exponent, and within int64
  number,   // any other number; finite
  string,
  array,
  object,
};

class Document;

// A value in a Document, or none ("missing"). Cheap to copy; valid while the document lives.
class Value {
 public:
  Value() = default;
  Value(const Document* document, std::uint32_t place) : document_(document), place_(place) {}

  explicit operator bool() const { return document_ != nullptr; }
  // All below: not for a missing value.
  Type type() const;
  bool boolean() const;  // of that type alone, as the next ones
  std::int64_t integer() const;
  double number() const;  // or integer
  std::string_view string() const;
  std::string_view key() const;  // its name in the object that holds it; empty elsewhere
  std::size_t size() const;      // how many an array or object holds; 0: neither
  Value first() const;           // the first that an array or object holds; missing: none
  Value next() const;            // the one after it in the array or object that holds it; missing: none
  std::string pointer() const;   // RFC 6901. Cost: the number of elements before it
  std::uint32_t place() const { return place_; }  // grows in document order

  // What an array or object holds, in document order: for (Value item : list.items()).
  class Items;
  Items items() const;

 private:
  const Document* document_ = nullptr;
  std::uint32_t place_ = 0;
};

class Value::Items {
 public:
  class Iterator {
   public:
    explicit Iterator(Value at) : at_(at) {}
    Value operator*() const { return at_; }
    Iterator& operator++() {
      at_ = at_.next();
      return *this;
    }
    bool operator!=(const Iterator& other) const {
      return static_cast<bool>(at_) != static_cast<bool>(other.at_);
    }

   private:
    Value at_;
  };
  explicit Items(Value first) : first_(first) {}
  Iterator begin() const { return Iterator(first_); }
  Iterator end() const { return Iterator(Value()); }

 private:
  Value first_;
};

// An immutable document: values in a flat array, in document order.
class Document {
 public:
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  Value root() const { return Value(this, 0); }
  // Objects that name a field twice, with a message for each: the document can be read, but is not to be
  // believed.
  const std::vector<std::pair<Value, std::string>>& duplicates() const { return duplicates_; }

 private:
  friend class Builder;
  friend class Value;
  struct Node {
    Type type;
    std::uint32_t parent;  // its own place: the root
    std::uint32_t end;     // one past the last node below it
    std::uint32_t key;     // a text
    union {
      bool boolean;
      std::int64_t integer;
      double number;
      std::uint32_t text;
      std::uint32_t size;
    } of;
  };
  Document() = default;
  std::string_view text(std::uint32_t at) const;

  std::vector<Node> nodes_;
  std::string texts_;  // each: length, 4 bytes, then its bytes. At 0: the empty text
  std::vector<std::pair<Value, std::string>> duplicates_;
};

struct Parsed {
  std::unique_ptr<const Document> document;  // null exactly when there are faults
  Faults faults;                             // what kept it from being built: one
};

struct Limits {
  std::size_t bytes_max = 0;
  bool comments = false;                // allow // and /* */
  std::size_t values_max = kValuesMax;  // at most kValuesMax
};

// `bytes_max` is at most 1 GiB. Syntax faults name line and column (in characters) at pointer "". Memory:
// about that of `json`, plus 24 bytes a value.
Parsed parse(std::string_view json, const Limits& limits);

}  // namespace kepu::config::json
