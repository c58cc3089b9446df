// content/trust.h: the gate between bytes from outside and a Feed that may be believed.
// Signatures (DSSE envelopes, roots, persons) are checked here in a later version; until then any feed of the
// right name that does not roll back is accepted, and the player says so at every start.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "config/feed.h"
#include "config/result.h"

namespace kepu::content {

struct Floor {
  std::string feed;                     // the stable name to accept; empty: any
  std::int64_t epoch = 0, version = 0;  // newest that was accepted
};

// The feed in `bytes` if it may be believed: readable (unknown fields are logged and passed over), of the
// floor's name, and newer than the floor. invalid: not a feed, with every fault. refused: another name, or
// (epoch, version) is lower than the floor's, or more than a million ahead (a jump that could never be taken
// back). Equal to the floor is accepted: the caller knows that feed already.
Result<std::shared_ptr<const config::Feed>> verify(const std::string& bytes, const Floor& floor);

}  // namespace kepu::content
