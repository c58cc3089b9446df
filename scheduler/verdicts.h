// scheduler/verdicts.h: what the rules of every entry and overlay say over a day, all but priority.
#pragma once

#include "config/feed.h"
#include "config/screen.h"
#include "scheduler/rundown.h"
#include "scheduler/standing.h"

namespace kepu::scheduler {

// What a selection is asked about.
struct Circumstances {
  const config::Screen& screen;
  const config::Place& place;
  const LocalTime& local;
  const BroadcastDay& day;
  bool clock_trusted = true;
};

// Sets the verdicts of `rundown`. Where the clock is not trusted and no loop or dark entry may play, all
// loops do, whatever their dates and hours.
void judge_entries(const config::Feed& feed, const Circumstances& now, Rundown& rundown);

// Sets the overlays of `rundown` and their verdicts.
void judge_overlays(const config::Feed& feed, const Circumstances& now, Rundown& rundown);

}  // namespace kepu::scheduler
