// headend/proposal.h: a document of a signed site that waits for signatures: SITE.pending/feed.json,
// notices.json or root.json. Who must sign it is said by the newest root in SITE/roots/, and of a root by
// itself, too.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/feed.h"
#include "config/notices.h"
#include "config/result.h"
#include "config/settings.h"
#include "content/files.h"
#include "content/root_chain.h"

namespace kepu::headend {

// The oldest root that lies in a site, as a screen would pin it; none: the site is not signed.
Result<std::optional<config::RootPin>> oldest_root(const std::filesystem::path& site, content::Files& files);

// A site's roots from the pinned one to the newest, each checked as a screen checks it. refused, invalid: one
// is not as it should be; not_found: the pinned one is not there.
Result<content::RootChain> root_chain(const std::filesystem::path& site, const config::RootPin& pin,
                                      content::Files& files);

// The end of the chain that begins with the oldest; none: the site is not signed.
Result<std::optional<content::Root>> newest_root(const std::filesystem::path& site, content::Files& files);

// SITE.pending: beside the site, for what waits must not be served. `site` has a name.
std::filesystem::path pending_folder(const std::filesystem::path& site);
std::filesystem::path pending_feed(const std::filesystem::path& site);
std::filesystem::path pending_notices(const std::filesystem::path& site);
std::filesystem::path pending_root(const std::filesystem::path& site);
// The other way round; none: `file` does not lie in such a folder.
std::optional<std::filesystem::path> site_of_pending(const std::filesystem::path& file);
std::filesystem::path root_file(const std::filesystem::path& site, std::int64_t version);

struct Proposal {
  std::filesystem::path site;
  content::Envelope envelope;
  std::optional<content::Root> ruling;  // none: this is a site's first root
  std::optional<content::Root> root;    // what is proposed is one of these three
  std::optional<config::Feed> feed;
  std::optional<config::Notices> notices{};

  // Why it would be refused by every screen, whoever signs; empty: nothing.
  std::string flaw() const;

  // Whose key it is; none: nobody's who may sign this.
  std::optional<std::string> person_of(const content::PublicKey& key) const;

  // Adds a signature, in place of one by the same key.
  void sign(const std::string& key_id, std::string signature);

  // Those who signed, of the roles that count.
  std::set<std::string> signed_by() const;

  // What is missing, in words: "1 more of chen, wang must sign"; empty: it is complete.
  std::string missing() const;

  // Notices whose recalls screens believe already, though not enough persons have signed them.
  bool may_recall() const;

 private:
  std::string flaw_under_root() const;
};

// not_found, invalid: `file` is no proposal of `site`.
Result<Proposal> read_proposal(const std::filesystem::path& file, const std::filesystem::path& site,
                               content::Files& files);

// The envelope of a document that nobody has signed yet.
content::Envelope unsigned_feed(const config::Feed& feed);
content::Envelope unsigned_notices(const config::Notices& notices);
content::Envelope unsigned_root(const content::Root& root);

// What a screen's settings say to begin with this root: as a value, and as it is written there.
config::RootPin pin_of(const content::Envelope& root, std::int64_t version);
std::string pin_words(const config::RootPin& pin);

}  // namespace kepu::headend
