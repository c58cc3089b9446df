#include "scheduler/spread.h"

#include <numeric>
#include <utility>

namespace kepu::scheduler {
namespace {

constexpr std::chrono::sys_days kFirstDay{std::chrono::year(2026) / 11 / 23};
// Fractions of 1, in units of 2^-64.
constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15;     // 1 / golden ratio
constexpr std::uint64_t kRootOfTwo = 0x6A09E667F3BCC908;  // sqrt 2 - 1

std::uint64_t day_number(const Start& start) {
  return static_cast<std::uint64_t>(static_cast<std::int64_t>((start.date - kFirstDay).count()));
}

class SplitMix64 {
 public:
  explicit SplitMix64(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t mixed = state_ += kGolden;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EB;
    return mixed ^ (mixed >> 31U);
  }
  // 0 .. end-1, each as likely as the others.
  std::uint64_t below(std::uint64_t end) {
    const std::uint64_t excess = (0 - end) % end;  // 2^64 mod end
    std::uint64_t drawn = next();
    while (drawn < excess) drawn = next();
    return drawn % end;
  }

 private:
  std::uint64_t state_;
};

}  // namespace

milliseconds spread(const Start& start, milliseconds length) {
  if (start.from_the_top) return {};
  const std::uint64_t fraction = (day_number(start) * kGolden + start.number * kRootOfTwo) >> 32U;
  const auto whole = static_cast<std::uint64_t>(length.count());
  return milliseconds(
      static_cast<std::int64_t>((whole >> 32U) * fraction + ((whole & 0xFFFFFFFF) * fraction >> 32U)));
}

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return hash;
}

std::vector<std::uint32_t> shuffled(std::size_t count, const Start& start, std::string_view list,
                                    std::uint32_t round) {
  std::uint64_t seed = 0;
  for (const std::uint64_t part : {hash_of(start.entry), day_number(start), std::uint64_t{start.number},
                                   hash_of(list), std::uint64_t{round}}) {
    seed = SplitMix64(seed ^ part).next();
  }
  SplitMix64 random(seed);
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  for (std::size_t left = count; left > 1; --left) std::swap(order[left - 1], order[random.below(left)]);
  return order;
}

}  // namespace kepu::scheduler
