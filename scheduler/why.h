// scheduler/why.h: the reason for what a rundown shows, entry by entry. why() (rundown.h) says it in words.
#pragma once

#include <cstdint>

#include "scheduler/rundown.h"

namespace kepu::scheduler {

// Whether an entry of which its own rules say this may play.
constexpr bool is_active(Rule own) {
  return own == Rule::plays || own == Rule::dark || own == Rule::spot || own == Rule::takeover;
}

// What an entry's own rules say (`own`, one of its verdicts), seen together with what plays in `segment`.
Rule rule_in(const Segment& segment, const Verdict& own, const Weight& weight);

// The rule that let `entry` in, or kept it out, at `at`. `at` lies in the rundown, `entry` is one of its
// entries.
Rule rule_at(const Rundown& rundown, std::uint32_t entry, Wall at);

// What keeps overlays out while `slot` is on: Rule::silenced or Rule::outshone, or Rule::plays if nothing
// does.
Rule silence(const Rundown& rundown, const Slot& slot);

}  // namespace kepu::scheduler
