// tests/scheduler/oracle/chance.h: what looks random in a rundown and is not: the fraction at which a
// playlist starts, orders that are shuffled, hashes. As scheduler/spread.h and rules 17 and 18 say it in
// words.
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace kepu::oracle {

// Days since 23 November 2026, as 64 bits.
inline std::uint64_t day_number(std::chrono::sys_days date) {
  return static_cast<std::uint64_t>(
      std::int64_t{(date - std::chrono::sys_days(std::chrono::year(2026) / 11 / 23)).count()});
}

// FNV-1a.
inline std::uint64_t hash(const std::string& text) {
  std::uint64_t value = 14695981039346656037ULL;
  for (const char c : text) {
    value ^= static_cast<unsigned char>(c);
    value *= 1099511628211ULL;
  }
  return value;
}

// The fraction day / golden ratio + start * sqrt 2 of `length`, in units of 2^-32.
inline std::int64_t ahead(std::int64_t length, std::uint64_t day, std::uint64_t start) {
  const std::uint64_t fraction = day * 11400714819323198485ULL + start * 7640891576956012808ULL;
  // Lengths in the tests are below 2^31 ms.
  return static_cast<std::int64_t>((static_cast<std::uint64_t>(length) * (fraction >> 32)) >> 32);
}

// SplitMix64: Vigna's next().
inline std::uint64_t random(std::uint64_t& x) {
  std::uint64_t z = (x += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

// The order of a round.
inline std::vector<std::size_t> order(std::size_t count, const std::string& entry, std::uint64_t day,
                                      std::uint64_t start, const std::string& list, std::uint64_t round) {
  std::uint64_t state = 0;
  for (const std::uint64_t part : {hash(entry), day, start, hash(list), round}) {
    state ^= part;
    state = random(state);
  }
  std::vector<std::size_t> all(count);
  for (std::size_t i = 0; i < count; ++i) all[i] = i;
  for (std::size_t i = count; i-- > 1;) {
    const std::uint64_t end = i + 1;
    std::uint64_t drawn = random(state);
    while (drawn < (UINT64_MAX % end + 1) % end) drawn = random(state);
    std::swap(all[i], all[drawn % end]);
  }
  return all;
}

}  // namespace kepu::oracle
