#include <array>
#include <string>

#include "headend/cli/asked.h"
#include "headend/cli/commands.h"
#include "headend/forecast_words.h"
#include "headend/words.h"
#include "scheduler/rundown.h"

namespace kepu::headend::cli {
namespace {

constexpr std::array<Option, 8> kOptions{{{"--feed", true},
                                          {"--screens", true},
                                          {"--screen", true},
                                          {"--place", true},
                                          {"--stop", true},
                                          {"--from", true},
                                          {"--to", true},
                                          {"--json"}}};
constexpr int kUsualDays = 7;
constexpr std::size_t kManyKinds = 50;  // that take a while

void tell_progress(std::size_t done, std::size_t all) {
  if (all > kManyKinds && (done % kManyKinds == 0 || done == all))
    complain(std::to_string(done) + " of " + count_words(all, "kind", "kinds") + " of screens");
}

}  // namespace

int forecast_command(Words words, World world) {
  const auto options = read_options(words, kOptions);
  if (!options) return usage("forecast", options.error().message);
  if (!options->words.empty()) return usage("forecast", "takes no \"" + options->words[0] + "\"");
  if (options->get("--feed").empty()) return usage("forecast", "--feed FILE is missing");
  const auto fleet = asked_fleet(*options, "forecast", world);
  if (!fleet) return options->has("--screens") ? kFaults : kUsage;
  const auto draft = schedulable_feed(options->get("--feed"), world);
  if (!draft) return kFaults;
  const config::Feed& feed = draft->feed;
  const auto today = scheduler::day_of(feed, {}, world.clock.wall());
  if (!today) return refuse(draft->document + ": /timezone: " + today.error().message);
  const auto period = read_period({"--from", options->get("--from")}, {"--to", options->get("--to")},
                                  kUsualDays, today->date);
  if (!period) return usage("forecast", period.error().message);
  const auto made = forecast(feed, *fleet, *period, tell_progress);
  if (!made) return refuse(made.error().message);
  print(options->has("--json") ? forecast_json(feed, *made) : forecast_words(feed, *made));
  return kFine;
}

}  // namespace kepu::headend::cli
