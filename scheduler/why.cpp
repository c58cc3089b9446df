#include "scheduler/why.h"

#include <algorithm>
#include <tuple>

namespace kepu::scheduler {
namespace {

std::string words(Rule rule, const Weight& weight, const Segment& segment) {
  const std::string priority = "priority " + std::to_string(weight.priority);
  switch (rule) {
    case Rule::plays:
      return "plays (" + priority + ", share " + std::to_string(weight.share) + ")";
    case Rule::dark:
      return "dark (" + priority + ")";
    case Rule::spot:
      return "spot (" + std::to_string(weight.per_hour) + " an hour, " + priority + ")";
    case Rule::takeover:
      return "takes over (" + priority + ")";
    case Rule::tags:
      return "out: the screen's tags do not match";
    case Rule::place:
      return "out: the screen is at none of its places (near)";
    case Rule::clock:
      return "out: has dates or hours, and the clock is not trusted";
    case Rule::date:
      return "out: not on this date (from, until, except)";
    case Rule::rrule:
      return "out: not on this date (rrule)";
    case Rule::days:
      return "out: not on this day (days)";
    case Rule::hours:
      return "out: not at this hour (hours)";
    case Rule::lower_priority:
      return "out: " + priority + " is below " + std::to_string(segment.priority);
    case Rule::outshone:
      return "out: a dark entry of priority " + std::to_string(segment.priority) + " turns the display off";
    case Rule::silenced:
      return "out: a takeover of priority " + std::to_string(segment.priority) + " fills the screen";
  }
  return {};
}

std::string chinese_words(Rule rule, const Weight& weight, const Segment& segment) {
  const std::string priority = "优先级 " + std::to_string(weight.priority);
  const std::string highest = "优先级 " + std::to_string(segment.priority);
  switch (rule) {
    case Rule::plays:
      return "播出（" + priority + "，份额 " + std::to_string(weight.share) + "）";
    case Rule::dark:
      return "关屏（" + priority + "）";
    case Rule::spot:
      return "插播（每小时 " + std::to_string(weight.per_hour) + " 次，" + priority + "）";
    case Rule::takeover:
      return "接管屏幕（" + priority + "）";
    case Rule::tags:
      return "不播：屏幕标签不符";
    case Rule::place:
      return "不播：屏幕不在其地点（near）";
    case Rule::clock:
      return "不播：限定了日期或时段，而时钟不可信";
    case Rule::date:
      return "不播：日期不符（from、until、except）";
    case Rule::rrule:
      return "不播：日期不符（rrule）";
    case Rule::days:
      return "不播：不是其播出日（days）";
    case Rule::hours:
      return "不播：不在其时段（hours）";
    case Rule::lower_priority:
      return "不播：" + priority + "，低于 " + std::to_string(segment.priority);
    case Rule::outshone:
      return "不播：" + highest + " 的关屏条目已关屏";
    case Rule::silenced:
      return "不播：" + highest + " 的接管条目占用屏幕";
  }
  return {};
}

// Of each entry the one that holds at `at`, in order.
std::vector<const Verdict*> verdicts_at(const std::vector<Verdict>& verdicts, Wall at) {
  std::vector<const Verdict*> holding;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    const bool superseded =
        i + 1 < verdicts.size() && verdicts[i + 1].entry == verdicts[i].entry && verdicts[i + 1].since <= at;
    if (!superseded && verdicts[i].since <= at) holding.push_back(&verdicts[i]);
  }
  return holding;
}

}  // namespace

Rule rule_in(const Segment& segment, const Verdict& own, const Weight& weight) {
  if (!is_active(own.rule)) return own.rule;
  if (segment.takeover != kNone) return own.entry == segment.takeover ? Rule::takeover : Rule::silenced;
  if (own.rule == Rule::spot) return segment.shows == Shows::dark ? Rule::outshone : Rule::spot;
  if (weight.priority < segment.priority) return Rule::lower_priority;
  return own.rule == Rule::plays && segment.shows == Shows::dark ? Rule::outshone : own.rule;
}

Rule rule_at(const Rundown& rundown, std::uint32_t entry, Wall at) {
  const auto segment = std::upper_bound(rundown.segments.begin(), rundown.segments.end(), at,
                                        [](Wall wanted, const Segment& one) { return wanted < one.end; });
  const auto after =
      std::upper_bound(rundown.verdicts.begin(), rundown.verdicts.end(), std::tuple(entry, at),
                       [](const std::tuple<std::uint32_t, Wall>& wanted, const Verdict& verdict) {
                         return wanted < std::tuple(verdict.entry, verdict.since);
                       });
  return rule_in(*segment, *(after - 1), rundown.weights[entry]);
}

Rule silence(const Rundown& rundown, const Slot& slot) {
  if (slot.shows == Shows::dark) return Rule::outshone;
  return rundown.segments[slot.segment].takeover == kNone ? Rule::plays : Rule::silenced;
}

std::vector<std::string> why_overlays(const Rundown& rundown, const Slot& slot, Wall at, Language language) {
  const Segment& segment = rundown.segments[slot.segment];
  const Rule silent = silence(rundown, slot);
  std::vector<std::string> lines;
  for (const Verdict* verdict : verdicts_at(rundown.overlay_verdicts, at)) {
    const bool active = verdict->rule == Rule::plays;
    const Rule rule = active ? silent : verdict->rule;
    const std::string& id = rundown.overlays[verdict->entry].id;
    if (language == Language::en) {
      lines.push_back(id + ": " + (rule == Rule::plays ? "lies over it" : words(rule, {}, segment)));
    } else {
      lines.push_back(id + "：" + (rule == Rule::plays ? "叠加显示" : chinese_words(rule, {}, segment)));
    }
  }
  return lines;
}

std::vector<std::string> why(const Rundown& rundown, const Slot& slot, Language language) {
  const Segment& segment = rundown.segments[slot.segment];
  std::vector<std::string> lines;
  lines.reserve(rundown.entries.size());
  for (const Verdict* verdict : verdicts_at(rundown.verdicts, slot.start)) {
    const std::uint32_t entry = verdict->entry;
    const Weight& weight = rundown.weights[entry];
    const Rule rule = rule_in(segment, *verdict, weight);
    lines.push_back(rundown.entries[entry] + (language == Language::en
                                                  ? ": " + words(rule, weight, segment)
                                                  : "：" + chinese_words(rule, weight, segment)));
  }
  return lines;
}

}  // namespace kepu::scheduler
