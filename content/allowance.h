// content/allowance.h: what may be downloaded now: it depends on who pays for the network. A plain value.
#pragma once

#include <cstdint>

namespace kepu::content {

struct Allowance {
  bool downloads = true;               // false: no media at all; feeds and notices always come
  std::uint64_t bytes_per_second = 0;  // of all downloads together; 0: no limit
  std::uint64_t asset_bytes_max = 0;   // a larger asset waits for another network; 0: no limit
  bool urgent_only = false;            // takeovers, and what is to be shown within the hour
  bool operator==(const Allowance&) const = default;
};

}  // namespace kepu::content
