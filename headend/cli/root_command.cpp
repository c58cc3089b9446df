#include <algorithm>
#include <array>
#include <string>

#include "headend/cli/commands.h"
#include "headend/proposal.h"
#include "headend/site.h"

namespace kepu::headend::cli {
namespace {

constexpr std::array<Option, 1> kOptions{{{"--out", true}}};
constexpr std::chrono::hours kValidFor{24 * 730};

// What the draft leaves to the command.
void fill_in(content::Root& root, const Site& site, Wall now) {
  const auto& ruling = site.root();
  root.version = ruling ? ruling->version + 1 : 1;
  if (root.epoch == 0)
    root.epoch =
        std::max({std::int64_t{1}, ruling ? ruling->epoch : 0, site.feed() ? site.feed()->epoch : 0});
  root.issued = now;
  root.expires = now + kValidFor;
}

}  // namespace

int root_command(Words words, World world) {
  const auto options = read_options(words, kOptions);
  if (!options) return usage("root", options.error().message);
  if (options->words.size() != 1) return usage("root", "takes one DRAFT");
  if (options->get("--out").empty()) return usage("root", "--out SITE_DIR is missing");
  const std::filesystem::path path = tidy(options->get("--out"));
  const auto text = world.files.read(tidy(options->words[0]), content::kRootBytesMax);
  if (!text) return refuse(text.error().message);
  auto root = content::read_root(*text, options->words[0], content::RootReading::writing);
  if (!root) return refuse(root.error().message);
  const auto site = Site::open(path, world.files);
  if (!site) return refuse(site.error().message);
  fill_in(*root, **site, world.clock.wall());
  const Proposal proposal{path, unsigned_root(*root), (*site)->root(), *root, {}};
  if (const std::string flaw = proposal.flaw(); !flaw.empty()) return refuse(options->words[0] + ": " + flaw);
  const std::filesystem::path file = pending_root(path);
  if (auto written = world.files.write_durably(file, write_envelope(proposal.envelope)); !written)
    return refuse(written.error().message);
  print("Root " + std::to_string(root->version) + " of " + root->feed + " waits in " + file.string() + ": " +
        proposal.missing() + ".\nEach of them: kepu sign " + file.string() + " --key PERSON.key\n");
  return kFine;
}

}  // namespace kepu::headend::cli
