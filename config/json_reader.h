// config/json_reader.h: from JSON values to plain ones. A reader gathers everything that is wrong on the way,
// each with its place, and goes on; what it could not read is an empty optional that needs no second message.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/faults.h"
#include "config/json.h"
#include "config/suggest.h"

namespace kepu::config::json {

enum class Unknown { fault, ignored };  // what a field is whose name is not known

template <class E>
struct Choice {
  std::string_view name;
  E value;
};

// All that take a Value: a missing one gives an empty optional (or false) and no fault; a wrong one a fault
// as well.
class Reader {
 public:
  // Takes over the faults that the parser found. `document` must outlive it.
  Reader(const Document& document, Unknown unknown);

  std::optional<bool> boolean(Value at);
  std::optional<std::int64_t> integer(Value at, std::int64_t min, std::int64_t max);
  std::optional<double> number(Value at, double min, double max);
  // `min` to `max` bytes, without NUL.
  std::optional<std::string_view> text(Value at, std::size_t min, std::size_t max);
  // As text(), of one to `max` bytes, and no control characters.
  std::optional<std::string_view> line(Value at, std::size_t max);
  // Whether it is an array or object of `min` to `max` members. Too many or too few: a fault, but true.
  bool array(Value at, std::size_t min, std::size_t max);
  bool object(Value at, std::size_t min, std::size_t max);
  template <class E, std::size_t n>
  std::optional<E> choice(Value at, const std::array<Choice<E>, n>& choices);
  // What `parse` makes of a text. `right` says what it should be: "a date YYYY-MM-DD".
  template <class Parse>
  auto parsed(Value at, Parse parse, std::string_view right) -> decltype(parse(std::string_view()));
  // Index of the one so called among `all`, which is sorted by name. `what` they are: "asset".
  template <class T>
  std::optional<std::uint32_t> reference(Value at, const std::vector<T>& all, std::string_view what);

  void fault(Value at, std::string message);
  // `"25:00" is not a time HH:MM`.
  void wrong(Value at, std::string_view right);
  // By the policy: a fault or ignored. `of`: "" or e.g. " of a stream".
  void unknown_field(Value field, std::string_view of, std::span<const std::string_view> known);
  // `; did you mean "x"?` or nothing.
  std::string suggestion(std::string_view word, std::span<const std::string_view> names);

  std::size_t fault_count() const { return faults_.size() + faults_left_out_; }
  // In document order. Moved out: call it last.
  Faults faults() { return sorted(faults_, faults_left_out_); }
  Faults ignored() { return sorted(ignored_, ignored_left_out_); }

 private:
  struct Found {
    Value at;
    std::string message;
  };
  static Faults sorted(std::vector<Found>& found, std::size_t left_out);
  bool holds(Value at, Type type, std::string_view right, std::pair<std::size_t, std::size_t> range);

  Unknown unknown_;
  Suggester suggester_;
  std::vector<Found> faults_, ignored_;
  std::size_t faults_left_out_ = 0, ignored_left_out_ = 0;
};

// The fields of one object. Those whose names are not in `known` are reported at once, as is a value that is
// no object.
class Fields {
 public:
  static constexpr std::size_t kKnownMax = 48;

  // `known` and `reader` must outlive it.
  Fields(Reader& reader, Value object, std::span<const std::string_view> known, std::string_view of = "");

  Value optional(std::string_view name) const;  // missing if it is not there
  Value required(std::string_view name) const;  // likewise, with a fault
  bool has(std::string_view name) const { return static_cast<bool>(optional(name)); }

 private:
  Reader* reader_;
  Value object_;
  std::span<const std::string_view> known_;
  std::array<Value, kKnownMax> found_;
};

template <class E, std::size_t n>
std::optional<E> Reader::choice(Value at, const std::array<Choice<E>, n>& choices) {
  if (!at) return {};
  const std::string_view name = at.type() == Type::string ? at.string() : std::string_view();
  std::array<std::string_view, n> names;
  std::string right;
  for (std::size_t i = 0; i < n; ++i) {
    if (choices[i].name == name) return choices[i].value;
    names[i] = choices[i].name;
    right += (i == 0 ? "\"" : ", \"") + std::string(names[i]) + "\"";
  }
  wrong(at, (n == 1 ? "" : "one of ") + right + suggestion(name, names));
  return {};
}

template <class Parse>
auto Reader::parsed(Value at, Parse parse, std::string_view right) -> decltype(parse(std::string_view())) {
  if (!at) return {};
  if (at.type() == Type::string) {
    if (auto value = parse(at.string())) return value;
  }
  wrong(at, right);
  return {};
}

template <class T>
std::optional<std::uint32_t> Reader::reference(Value at, const std::vector<T>& all, std::string_view what) {
  if (!at) return {};
  if (at.type() != Type::string) {
    wrong(at, "the name of a" + std::string(what == "asset" ? "n " : " ") + std::string(what));
    return {};
  }
  const std::string_view name = at.string();
  const auto found = std::lower_bound(
      all.begin(), all.end(), name, [](const T& one, std::string_view wanted) { return one.name < wanted; });
  if (found != all.end() && found->name == name) return static_cast<std::uint32_t>(found - all.begin());
  if (faults_.size() >= kFaultsMax) {
    ++faults_left_out_;
    return {};
  }
  std::vector<std::string_view> names(all.size());
  std::transform(all.begin(), all.end(), names.begin(),
                 [](const T& one) { return std::string_view(one.name); });
  fault(at, "there is no " + std::string(what) + " " + in_quotes(name) + suggestion(name, names));
  return {};
}

}  // namespace kepu::config::json
