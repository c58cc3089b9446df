#include "headend/proposal.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "content/sha256.h"
#include "headend/words.h"

namespace kepu::headend {
namespace {

namespace fs = std::filesystem;
using content::Envelope;
using content::Role;
using content::Root;

constexpr std::string_view kSuffix = ".json", kPending = ".pending";

// "12.json" is 12; 0: no root's name.
std::int64_t version_of(const content::FileEntry& entry) {
  std::int64_t version = 0;
  if (entry.folder || !entry.name.ends_with(kSuffix)) return 0;
  const char* end = entry.name.data() + entry.name.size() - kSuffix.size();
  const auto read = std::from_chars(entry.name.data(), end, version);
  return read.ec == std::errc() && read.ptr == end ? version : 0;
}

std::string missing_of(const Root& root, const Role& role, const Envelope& envelope) {
  const std::set<std::string> done = content::signers(root, role, envelope);
  if (done.size() >= role.threshold) return "";
  std::set<std::string> rest;
  std::ranges::set_difference(role.persons, done, std::inserter(rest, rest.end()));
  return std::to_string(role.threshold - done.size()) + " more of " + joined(rest) + " must sign";
}

bool owns(const std::vector<content::PublicKey>& keys, const content::PublicKey& key) {
  return std::ranges::find(keys, key) != keys.end();
}

}  // namespace

fs::path pending_folder(const fs::path& site) {
  return site.parent_path() / (site.filename().string() + std::string(kPending));
}
fs::path pending_feed(const fs::path& site) { return pending_folder(site) / "feed.json"; }
fs::path pending_notices(const fs::path& site) { return pending_folder(site) / "notices.json"; }
fs::path pending_root(const fs::path& site) { return pending_folder(site) / "root.json"; }

std::optional<fs::path> site_of_pending(const fs::path& file) {
  const fs::path folder = file.parent_path();
  const std::string name = folder.filename().string();
  if (!name.ends_with(kPending) || name.size() == kPending.size()) return std::nullopt;
  return folder.parent_path() / name.substr(0, name.size() - kPending.size());
}

fs::path root_file(const fs::path& site, std::int64_t version) {
  return site / "roots" / (std::to_string(version) + ".json");
}

Envelope unsigned_feed(const config::Feed& feed) {
  return {std::string(content::kFeedType), config::write_feed(feed), {}};
}

Envelope unsigned_notices(const config::Notices& notices) {
  return {std::string(content::kNoticesType), config::write_notices(notices), {}};
}

Envelope unsigned_root(const Root& root) {
  return {std::string(content::kRootType), content::write_root(root), {}};
}

config::RootPin pin_of(const Envelope& root, std::int64_t version) {
  return {version, content::sha256(root.payload)};
}

std::string pin_words(const config::RootPin& pin) {
  return "\"root\": {\"version\": " + std::to_string(pin.version) + ", \"sha256\": \"" + pin.sha256.hex() +
         "\"}";
}

Result<std::optional<config::RootPin>> oldest_root(const fs::path& site, content::Files& files) {
  const auto entries = files.list(site / "roots");
  if (!entries) return entries.error();
  std::int64_t oldest = 0;
  for (const content::FileEntry& entry : *entries) {
    const std::int64_t version = version_of(entry);
    if (version > 0 && (oldest == 0 || version < oldest)) oldest = version;
  }
  if (oldest == 0) return std::optional<config::RootPin>();
  const auto bytes = files.read(root_file(site, oldest), content::kRootBytesMax);
  if (!bytes) return bytes.error();
  const auto envelope = content::read_envelope(*bytes, root_file(site, oldest).string());
  if (!envelope) return envelope.error();
  return std::optional(pin_of(*envelope, oldest));
}

Result<content::RootChain> root_chain(const fs::path& site, const config::RootPin& pin,
                                      content::Files& files) {
  content::RootChain chain(pin);
  while (true) {
    const auto bytes = files.read(root_file(site, chain.wanted()), content::kRootBytesMax);
    if (!bytes && bytes.error().kind == Kind::not_found && chain.root() != nullptr) return chain;
    if (!bytes) return bytes.error();
    if (auto taken = chain.extend(*bytes); !taken) return Error(taken.error()).with(site.string());
  }
}

Result<std::optional<Root>> newest_root(const fs::path& site, content::Files& files) {
  const auto pin = oldest_root(site, files);
  if (!pin) return pin.error();
  if (!*pin) return std::optional<Root>();
  const auto chain = root_chain(site, **pin, files);
  if (!chain) return chain.error();
  return std::optional(*chain->root());
}

Result<Proposal> read_proposal(const fs::path& file, const fs::path& site, content::Files& files) {
  const auto bytes = files.read(file, content::kEnvelopeBytesMax);
  if (!bytes) return bytes.error();
  auto envelope = content::read_envelope(*bytes, file.string());
  if (!envelope) return envelope.error();
  auto ruling = newest_root(site, files);
  if (!ruling) return ruling.error();
  Proposal proposal{site, std::move(*envelope), std::move(*ruling), {}, {}, {}};
  const std::string& payload = proposal.envelope.payload;
  if (proposal.envelope.type == content::kRootType) {
    auto root = content::read_root(payload, file.string(), content::RootReading::trusting);
    if (!root) return root.error();
    proposal.root = std::move(*root);
    return proposal;
  }
  if (proposal.envelope.type == content::kNoticesType) {
    auto reading = config::read_notices(payload, config::Reading::publishing);
    if (!reading.notices) return Error{Kind::invalid, config::describe(file.string(), reading.faults)};
    proposal.notices = std::move(*reading.notices);
    return proposal;
  }
  if (proposal.envelope.type != content::kFeedType)
    return Error{Kind::invalid, file.string() + ": is neither a feed, nor notices, nor a root"};
  auto reading = config::read_feed(payload, config::Reading::publishing);
  if (!reading.feed) return Error{Kind::invalid, config::describe(file.string(), reading.faults)};
  proposal.feed = std::move(*reading.feed);
  return proposal;
}

std::string Proposal::flaw() const {
  if (!root) return flaw_under_root();
  const std::int64_t wanted = ruling ? ruling->version + 1 : 1;
  if (root->version != wanted)
    return "is root " + std::to_string(root->version) + ", the next one is " + std::to_string(wanted);
  if (ruling && root->feed != ruling->feed)
    return "the root before it is for the feed \"" + ruling->feed + '"';
  if (ruling && root->epoch < ruling->epoch) return "its epoch is lower than before";
  return "";
}

std::string Proposal::flaw_under_root() const {
  if (!ruling) return "the site has no root: make one with kepu root";
  const std::string& name = feed ? feed->name : notices->feed;
  const std::int64_t epoch = feed ? feed->epoch : notices->epoch;
  if (name != ruling->feed) return "the root is for the feed \"" + ruling->feed + '"';
  if (epoch != ruling->epoch)
    return "its epoch is " + std::to_string(epoch) + ", the root says " + std::to_string(ruling->epoch);
  if (!notices) return "";
  for (const config::Notice& notice : notices->notices) {
    const std::string over = config::over_limit(notice, ruling->notice_limits);
    if (!over.empty()) return "notice " + notice.id + " " + over;
  }
  return "";
}

std::optional<std::string> Proposal::person_of(const content::PublicKey& key) const {
  const auto look = [&](const Root& in, const Role& role) -> std::optional<std::string> {
    for (const std::string& person : role.persons)
      if (owns(in.persons.at(person), key)) return person;
    return std::nullopt;
  };
  if (!root && !ruling) return std::nullopt;
  if (feed) return look(*ruling, ruling->feeds);
  if (notices) {
    const auto person = look(*ruling, ruling->notices);
    return person ? person : look(*ruling, ruling->feeds);
  }
  if (auto person = look(*root, root->root)) return person;
  return ruling ? look(*ruling, ruling->root) : std::nullopt;
}

void Proposal::sign(const std::string& key_id, std::string signature) {
  std::erase_if(envelope.signatures, [&](const content::Signature& one) { return one.key_id == key_id; });
  envelope.signatures.push_back({key_id, std::move(signature)});
}

std::set<std::string> Proposal::signed_by() const {
  if (!root && !ruling) return {};
  if (feed) return signers(*ruling, ruling->feeds, envelope);
  if (notices) {
    std::set<std::string> both = signers(*ruling, ruling->notices, envelope);
    both.merge(signers(*ruling, ruling->feeds, envelope));
    return both;
  }
  std::set<std::string> all = signers(*root, root->root, envelope);
  if (ruling) all.merge(signers(*ruling, ruling->root, envelope));
  return all;
}

std::string Proposal::missing() const {
  if (!root && !ruling) return "a root is missing";
  if (feed) return missing_of(*ruling, ruling->feeds, envelope);
  if (notices && ruling->notices.persons.empty())
    return may_recall() ? "" : "1 more of " + joined(ruling->feeds.persons) + " must sign";
  if (notices) return missing_of(*ruling, ruling->notices, envelope);
  const std::string before = ruling ? missing_of(*ruling, ruling->root, envelope) : "";
  std::string own = missing_of(*root, root->root, envelope);
  if (before.empty() || before == own) return own;
  return own.empty() ? before + " (the root before it asks for them)"
                     : before + " (the root before it asks for them), and " + own;
}

bool Proposal::may_recall() const { return notices && ruling && content::may_recall(*ruling, envelope); }

}  // namespace kepu::headend
