#include <array>
#include <string>

#include "config/notation.h"
#include "headend/cli/commands.h"
#include "headend/draft.h"
#include "headend/local_clock.h"
#include "headend/publish.h"
#include "headend/words.h"

namespace kepu::headend::cli {
namespace {

constexpr std::array<Option, 5> kOptions{
    {{"--out", true}, {"--feed", true}, {"--name", true}, {"--timezone", true}, {"--image-seconds", true}}};

std::string wrong_mix(const Options& options) {
  const bool by_hand = options.has("--feed");
  if (options.get("--out").empty()) return "--out SITE_DIR is missing";
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
  const std::string name = feed.name + " " + std::to_string(feed.epoch) + "." + std::to_string(feed.version);
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
    case Did::published:
      break;
  }
  return "Published " + name + " in " + site + ": " + count_words(feed.assets.size(), "asset", "assets") +
         ", " + copied + ", " + count_words(outcome.removed, "file", "files") + " removed" + valid + ".";
}

}  // namespace

int publish_command(Words words, World world) {
  const auto options = read_options(words, kOptions);
  if (!options) return usage("publish", options.error().message);
  if (const std::string wrong = wrong_mix(*options); !wrong.empty()) return usage("publish", wrong);
  const auto seconds = read_number(options->get("--image-seconds", "10"), 1, 3600);
  if (!seconds) return usage("publish", "--image-seconds takes a whole number of 1 to 3600");

  const std::filesystem::path site = tidy(options->get("--out"));
  DraftReading reading = read_draft(*options, site, world);
  for (const std::string& line : reading.skipped) complain("warning: " + line);
  std::vector<std::string> faults = std::move(reading.faults);
  if (reading.draft) {
    const PublishOptions how{site, std::chrono::seconds(*seconds), {ingest_program()}};
    auto done = publish(std::move(*reading.draft), how, world.files, world.clock.wall(), print);
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
