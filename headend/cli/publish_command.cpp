#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "config/notation.h"
#include "headend/cli/asked.h"
#include "headend/cli/commands.h"
#include "headend/cli/judge.h"
#include "headend/draft.h"
#include "headend/forecast.h"
#include "headend/guessed_fleet.h"
#include "headend/local_clock.h"
#include "headend/proposal.h"
#include "headend/publish.h"
#include "headend/site.h"
#include "headend/words.h"
#include "scheduler/rundown.h"

namespace kepu::headend::cli {
namespace {

constexpr std::array<Option, 8> kOptions{{{"--out", true},
                                          {"--feed", true},
                                          {"--name", true},
                                          {"--timezone", true},
                                          {"--image-seconds", true},
                                          {"--screens", true},
                                          {"--test", true},
                                          {"--signed", true}}};
constexpr int kWarnedDays = 7;
constexpr std::size_t kWarningsMax = 20;

std::string wrong_mix(const Options& options) {
  const bool by_hand = options.has("--feed");
  if (options.get("--out").empty()) return "--out SITE_DIR is missing";
  if (options.has("--signed"))
    return by_hand || !options.words.empty() ? "takes --signed FILE, --feed DRAFT or MEDIA_DIR, one of them"
                                             : "";
  if (by_hand && !options.words.empty()) return "takes either MEDIA_DIR or --feed DRAFT, not both";
  if (by_hand && options.has("--name")) return "--name goes with MEDIA_DIR: a draft names its feed itself";
  if (by_hand && options.has("--timezone"))
    return "--timezone goes with MEDIA_DIR: a draft names its zone itself";
  if (by_hand) return "";
  if (options.words.empty()) return "MEDIA_DIR or --feed DRAFT is missing";
  if (options.words.size() > 1) return "takes one MEDIA_DIR";
  return "";
}

DraftReading read_draft(const Options& options, const std::filesystem::path& site, World world) {
  if (options.has("--feed")) return draft_by_hand(options.get("--feed"), world.files);
  return draft_of_folder(options.words[0],
                         {options.get("--name"), options.get("--timezone", "Asia/Shanghai"), site});
}

std::string summary(const Outcome& outcome, const std::string& site) {
  const config::Feed& feed = outcome.feed;
  const std::string name = feed.name + " " + version_words(feed);
  const auto local = LocalClock::in(feed.timezone);
  const std::string valid =
      ", valid until " + (local ? local->date(feed.expires) : config::print_instant(feed.expires));
  const std::string copied =
      count_words(outcome.copied, "file", "files") + " copied (" + size_words(outcome.bytes_copied) + ")";
  switch (outcome.did) {
    case Did::unchanged:
      return "Nothing changed: " + site + " stays at " + name + valid + ".";
    case Did::repaired:
      return "Nothing changed but media that were missing: " + copied + ". " + site + " stays at " + name +
             valid + ".";
    case Did::renewed:
      return "Nothing changed but the date: published " + name + " in " + site + valid + ".";
    case Did::proposed:
      return "Proposed " + name + " in " + pending_feed(site).string() + ": " +
             count_words(feed.assets.size(), "asset", "assets") + ", " + copied +
             ". What is served stays until it is signed: kepu sign " + pending_feed(site).string() +
             " --key PERSON.key";
    case Did::waiting:
      return name + " waits in " + pending_feed(site).string() + " already: kepu sign " +
             pending_feed(site).string() + " --key PERSON.key";
    case Did::published:
      break;
  }
  return "Published " + name + " in " + site + ": " + count_words(feed.assets.size(), "asset", "assets") +
         ", " + copied + ", " + count_words(outcome.removed, "file", "files") + " removed" + valid + ".";
}

// What --screens and --test name.
struct Checks {
  std::optional<Fleet> fleet;  // none: guessed
  std::optional<Expectations> expectations;
};

// None: what is wrong with the files has been said.
std::optional<Checks> read_checks(const Options& options, World world) {
  Checks checks;
  if (options.has("--screens") && !(checks.fleet = asked_fleet(options, "publish", world)))
    return std::nullopt;
  if (options.has("--test") && !(checks.expectations = expectations_of(options.get("--test"), world)))
    return std::nullopt;
  return checks;
}

// Of a guessed fleet only what holds for any screen with these tags: a real one may have more of them, and
// more of them there may be.
bool is_certain(const Finding& finding, std::size_t screens) {
  if (finding.what == Finding::What::nobody) return screens < kGuessesMax;  // its tags contradict each other
  return finding.what != Finding::What::nothing || finding.screens.size() == screens;
}

void warn_of_overbooking(const config::Feed& feed, const std::optional<Fleet>& known, Wall now) {
  const auto today = scheduler::day_of(feed, {}, now);
  if (!today) return;
  const Period week{today->date, std::chrono::sys_days(today->date) + std::chrono::days(kWarnedDays - 1)};
  const Fleet fleet = known ? *known : guessed_fleet(feed);
  const auto made = forecast(feed, fleet, week, [](std::size_t, std::size_t) {});
  if (!made) return complain("warning: " + made.error().message);
  std::vector<Finding> findings = made->findings;
  if (!known) std::erase_if(findings, [&](const Finding& one) { return !is_certain(one, fleet.size()); });
  const std::size_t told = std::min(findings.size(), kWarningsMax);
  for (std::size_t i = 0; i < told; ++i) complain("warning: " + finding_words(findings[i], week));
  if (findings.size() > told)
    complain("warning: and " + std::to_string(findings.size() - told) + " more: kepu forecast tells all");
}

// Why `feed` must not be published; warnings are said.
std::vector<std::string> objections(const config::Feed& feed, const Checks& checks, const std::string& test,
                                    Wall now) {
  warn_of_overbooking(feed, checks.fleet, now);
  if (!checks.expectations) return {};
  const std::size_t unmet = judge(feed, *checks.expectations);
  if (unmet == 0) return {};
  return {test + ": " + count_words(unmet, "expectation is", "expectations are") + " not met"};
}

std::string root_summary(const Proposal& proposal, const Site& site) {
  const std::int64_t version = proposal.root->version;
  return "Published root " + std::to_string(version) + " of " + proposal.root->feed +
         ". Settings of a new screen: " + pin_words(pin_of(proposal.envelope, version)) + "\n" +
         (site.feed() ? "The feed that is served must be signed under it: kepu publish, and kepu sign.\n"
                      : "");
}

// What waited for signatures takes its place.
int release(const Options& options, World world) {
  const std::filesystem::path path = tidy(options.get("--out"));
  const std::filesystem::path file = tidy(options.get("--signed"));
  const auto site = Site::open(path, world.files);
  if (!site) return refuse(site.error().message);
  const auto proposal = read_proposal(file, path, world.files);
  if (!proposal) return refuse(proposal.error().message);
  if (auto released = (*site)->release(*proposal); !released)
    return refuse(file.string() + ": " + released.error().message);
  if (proposal->root) {
    print(root_summary(*proposal, **site));
  } else if (proposal->notices) {
    const std::string missing = proposal->missing();
    print("Published notices " + std::to_string(proposal->notices->version) + " in " + options.get("--out") +
          "." +
          (missing.empty() ? "\n" : " Of one person only its recalls are believed: " + missing + ".\n"));
  } else {
    print(summary({Did::published, *proposal->feed, 0, 0, (*site)->sweep()}, options.get("--out")) + "\n");
  }
  return kFine;
}

}  // namespace

int publish_command(Words words, World world) {
  const auto options = read_options(words, kOptions);
  if (!options) return usage("publish", options.error().message);
  if (const std::string wrong = wrong_mix(*options); !wrong.empty()) return usage("publish", wrong);
  const auto seconds = read_number(options->get("--image-seconds", "10"), 1, 3600);
  if (!seconds) return usage("publish", "--image-seconds takes a whole number of 1 to 3600");

  if (options->has("--signed")) return release(*options, world);
  const auto checks = read_checks(*options, world);
  if (!checks) return kFaults;
  const Wall now = world.clock.wall();

  const std::filesystem::path site = tidy(options->get("--out"));
  DraftReading reading = read_draft(*options, site, world);
  for (const std::string& line : reading.skipped) complain("warning: " + line);
  std::vector<std::string> faults = std::move(reading.faults);
  if (reading.draft) {
    const PublishOptions how{
        site, std::chrono::seconds(*seconds), {ingest_program()}, [&](const config::Feed& feed) {
          return objections(feed, *checks, options->get("--test"), now);
        }};
    auto done = publish(std::move(*reading.draft), how, world.files, now, print);
    if (done.outcome) {
      print(summary(*done.outcome, options->get("--out")) + "\n");
      return kFine;
    }
    faults = std::move(done.faults);
  }
  for (const std::string& line : faults) complain(line);
  complain("Nothing was published: " + count_words(faults.size(), "fault", "faults") + ".");
  return kFaults;
}

}  // namespace kepu::headend::cli
