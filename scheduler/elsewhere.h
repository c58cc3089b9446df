// scheduler/elsewhere.h: what would play if the screen were somewhere else: it should be there when it comes.
#pragma once

#include <cstdint>
#include <vector>

#include "config/feed.h"
#include "config/result.h"
#include "config/screen.h"

namespace kepu::scheduler {

// The assets of entries that are active at some time of `day` but for their place: indices into Feed::assets,
// each once; takeovers' first, then in the order of the document. Streams are left out. Fails as compile()
// does.
Result<std::vector<std::uint32_t>> assets_elsewhere(const config::Feed& feed, const config::Screen& screen,
                                                    const config::Day& day, const config::Place& place);

}  // namespace kepu::scheduler
