// content/beacon.h: what a live headend answers to a screen that asks: which feed is the newest, and what
// time it is. It lives for one question: the screen's nonce is in it. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "config/clock.h"
#include "config/result.h"
#include "content/trust.h"

namespace kepu::content {

struct Beacon {
  std::string feed;  // its stable name
  Number newest{};   // epoch and version of the feed that is served
  Wall time{};
  std::string nonce;  // as it was asked with
  bool operator==(const Beacon&) const = default;
};

constexpr std::size_t kBeaconBytesMax = 64U << 10U;  // of an envelope

// 32 to 64 digits of 0-9 and a-f: enough that none comes twice.
bool is_nonce(std::string_view text);

// {"format": "kepu-beacon/1", "feed": "liuzhou", "epoch": 1, "version": 1024, "time": ..., "nonce": "..."}
// Unknown fields are passed over. invalid: every fault by its place.
Result<Beacon> read_beacon(std::string_view json);
std::string write_beacon(const Beacon& beacon);

// The beacon in these bytes of an envelope, if it may be believed: signed by those whom the root names for
// it, for the root's feed, in answer to `nonce`. refused, invalid: otherwise.
Result<Beacon> verify_beacon(std::string_view bytes, std::string_view nonce, const RootChain& chain);

}  // namespace kepu::content
