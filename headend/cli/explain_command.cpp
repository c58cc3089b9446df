#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "headend/cli/asked.h"
#include "headend/cli/commands.h"
#include "headend/explanation.h"
#include "headend/local_clock.h"
#include "scheduler/rundown.h"

namespace kepu::headend::cli {
namespace {

constexpr std::array<Option, 6> kOptions{{{"--feed", true},
                                          {"--screen", true},
                                          {"--at", true},
                                          {"--place", true},
                                          {"--stop", true},
                                          {"--lang", true}}};

struct Wanted {
  AskedScreen asked;
  std::optional<LocalMoment> at;  // none: now
  scheduler::Language language = scheduler::Language::en;
};

Error wrong(std::string message) { return {Kind::invalid, std::move(message)}; }

Result<Wanted> read_wanted(const Options& options) {
  if (!options.words.empty()) return wrong("takes no \"" + options.words[0] + "\"");
  if (options.get("--feed").empty()) return wrong("--feed FILE is missing");
  auto asked = asked_screen(options);
  if (!asked) return asked.error();
  Wanted wanted{std::move(*asked), read_moment(options.get("--at"))};
  if (options.has("--at") && !wanted.at) return wrong("--at takes a moment such as 2027-06-03T08:15");
  const std::string language = options.get("--lang", "en");
  if (language != "en" && language != "zh-CN") return wrong("--lang takes en or zh-CN");
  if (language == "zh-CN") wanted.language = scheduler::Language::zh_cn;
  return wanted;
}

int tell(const Draft& draft, const Wanted& wanted, Wall now) {
  const config::Feed& feed = draft.feed;
  const auto at = wanted.at ? instant(*wanted.at, feed.timezone) : Result<Wall>(now);
  if (!at) return refuse(draft.document + ": /timezone: " + at.error().message);
  const auto local = LocalClock::in(feed.timezone);
  if (!local) return refuse(draft.document + ": /timezone: " + local.error().message);
  const auto day = scheduler::day_of(feed, wanted.asked.screen, *at);
  if (!day) return refuse(draft.document + ": " + day.error().message);
  const auto rundown = scheduler::compile(feed, wanted.asked.screen, *day, wanted.asked.place);
  if (!rundown) return refuse(draft.document + ": " + rundown.error().message);
  const auto slot =
      std::ranges::find_if(rundown->slots, [&](const scheduler::Slot& one) { return *at < one.end; });
  print(explanation(feed, *rundown, *slot, *at, *local, wanted.language));
  return kFine;
}

}  // namespace

int explain_command(Words words, World world) {
  const auto options = read_options(words, kOptions);
  if (!options) return usage("explain", options.error().message);
  const auto wanted = read_wanted(*options);
  if (!wanted) return usage("explain", wanted.error().message);
  const auto draft = schedulable_feed(options->get("--feed"), world);
  if (!draft) return kFaults;
  return tell(*draft, *wanted, world.clock.wall());
}

}  // namespace kepu::headend::cli
