// headend/explanation.h: why a screen shows what it shows, in words. Pure but for the tz database.
#pragma once

#include <string>

#include "config/feed.h"
#include "headend/local_clock.h"
#include "scheduler/rundown.h"

namespace kepu::headend {

// What `slot` of `rundown` shows, and a line for each entry and each overlay of the feed. `at` lies in the
// slot.
std::string explanation(const config::Feed& feed, const scheduler::Rundown& rundown,
                        const scheduler::Slot& slot, Wall at, const LocalClock& local,
                        scheduler::Language language);

}  // namespace kepu::headend
