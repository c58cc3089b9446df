// config/result.h: what can fail says so in its type.
// A Result is a value or an Error; callers branch on the Error's Kind and show its message to people.
#pragma once

#include <cassert>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace kepu {

enum class Kind {
  not_found,
  invalid,      // your input, with its place
  refused,      // signature or policy
  unavailable,  // try later
  full,         // disk or quota
  broken,       // damaged or impossible
};

// A message says what, where and what to do; with() puts the place in front: "store: objects/ab: no space
// left".
struct Error {
  Kind kind = Kind::broken;
  std::string message;

  [[nodiscard]] Error with(std::string_view place) && {
    message.insert(0, ": ").insert(0, place);
    return std::move(*this);
  }
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit by design
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  explicit operator bool() const { return state_.index() == 0; }
  // Reading the value of a failed Result is a broken invariant: std::get throws, nothing catches.
  T& operator*() & { return std::get<0>(state_); }
  const T& operator*() const& { return std::get<0>(state_); }
  T&& operator*() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }
  [[nodiscard]] const Error& error() const& { return std::get<1>(state_); }
  [[nodiscard]] Error&& error() && { return std::get<1>(std::move(state_)); }

  // Adds the place to the error, if there is one.
  Result with(std::string_view place) && {
    if (!*this) return std::get<1>(std::move(state_)).with(place);
    return std::move(*this);
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)), failed_(true) {}  // NOLINT

  explicit operator bool() const { return !failed_; }
  [[nodiscard]] const Error& error() const& { return error_; }
  [[nodiscard]] Error&& error() && { return std::move(error_); }
  Result with(std::string_view place) && {
    if (failed_) return std::move(error_).with(place);
    return {};
  }

 private:
  Error error_;
  bool failed_ = false;
};

}  // namespace kepu
