#include "config/suggest.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace kepu::config {
namespace {

constexpr std::size_t kWordMax = 64;
constexpr std::size_t kEditsMax = 3;

using Row = std::array<std::size_t, kWordMax + 1>;

// Optimal string alignment distance, row by row; `a` and `b` are at most kWordMax long.
std::size_t edits(std::string_view a, std::string_view b) {
  Row before{};  // two rows up
  Row above{};
  Row row{};
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replace});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = above;
    above = row;
  }
  return above[b.size()];
}

std::size_t difference(std::size_t a, std::size_t b) { return a > b ? a - b : b - a; }

}  // namespace

std::string_view Suggester::nearest(std::string_view word, std::span<const std::string_view> names) {
  if (word.empty() || word.size() > kWordMax) return {};
  std::size_t limit = std::clamp<std::size_t>(word.size() / 3, 1, kEditsMax);
  std::string_view best;
  for (const std::string_view name : names) {
    const bool comparable = name.size() <= kWordMax && difference(name.size(), word.size()) <= limit;
    const std::size_t steps = comparable ? word.size() * name.size() + 1 : 1;
    if (steps > steps_left_) return {};
    steps_left_ -= steps;
    if (!comparable) continue;
    const std::size_t distance = edits(word, name);
    if (distance > limit || (distance == limit && !best.empty())) continue;
    best = name;
    limit = distance;
  }
  return best;
}

}  // namespace kepu::config
