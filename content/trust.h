// content/trust.h: the gate between bytes from outside and a Feed that may be believed.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "config/feed.h"
#include "config/notices.h"
#include "config/result.h"
#include "content/root_chain.h"

namespace kepu::content {

using Number = std::pair<std::int64_t, std::int64_t>;  // epoch and version: goes up only

std::string describe(const Number& number);  // "epoch 1 version 7"

// Whether `next` is more than a million ahead of `known`, which could never be taken back. A new epoch may
// begin at any version: the next epoch takes that back.
bool jumps(const Number& next, const Number& known);

struct Floor {
  std::string feed;                     // the stable name to accept; empty: any
  std::int64_t epoch = 0, version = 0;  // newest that was accepted
};

// The feed in `bytes` if it may be believed. Where a root is pinned: an envelope that enough persons signed,
// of the root's feed and epoch; nothing of the feed is read before that. Elsewhere: a feed, or what an
// envelope holds, whoever signed it. Then: readable (unknown fields are logged and passed over), of the
// floor's name, and newer than the floor. invalid: not a feed, with every fault. refused: not signed so,
// another name or epoch, or (epoch, version) is lower than the floor's, or more than a million ahead (a jump
// that could never be taken back). Equal to the floor is accepted: the caller knows that feed already.
Result<std::shared_ptr<const config::Feed>> verify(const std::string& bytes, const Floor& floor,
                                                   const RootChain& chain);

struct VerifiedNotices {
  config::Notices notices;
  bool whole =
      true;  // signed by enough persons; false: by one who may recall, nothing else of it is believed
};

// The notices in `bytes`, likewise: signed, of the root's feed (or `feed`; empty: any) and epoch. Whether
// they are newer than others is for NoticeBoard. A notice over the root's limits is logged and left out.
Result<VerifiedNotices> verify_notices(const std::string& bytes, const std::string& feed,
                                       const RootChain& chain);

}  // namespace kepu::content
