#include <array>
#include <iostream>
#include <string>

#include "headend/cli/asked.h"
#include "headend/cli/commands.h"
#include "headend/cli/keys.h"
#include "headend/guessed_fleet.h"
#include "headend/proposal_words.h"
#include "headend/signing_key.h"
#include "headend/site_media.h"

namespace kepu::headend::cli {
namespace {

constexpr std::array<Option, 4> kOptions{{{"--key", true}, {"--site", true}, {"--screens", true}, {"--yes"}}};

// The site that `file` waits beside, unless it is named.
std::optional<std::filesystem::path> site_of(const Options& options, const std::filesystem::path& file) {
  if (options.has("--site")) return tidy(options.get("--site"));
  return site_of_pending(file);
}

std::optional<config::Feed> served_feed(const std::filesystem::path& site, World world) {
  DraftReading reading = draft_by_hand(site / "feed.json", world.files);
  if (!reading.draft) return std::nullopt;
  return std::move(reading.draft->feed);
}

bool agreed(const std::string& person) {
  print("Sign this as " + person + "? [y/N] ");
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

// What a feed names must be there, or nobody knows what is signed.
bool media_are_right(const Proposal& proposal, World world) {
  if (!proposal.feed) return true;
  const auto faults =
      check_media(*proposal.feed, proposal.site, world.files, [](std::size_t done, std::size_t all) {
        if (done % 100 == 0) complain(std::to_string(done) + " of " + std::to_string(all) + " media hashed");
      });
  for (const std::string& fault : faults) complain(fault);
  return faults.empty();
}

int sign(Proposal& proposal, const SigningKey& key, const std::filesystem::path& file, World world) {
  proposal.sign(key.public_key().id(), key.sign(content::signed_bytes(proposal.envelope)));
  if (auto written = world.files.write_durably(file, content::write_envelope(proposal.envelope)); !written)
    return refuse(written.error().message);
  const std::string missing = proposal.missing();
  print(missing.empty() ? "Signed, and complete: kepu publish --signed " + file.string() + " --out " +
                              proposal.site.string() + "\n"
                        : "Signed. " + missing + ".\n");
  return kFine;
}

}  // namespace

int sign_command(Words words, World world) {
  const auto options = read_options(words, kOptions);
  if (!options) return usage("sign", options.error().message);
  if (options->words.size() != 1)
    return usage("sign", "takes one FILE, SITE.pending/feed.json, notices.json or root.json");
  if (options->get("--key").empty()) return usage("sign", "--key FILE is missing");
  const auto key = key_of(options->get("--key"), world);
  if (!key) return refuse(key.error().message);

  const std::filesystem::path file = tidy(options->words[0]);
  const auto site = site_of(*options, file);
  if (!site)
    return usage("sign", file.string() + " does not lie in SITE_DIR.pending/: name the site with --site");
  auto proposal = read_proposal(file, *site, world.files);
  if (!proposal) return refuse(proposal.error().message);
  if (const std::string flaw = proposal->flaw(); !flaw.empty()) return refuse(file.string() + ": " + flaw);
  const auto person = proposal->person_of(key->public_key());
  if (!person) return refuse(options->get("--key") + ": is the key of nobody who may sign this");

  std::optional<Fleet> fleet;
  if (options->has("--screens") && !(fleet = asked_fleet(*options, "sign", world))) return kFaults;
  if (!fleet) fleet = proposal->feed ? guessed_fleet(*proposal->feed) : Fleet{};
  print(proposal_words(*proposal, served_feed(proposal->site, world), *fleet, world.clock.wall()));
  if (!media_are_right(*proposal, world)) return refuse("Not signed: its media are not what it says.");
  if (!options->has("--yes") && !agreed(*person)) return refuse("Not signed.");
  return sign(*proposal, *key, file, world);
}

}  // namespace kepu::headend::cli
