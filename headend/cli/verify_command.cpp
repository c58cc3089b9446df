#include <array>
#include <string>

#include "content/root_chain.h"
#include "content/trust.h"
#include "headend/cli/commands.h"
#include "headend/proposal.h"
#include "headend/site_media.h"
#include "headend/words.h"

namespace kepu::headend::cli {
namespace {

constexpr std::array<Option, 1> kOptions{{{"--pin", true}}};

// "3:<sha256>"
std::optional<config::RootPin> read_pin(const std::string& text) {
  const auto colon = text.find(':');
  if (colon == std::string::npos) return std::nullopt;
  const auto version = read_number(text.substr(0, colon), 1, 1'000'000'000);
  const auto hash = config::AssetId::parse(text.substr(colon + 1));
  if (!version || !hash) return std::nullopt;
  return config::RootPin{*version, *hash};
}

int verify_notices_of(const std::filesystem::path& site, const config::Feed& feed,
                      const content::RootChain& chain, World world) {
  const auto bytes = world.files.read(site / "notices.json", content::kEnvelopeBytesMax);
  if (!bytes && bytes.error().kind == Kind::not_found) return kFine;
  if (!bytes) return refuse(bytes.error().message);
  const auto notices = content::verify_notices(*bytes, feed.name, chain);
  if (!notices) return refuse(notices.error().message);
  print("notices " + std::to_string(notices->notices.epoch) + '.' + std::to_string(notices->notices.version) +
        (notices->whole ? ": signed by enough persons\n"
                        : ": signed by one: its recalls alone are believed\n"));
  return kFine;
}

// As a screen that begins with `pin` would.
int verify_site(const std::filesystem::path& site, const config::RootPin& pin, World world) {
  const auto chain = root_chain(site, pin, world.files);
  if (!chain) return refuse(chain.error().message);
  print("Roots " + std::to_string(pin.version) + " to " + std::to_string(chain->root()->version) +
        ": each signed by the one before it and by itself. A screen's settings: " + pin_words(pin) + "\n");
  const auto bytes = world.files.read(site / "feed.json", content::kEnvelopeBytesMax);
  if (!bytes) return refuse(bytes.error().message);
  const auto feed = content::verify(*bytes, {}, *chain);
  if (!feed) return refuse(feed.error().message);
  print((*feed)->name + " " + version_words(**feed) + ": signed by enough persons\n");
  if (const int wrong = verify_notices_of(site, **feed, *chain, world); wrong != kFine) return wrong;
  const auto faults = check_media(**feed, site, world.files, [](std::size_t, std::size_t) {});
  for (const std::string& fault : faults) complain(fault);
  print(count_words((*feed)->assets.size(), "asset", "assets") + ", " + std::to_string(faults.size()) +
        " not as they should be\n");
  return faults.empty() ? kFine : kFaults;
}

int verify_proposal(const std::filesystem::path& file, const std::filesystem::path& site, World world) {
  const auto proposal = read_proposal(file, site, world.files);
  if (!proposal) return refuse(proposal.error().message);
  const std::string names = joined(proposal->signed_by());
  print("signed by " + (names.empty() ? "nobody" : names) + "\n");
  if (const std::string flaw = proposal->flaw(); !flaw.empty()) return refuse(file.string() + ": " + flaw);
  const std::string missing = proposal->missing();
  print(missing.empty() ? "complete\n" : missing + "\n");
  return missing.empty() ? kFine : kFaults;
}

}  // namespace

int verify_command(Words words, World world) {
  const auto options = read_options(words, kOptions);
  if (!options) return usage("verify", options.error().message);
  if (options->words.size() != 1)
    return usage("verify", "takes one SITE_DIR, or a file of SITE_DIR.pending/");
  const std::filesystem::path path = tidy(options->words[0]);
  if (const auto site = site_of_pending(path)) return verify_proposal(path, *site, world);
  if (options->has("--pin") && !read_pin(options->get("--pin")))
    return usage("verify", "--pin takes VERSION:SHA256");
  const auto oldest = oldest_root(path, world.files);
  if (!oldest) return refuse(oldest.error().message);
  if (!*oldest) return refuse(path.string() + ": has no roots: nothing is signed here (kepu root makes one)");
  const config::RootPin pin = options->has("--pin") ? *read_pin(options->get("--pin")) : **oldest;
  return verify_site(path, pin, world);
}

}  // namespace kepu::headend::cli
