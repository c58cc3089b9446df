// tests/scheduler/seeds.h: which random feeds a test looks at.
#pragma once

#include <cstdlib>
#include <iostream>
#include <vector>

namespace kepu::scheduler {

// `count` seeds in a row, printed; fewer under sanitizers, which take their time. KEPU_SEED=n looks at the
// feed of n alone, KEPU_FEEDS=n at as many as that.
inline std::vector<unsigned> seeds(unsigned count) {
  if (const char* one = std::getenv("KEPU_SEED"))
    return {static_cast<unsigned>(std::strtoul(one, nullptr, 10))};
#ifdef KEPU_SANITIZED
  count /= 30;
#endif
  if (const char* feeds = std::getenv("KEPU_FEEDS"))
    count = static_cast<unsigned>(std::strtoul(feeds, nullptr, 10));
  std::cout << "seeds 1 to " << count << '\n';
  std::vector<unsigned> all;
  for (unsigned seed = 1; seed <= count; ++seed) all.push_back(seed);
  return all;
}

}  // namespace kepu::scheduler
