// player/decode/vetting.h: whether a new file may be played at all: decoded strictly, as fast as it goes.
#pragma once

#include <cstdint>

#include "config/result.h"
#include "player/decode/source.h"

namespace kepu::player::decode {

// Decodes all of a short clip; of a longer one the beginning, the middle and the end, each from a keyframe.
// Returns its length in nanoseconds, as played (a still picture: 1). invalid: no picture, larger than 8K,
// no length, or more than a tenth of what was decoded is damaged. One thread, on the heap; memory for a few
// pictures.
Result<std::int64_t> vet(Source source);

// Lets everything else on the machine go first, to the end of the process.
void yield_to_playout();

}  // namespace kepu::player::decode
