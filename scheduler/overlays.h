// scheduler/overlays.h: when overlays lie over what the slots show.
#pragma once

#include "scheduler/rundown.h"

namespace kepu::scheduler {

// Sets `overlaid` of a rundown that has all the rest: the stretches in which an overlay is active, without
// the slots of takeovers and of darkness.
void lay_overlays(Rundown& rundown);

}  // namespace kepu::scheduler
