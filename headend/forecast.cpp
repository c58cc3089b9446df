#include "headend/forecast.h"

#include <array>
#include <utility>

#include "headend/audience.h"
#include "scheduler/rundown.h"

namespace kepu::headend {
namespace {

void add(const AirtimeByName& of_one, std::size_t screens, AirtimeByName& sums) {
  for (const auto& [name, airtime] : of_one) {
    Airtime& sum = sums[name];
    sum.time += airtime.time * static_cast<int>(screens);
    sum.plays += airtime.plays * screens;
  }
}

void add(const Sums& of_one, std::size_t screens, Sums& sums) {
  sums.screens += screens;
  sums.time += of_one.time * static_cast<int>(screens);
  add(of_one.airtimes.entries, screens, sums.airtimes.entries);
  add(of_one.airtimes.assets, screens, sums.airtimes.assets);
}

}  // namespace

Result<Forecast> forecast(const config::Feed& feed, const Fleet& fleet, const Period& period,
                          const std::function<void(std::size_t, std::size_t)>& told) {
  Forecast result{period, {}, {}, {}};
  Overbooking overbooking(feed, period);
  const auto groups = audiences(std::array{&feed}, fleet);
  for (std::size_t done = 0; done < groups.size(); ++done) {
    const Audience& group = groups[done];
    if (auto begun = overbooking.begin(group); !begun) return begun.error();
    Sums one;
    for (const config::Date& date : days_of(period)) {
      const auto rundown = scheduler::compile(feed, group.like().screen, {date}, group.like().place);
      if (!rundown) return rundown.error();
      add_airtimes(*rundown, rundown->start, rundown->end, one.airtimes);
      one.time += rundown->end - rundown->start;
      overbooking.watch(date, *rundown);
    }
    overbooking.end();
    std::map<std::string, std::size_t> districts;
    for (const FleetScreen* screen : group.screens) ++districts[screen->district];
    for (const auto& [district, screens] : districts) add(one, screens, result.districts[district]);
    add(one, group.screens.size(), result.all);
    told(done + 1, groups.size());
  }
  result.findings = overbooking.findings();
  return result;
}

}  // namespace kepu::headend
