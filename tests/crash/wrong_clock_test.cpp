// Clocks that are wrong: whatever they say, and however they jump, the screen fetches, plays, and takes
// nothing for expired.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/crash/machine.h"
#include "tests/fakes/fake_files.h"

namespace kepu::crash {
namespace {

using namespace std::chrono_literals;

Wall year(int number) { return std::chrono::sys_days(std::chrono::year(number) / 6 / 15) + 12h; }

struct Scenario {
  const char* name;
  Wall start;
  std::vector<Wall> jumps{};  // a minute apart, while it runs
  bool network = true;        // without: from the disk that the last life left
};

void PrintTo(const Scenario& scenario, std::ostream* out) { *out << scenario.name; }

class WrongClock : public testing::TestWithParam<Scenario> {};

std::string fault_of(Machine& machine, const Scenario& scenario) {
  const auto look = [&](bool whole) -> std::string {
    if (machine.is_expired()) return "the feed is taken for expired";
    if (!whole) return "";
    if (!machine.is_done()) return "the newest feed is not whole";
    return gap_of(machine);
  };
  machine.clock().set_wall(scenario.start);
  if (!machine.start()) return "it does not start";
  if (scenario.network) machine.serve(Site::kNewest);
  machine.run_for(10min);
  for (int i = 0; i < 3; ++i) machine.turn();
  if (std::string fault = look(true); !fault.empty()) return fault;
  for (const Wall jump : scenario.jumps) {
    machine.clock().set_wall(jump);
    for (int i = 0; i < 12; ++i) machine.turn();
    if (std::string fault = look(true); !fault.empty()) return fault + " after a jump";
  }
  return "";
}

TEST_P(WrongClock, FetchesPlaysAndExpiresNothing) {
  fakes::FakeFiles files;
  testing::internal::CaptureStderr();
  if (!GetParam().network) {
    Machine before(files, "/store");
    ASSERT_TRUE(before.start());
    before.serve(Site::kNewest);
    before.run_for(10min);
    ASSERT_TRUE(before.is_done());
  }
  Machine machine(files, "/store");
  const std::string fault = fault_of(machine, GetParam());
  testing::internal::GetCapturedStderr();
  EXPECT_EQ(fault, "");
}

INSTANTIATE_TEST_SUITE_P(
    Clocks, WrongClock,
    testing::Values(Scenario{"At1970", Wall{}}, Scenario{"At1970Offline", Wall{}, {}, false},
                    Scenario{"At1980", year(1980)}, Scenario{"At2001", year(2001)},
                    Scenario{"At2001Offline", year(2001), {}, false},
                    Scenario{"BeforeTheRelease", year(2026)},
                    Scenario{"AWeekAhead", content::issue_day() + 24h * 7},
                    Scenario{"AYearAhead", year(2027)}, Scenario{"AYearAheadOffline", year(2027), {}, false},
                    Scenario{"At2038", year(2038)}, Scenario{"At2099", year(2099)},
                    Scenario{"At2099Offline", year(2099), {}, false}, Scenario{"At2200", year(2200)},
                    Scenario{"FromLongAgoToNow", Wall{}, {content::issue_day() + 12h}},
                    Scenario{"FromNowToLongAgo", content::issue_day() + 12h, {year(1990)}},
                    Scenario{"FromTheFutureToNow", year(2099), {content::issue_day() + 12h}},
                    Scenario{"FromNowToTheFuture", content::issue_day() + 12h, {year(2099)}},
                    Scenario{"ToAndFro",
                             content::issue_day() + 12h,
                             {year(1990), year(2030), Wall{}, content::issue_day() + 13h}},
                    Scenario{"ToAndFroOffline",
                             content::issue_day() + 12h,
                             {year(1990), year(2030), Wall{}, content::issue_day() + 13h},
                             false},
                    Scenario{"AnHourBackAndAgain",
                             content::issue_day() + 12h,
                             {content::issue_day() + 11h, content::issue_day() + 10h}}),
    [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace kepu::crash
