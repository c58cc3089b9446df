#include "scheduler/verdicts.h"

#include <algorithm>

#include "scheduler/match.h"
#include "scheduler/place.h"
#include "scheduler/recurrence.h"

namespace kepu::scheduler {
namespace {

class Judge {
 public:
  Judge(const Circumstances& now, std::vector<Verdict>& out)
      : now_(now),
        recurrences_({now.day.dates[0].date, now.day.dates[1].date, now.day.dates[2].date}),
        out_(&out) {}

  void judge(const config::Selection& selection, std::uint32_t index, Rule when_active) {
    if (!matches(selection.screens, now_.screen)) return say(index, Rule::tags);
    if (!is_at(selection.near, now_.place)) return say(index, Rule::place);
    if (!now_.clock_trusted) return say(index, asks_the_clock(selection) ? Rule::clock : when_active);
    add_verdicts(selection, index, when_active, now_.local, now_.day, recurrences_, *out_);
  }

 private:
  void say(std::uint32_t index, Rule all_day) { out_->push_back({now_.day.span.begin, index, all_day}); }
  Circumstances now_;
  Recurrences recurrences_;
  std::vector<Verdict>* out_;
};

Rule rule_of(config::Mode mode) {
  switch (mode) {
    case config::Mode::dark:
      return Rule::dark;
    case config::Mode::spot:
      return Rule::spot;
    case config::Mode::takeover:
      return Rule::takeover;
    case config::Mode::loop:
      return Rule::plays;
  }
  return Rule::plays;
}

// Anything beats black.
void let_loops_in(const config::Feed& feed, std::vector<Verdict>& verdicts) {
  const bool any = std::ranges::any_of(
      verdicts, [](const Verdict& one) { return one.rule == Rule::plays || one.rule == Rule::dark; });
  if (any) return;
  for (Verdict& one : verdicts) {
    const bool loop = feed.entries[one.entry].mode == config::Mode::loop;
    if (loop && one.rule == Rule::clock) one.rule = Rule::plays;
  }
}

}  // namespace

void judge_entries(const config::Feed& feed, const Circumstances& now, Rundown& rundown) {
  rundown.verdicts.reserve(feed.entries.size());
  Judge judge(now, rundown.verdicts);
  for (std::uint32_t i = 0; i < feed.entries.size(); ++i)
    judge.judge(feed.entries[i], i, rule_of(feed.entries[i].mode));
  if (!now.clock_trusted) let_loops_in(feed, rundown.verdicts);
}

void judge_overlays(const config::Feed& feed, const Circumstances& now, Rundown& rundown) {
  Judge judge(now, rundown.overlay_verdicts);
  for (std::uint32_t i = 0; i < feed.overlays.size(); ++i) {
    rundown.overlays.push_back({feed.overlays[i].id, feed.overlays[i].text});
    judge.judge(feed.overlays[i], i, Rule::plays);
  }
}

}  // namespace kepu::scheduler
