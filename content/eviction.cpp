#include "content/eviction.h"

#include <algorithm>
#include <tuple>

namespace kepu::content {

std::vector<Spare> to_evict(std::vector<Spare> spares, std::uint64_t bytes) {
  std::ranges::sort(spares, {}, [](const Spare& one) { return std::tuple(one.named, one.used, one.id); });
  std::uint64_t freed = 0;
  std::size_t count = 0;
  while (count < spares.size() && freed < bytes) freed += spares[count++].bytes;
  spares.resize(count);
  return spares;
}

}  // namespace kepu::content
