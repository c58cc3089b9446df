#include "headend/beacon_signer.h"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "content/beacon.h"
#include "headend/proposal.h"

namespace kepu::headend {
namespace {

namespace fs = std::filesystem;

Error refused(const std::string& message) { return {Kind::refused, message}; }

}  // namespace

std::optional<BeaconSigner::Stamp> BeaconSigner::stamp_of(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return Stamp{status.st_ino, static_cast<std::uint64_t>(status.st_size), status.st_mtim.tv_sec,
               status.st_mtim.tv_nsec};
}

Result<BeaconSigner> BeaconSigner::open(fs::path site, SigningKey key, content::Files& files) {
  BeaconSigner signer(std::move(site), std::move(key), files);
  if (auto looked = signer.look(); !looked) return looked.error();
  return signer;
}

Result<content::RootChain> BeaconSigner::chain() const {
  const auto pin = oldest_root(site_, *files_);
  if (!pin) return pin.error();
  if (!*pin)
    return refused(site_.string() + ": is not signed, and a beacon is for screens with a root: kepu root");
  return root_chain(site_, **pin, *files_);
}

Result<void> BeaconSigner::check_key(const content::Root& root) const {
  const auto holds = [&](const std::string& person) {
    const auto& keys = root.persons.at(person);
    return std::ranges::find(keys, key_.public_key()) != keys.end();
  };
  const std::string which = site_.string() + ": root " + std::to_string(root.version);
  if (std::ranges::none_of(root.beacons.persons, holds))
    return refused(which + " does not name this key for beacons: its role \"beacon\" must (kepu root)");
  if (root.beacons.threshold > 1)
    return refused(which + " wants " + std::to_string(root.beacons.threshold) +
                   " signatures of a beacon: one key cannot answer");
  return {};
}

Result<void> BeaconSigner::look() {
  const fs::path file = site_ / "feed.json";
  const auto feed_stamp = stamp_of(file), roots_stamp = stamp_of(site_ / "roots");
  if (feed_stamp && feed_stamp == feed_stamp_ && roots_stamp == roots_stamp_) return {};
  feed_stamp_.reset();  // whatever fails below is looked at again
  const auto roots = chain();
  if (!roots) return roots.error();
  if (auto ours = check_key(*roots->root()); !ours) return ours;
  const auto bytes = files_->read(file, content::kEnvelopeBytesMax);
  if (!bytes) return bytes.error();
  const auto feed = content::verify(*bytes, {}, *roots);
  if (!feed) return Error(feed.error()).with(site_.string());
  feed_ = (*feed)->name;
  newest_ = {(*feed)->epoch, (*feed)->version};
  feed_stamp_ = feed_stamp;
  roots_stamp_ = roots_stamp;
  return {};
}

Result<std::string> BeaconSigner::answer(std::string_view nonce, Wall now) const {
  if (!content::is_nonce(nonce))
    return Error{Kind::invalid, "nonce: 32 to 64 digits of 0-9 and a-f are needed"};
  const content::Beacon beacon{feed_, newest_, now, std::string(nonce)};
  content::Envelope envelope{std::string(content::kBeaconType), content::write_beacon(beacon), {}};
  envelope.signatures.push_back({key_.public_key().id(), key_.sign(content::signed_bytes(envelope))});
  return content::write_envelope(envelope);
}

}  // namespace kepu::headend
