// scheduler/spread.h: where in its playlist an entry starts, and in which order a shuffled one plays. Both
// follow from the day alone, so that every machine finds the same; nothing is remembered.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/clock.h"

namespace kepu::scheduler {

// One start of an entry: the segments of a day in which it plays count from 0.
struct Start {
  std::string_view entry;  // its id; must outlive whoever keeps the start
  std::chrono::sys_days date;
  std::uint32_t number = 0;   // of this entry's starts on this date
  bool from_the_top = false;  // not spread: it begins with the first item
};

// How far into a round of `length` the start lies: a Kronecker sequence, the fractional parts of
// day / golden ratio + number * sqrt 2 (H. Weyl, 1916; the golden ratio leaves the smallest gaps after any
// number of days: D. E. Knuth, TAOCP vol. 3, 6.4, theorem S). 0 on 23 November 2026 for the first start of
// the day.
milliseconds spread(const Start& start, milliseconds length);

// 0 .. count-1 in the order of one round, the same on every machine: Fisher and Yates (Knuth, vol. 2, 3.4.2,
// algorithm P, the last place first) with SplitMix64 (S. Vigna, 2015). A number below n is what is drawn,
// modulo n; what is below 2^64 mod n is drawn again. The seed, 0 at first, becomes the first output of a
// SplitMix64 seeded by itself xor hash_of(entry), then likewise the days since 23 November 2026, the number,
// hash_of(`list`) and `round`.
std::vector<std::uint32_t> shuffled(std::size_t count, const Start& start, std::string_view list,
                                    std::uint32_t round);

// FNV-1a, 64 bits (G. Fowler, L. C. Noll, K.-P. Vo).
std::uint64_t hash_of(std::string_view text);

}  // namespace kepu::scheduler
