// config/suggest.h: "did you mean": the name that somebody who mistyped one may have had in mind.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace kepu::config {

// Finds nearest names by edit distance (insert, delete, replace, swap two neighbours), counted in bytes.
// Hostile documents can ask for millions of comparisons: after so many `steps` it finds nothing any more.
class Suggester {
 public:
  explicit Suggester(std::size_t steps = 20'000'000) : steps_left_(steps) {}

  // The name of `names` nearest to `word` (the first of several), if it is near enough to be meant: at most a
  // third of the word away, and at most 3 edits. Empty: none.
  std::string_view nearest(std::string_view word, std::span<const std::string_view> names);

 private:
  std::size_t steps_left_;
};

}  // namespace kepu::config
