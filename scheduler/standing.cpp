#include "scheduler/standing.h"

#include <algorithm>
#include <optional>
#include <span>

namespace kepu::scheduler {
namespace {

constexpr int kMinutesPerDay = 24 * 60;
constexpr std::array kAllDay{config::Hours{0, kMinutesPerDay}};

// What begins or ends at an instant: a window, or one that would be if its date were right. By the rank of
// what wins when several cover the same instant.
enum Kind : std::size_t { active, wrong_date, no_recurrence, wrong_day, kKinds };
struct Edge {
  Wall at{};
  Kind kind = active;
  int step = 0;  // +1 begins, -1 ends, 0: the instant alone, to look again
};

Kind kind_of(std::optional<Rule> refused) {
  if (!refused) return active;
  if (*refused == Rule::rrule) return no_recurrence;
  return *refused == Rule::date ? wrong_date : wrong_day;
}

void add_window(const config::Hours& hours, const LocalTime& local, const LocalDate& date, Kind kind,
                const Span& day, std::vector<Edge>& edges) {
  const int last = hours.end > hours.begin ? hours.end : hours.end + kMinutesPerDay;
  const Wall begin = std::max(local.utc(date.date, hours.begin), day.begin);
  const Wall end = std::min(local.utc(date.date, last), day.end);
  if (begin >= end) return;
  edges.push_back({begin, kind, +1});
  edges.push_back({end, kind, -1});
}

std::vector<Edge> edges_of(const config::Selection& selection, const LocalTime& local,
                           const BroadcastDay& day, const std::array<std::optional<Rule>, 3>& refused) {
  const std::span<const config::Hours> all_hours =
      selection.hours.empty() ? std::span<const config::Hours>(kAllDay) : std::span(selection.hours);
  std::vector<Edge> edges{{day.span.begin, active, 0}, {day.midnight, active, 0}};
  for (std::size_t i = 0; i < day.dates.size(); ++i) {
    for (const config::Hours& hours : all_hours) {
      add_window(hours, local, day.dates[i], kind_of(refused[i]), day.span, edges);
    }
  }
  std::sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) { return a.at < b.at; });
  return edges;
}

}  // namespace

BroadcastDay broadcast_day(const LocalTime& local, const config::Calendar& calendar,
                           const config::Date& date) {
  const config::Date before = plus_days(date, -1), next = plus_days(date, 1);
  const Span span = broadcast_day(local, date);
  return {span,
          std::clamp(local.utc(next, 0), span.begin, span.end),
          {local_date(calendar, before), local_date(calendar, date), local_date(calendar, next)}};
}

void add_verdicts(const config::Selection& selection, std::uint32_t index, Rule when_active,
                  const LocalTime& local, const BroadcastDay& day, Recurrences& recurrences,
                  std::vector<Verdict>& out) {
  const Recurrences::Answer recurs = recurrences.of(selection);
  std::array<std::optional<Rule>, 3> refused;
  for (std::size_t i = 0; i < refused.size(); ++i) refused[i] = refusal(selection, day.dates[i], recurs[i]);
  const std::vector<Edge> edges = edges_of(selection, local, day, refused);
  const std::size_t first = out.size();
  std::array<int, kKinds> covering{};
  for (std::size_t i = 0; i < edges.size(); ++i) {
    covering[edges[i].kind] += edges[i].step;
    const Wall at = edges[i].at;
    if (at >= day.span.end || (i + 1 < edges.size() && edges[i + 1].at == at)) continue;
    Rule rule = refused[at < day.midnight ? 1 : 2].value_or(Rule::hours);
    if (covering[active] > 0) {
      rule = when_active;
    } else if (covering[wrong_date] > 0) {
      rule = Rule::date;
    } else if (covering[no_recurrence] > 0) {
      rule = Rule::rrule;
    } else if (covering[wrong_day] > 0) {
      rule = Rule::days;
    }
    if (out.size() == first || out.back().rule != rule) out.push_back({at, index, rule});
  }
}

}  // namespace kepu::scheduler
