#include "scheduler/overlays.h"

#include <algorithm>

#include "scheduler/calendar.h"
#include "scheduler/why.h"

namespace kepu::scheduler {
namespace {

// The stretches in which overlays may be seen, by time.
std::vector<Span> open_stretches(const Rundown& rundown) {
  std::vector<Span> open;
  for (const Slot& slot : rundown.slots) {
    if (silence(rundown, slot) != Rule::plays) continue;
    if (!open.empty() && open.back().end == slot.start) {
      open.back().end = slot.end;
    } else {
      open.push_back({slot.start, slot.end});
    }
  }
  return open;
}

// What is left of `active`.
void lay(std::uint32_t overlay, const Span& active, const std::vector<Span>& open,
         std::vector<Overlaid>& out) {
  auto stretch = std::upper_bound(open.begin(), open.end(), active.begin,
                                  [](Wall at, const Span& one) { return at < one.end; });
  for (; stretch != open.end() && stretch->begin < active.end; ++stretch)
    out.push_back({std::max(active.begin, stretch->begin), std::min(active.end, stretch->end), overlay});
}

}  // namespace

void lay_overlays(Rundown& rundown) {
  if (rundown.overlays.empty()) return;
  const std::vector<Span> open = open_stretches(rundown);
  const auto& verdicts = rundown.overlay_verdicts;
  for (auto verdict = verdicts.begin(); verdict != verdicts.end(); ++verdict) {
    if (verdict->rule != Rule::plays) continue;
    const auto next = verdict + 1;
    const bool ends = next != verdicts.end() && next->entry == verdict->entry;
    lay(verdict->entry, {verdict->since, ends ? next->since : rundown.end}, open, rundown.overlaid);
  }
}

}  // namespace kepu::scheduler
