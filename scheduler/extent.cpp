#include "scheduler/extent.h"

#include <algorithm>
#include <variant>

#include "scheduler/item.h"

namespace kepu::scheduler {
namespace {

// Lists within lists within lists grow out of every number; nobody plays for two thousand years.
constexpr std::int64_t kMost = std::int64_t{1} << 46U;

std::int64_t sum(std::int64_t a, std::int64_t b) { return std::min(a + b, kMost); }
std::int64_t product(std::int64_t a, std::int64_t b) { return a > kMost / b ? kMost : a * b; }

}  // namespace

Extent Extents::of(std::uint32_t playlist) {
  if (known_[playlist]) return *known_[playlist];
  Extent all;
  for (const config::Item& item : feed_->playlists[playlist].items) {
    const Extent one = of(item);
    all.length = milliseconds(sum(all.length.count(), one.length.count()));
    all.leaves = sum(all.leaves, one.leaves);
  }
  known_[playlist] = all;
  return all;
}

Extent Extents::of(const config::Item& item) {
  const auto* nested = std::get_if<config::TakeItem>(&item);
  if (nested == nullptr) return {duration_of(item), 1};
  const Extent whole = of(nested->playlist);
  if (!nested->take) return whole;
  return {milliseconds(product(whole.length.count() / whole.leaves, *nested->take)), *nested->take};
}

}  // namespace kepu::scheduler
