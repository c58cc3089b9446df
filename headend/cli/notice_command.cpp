#include <array>
#include <string>

#include "headend/cli/commands.h"
#include "headend/cli/keys.h"
#include "headend/notice_draft.h"
#include "headend/proposal.h"
#include "headend/proposal_words.h"
#include "headend/site.h"

namespace kepu::headend::cli {
namespace {

constexpr std::array<Option, 2> kOptions{{{"--out", true}, {"--key", true}}};

std::string summary(const config::Notices& notices, const std::string& site) {
  return "Published notices " + std::to_string(notices.epoch) + '.' + std::to_string(notices.version) +
         " in " + site + ".\n";
}

int release(Site& site, const Proposal& proposal, const std::string& out) {
  if (auto released = site.release(proposal); !released)
    return refuse(pending_notices(proposal.site).string() + ": " + released.error().message);
  print(summary(*proposal.notices, out));
  if (const std::string missing = proposal.missing(); !missing.empty())
    print("What it recalls is believed of one person; for all the rest of it " + missing + ": kepu sign.\n");
  return kFine;
}

// For which of it a signature is enough.
enum class Urgent { notices, recalls };

// It waits; with a key it is signed, and published once that is enough.
int propose(Site& site, Proposal proposal, Urgent urgent, const Options& options, World world) {
  const std::filesystem::path file = pending_notices(proposal.site);
  if (const std::string flaw = proposal.flaw(); !flaw.empty()) return refuse(flaw);
  if (options.has("--key")) {
    const auto key = key_of(options.get("--key"), world);
    if (!key) return refuse(key.error().message);
    if (!proposal.person_of(key->public_key()))
      return refuse(options.get("--key") + ": is the key of nobody who may sign this");
    proposal.sign(key->public_key().id(), key->sign(content::signed_bytes(proposal.envelope)));
  }
  if (auto written = world.files.write_durably(file, content::write_envelope(proposal.envelope)); !written)
    return refuse(written.error().message);
  const bool enough = proposal.missing().empty() || (urgent == Urgent::recalls && proposal.may_recall());
  if (enough) return release(site, proposal, options.get("--out"));
  print("Proposed in " + file.string() + ": " + proposal.missing() + ". Each of them: kepu sign " +
        file.string() + " --key PERSON.key\n");
  return kFine;
}

// Under an open site, whose lock holds meanwhile.
int bring(Site& site, const config::Notices& notices, Urgent urgent, const Options& options, World world) {
  const std::string out = options.get("--out");
  Proposal proposal{tidy(out), unsigned_notices(notices), site.root(), {}, {}, notices};
  print(proposal_words(proposal, site.feed(), {}, world.clock.wall()));
  if (site.root()) return propose(site, std::move(proposal), urgent, options, world);
  if (options.has("--key")) return refuse("--key: the site has no root of trust, nothing is signed there");
  if (auto published = site.publish(notices); !published) return refuse(published.error().message);
  print(summary(notices, out));
  return kFine;
}

Result<NoticeGround> ground_of(const Site& site) {
  auto served = site.notices();
  if (!served) return served.error();
  return NoticeGround{site.feed(), *std::move(served), site.root()};
}

}  // namespace

int notice_command(Words words, World world) {
  const auto options = read_options(words, kOptions);
  if (!options) return usage("notice", options.error().message);
  if (options->words.size() != 1) return usage("notice", "takes one DRAFT");
  if (options->get("--out").empty()) return usage("notice", "--out SITE_DIR is missing");
  const std::string document = options->words[0];
  const auto text = world.files.read(tidy(document), config::kNoticesBytesMax);
  if (!text) return refuse(text.error().message);
  auto draft = config::read_notices(*text, config::Reading::draft);
  if (!draft.notices) return refuse(config::describe(document, draft.faults));
  const auto site = Site::open(tidy(options->get("--out")), world.files);
  if (!site) return refuse(site.error().message);
  const auto ground = ground_of(**site);
  if (!ground) return refuse(ground.error().message);
  const auto notices = next_notices(*std::move(draft.notices), *ground, world.clock.wall());
  if (!notices) return refuse(document + ": " + notices.error().message);
  return bring(**site, *notices, Urgent::notices, *options, world);
}

int recall_command(Words words, World world) {
  const auto options = read_options(words, kOptions);
  if (!options) return usage("recall", options.error().message);
  if (options->words.empty()) return usage("recall", "takes an ASSET at least");
  if (options->get("--out").empty()) return usage("recall", "--out SITE_DIR is missing");
  const auto site = Site::open(tidy(options->get("--out")), world.files);
  if (!site) return refuse(site.error().message);
  const auto ground = ground_of(**site);
  if (!ground) return refuse(ground.error().message);
  const auto notices = recalling(options->words, *ground, world.clock.wall());
  if (!notices) return refuse(notices.error().message);
  return bring(**site, *notices, Urgent::recalls, *options, world);
}

}  // namespace kepu::headend::cli
