#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "headend/cli/asked.h"
#include "headend/cli/commands.h"
#include "headend/comparison_words.h"
#include "headend/words.h"
#include "scheduler/rundown.h"

namespace kepu::headend::cli {
namespace {

constexpr std::array<Option, 7> kOptions{{{"--screens", true},
                                          {"--screen", true},
                                          {"--place", true},
                                          {"--stop", true},
                                          {"--from", true},
                                          {"--to", true},
                                          {"--json"}}};
constexpr int kUsualDays = 7;
constexpr std::size_t kManyGroups = 50;  // that take a while

int tell(const config::Feed& before, const config::Feed& after, const Fleet& fleet, const Period& period,
         bool as_json) {
  const auto told = [](std::size_t done, std::size_t all) {
    if (all > kManyGroups && (done % kManyGroups == 0 || done == all))
      complain(std::to_string(done) + " of " + count_words(all, "kind", "kinds") + " of screens compared");
  };
  auto screens = compare(before, after, fleet, period, told);
  if (!screens) return refuse(screens.error().message);
  const Comparison comparison{before, after, period, edits(before, after), std::move(*screens)};
  print(as_json ? comparison_json(comparison) : comparison_words(comparison));
  return kFine;
}

}  // namespace

int diff_command(Words words, World world) {
  const auto options = read_options(words, kOptions);
  if (!options) return usage("diff", options.error().message);
  if (options->words.size() != 2) return usage("diff", "takes two feeds: OLD NEW");
  const auto fleet = asked_fleet(*options, "diff", world);
  if (!fleet) return options->has("--screens") ? kFaults : kUsage;
  const auto before = schedulable_feed(options->words[0], world);
  const auto after = schedulable_feed(options->words[1], world);
  if (!before || !after) return kFaults;
  const auto today = scheduler::day_of(after->feed, {{"any"}, {}, ""}, world.clock.wall());
  if (!today) return refuse(after->document + ": /timezone: " + today.error().message);
  const auto period = read_period({"--from", options->get("--from")}, {"--to", options->get("--to")},
                                  kUsualDays, today->date);
  if (!period) return usage("diff", period.error().message);
  return tell(before->feed, after->feed, *fleet, *period, options->has("--json"));
}

}  // namespace kepu::headend::cli
