#include "config/suggest.h"

#include <algorithm>
#include <array>

namespace kepu::config {
namespace {

constexpr std::size_t kWordMax = 64;
constexpr std::size_t kEditsMax = 3;

using Row = std::array<std::size_t, kWordMax + 1>;

struct Comparison {
  std::size_t edits;  // more than the limit: that is all that is known
  std::size_t steps;
};

// Optimal string alignment distance, row by row and in each row only where it can still be `limit` or less.
// `a` and `b` are at most kWordMax long.
Comparison compare(std::string_view a, std::string_view b, std::size_t limit) {
  const std::size_t far = limit + 1;
  Row before{};  // two rows up
  Row above{};
  Row row{};
  std::size_t steps = 0;
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = std::min(j, far);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row.fill(far);
    row[0] = std::min(i, far);
    std::size_t nearest = row[0];
    const std::size_t end = std::min(b.size(), i + limit);
    for (std::size_t j = i > limit ? i - limit : 1; j <= end; ++j) {
      const std::size_t replace = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replace, far});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
      nearest = std::min(nearest, row[j]);
    }
    steps += 2 * limit + 2;
    if (nearest > limit) return {far, steps};
    before = above;
    above = row;
  }
  return {above[b.size()], steps};
}

std::size_t difference(std::size_t a, std::size_t b) { return a > b ? a - b : b - a; }

}  // namespace

std::string_view Suggester::nearest(std::string_view word, std::span<const std::string_view> names) {
  if (word.empty() || word.size() > kWordMax) return {};
  std::size_t limit = std::clamp<std::size_t>(word.size() / 3, 1, kEditsMax);
  std::string_view best;
  for (const std::string_view name : names) {
    if (steps_left_ == 0) return {};
    --steps_left_;
    if (name.size() > kWordMax || difference(name.size(), word.size()) > limit) continue;
    const Comparison result = compare(word, name, limit);
    steps_left_ -= std::min(steps_left_, result.steps);
    if (result.edits > limit || (result.edits == limit && !best.empty())) continue;
    best = name;
    limit = result.edits;
  }
  return best;
}

}  // namespace kepu::config
