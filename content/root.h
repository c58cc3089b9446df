// content/root.h: who may sign what: the document that a screen's trust begins with. A plain value. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/clock.h"
#include "config/notices.h"
#include "config/result.h"
#include "content/envelope.h"
#include "content/public_key.h"

namespace kepu::content {

struct Role {
  std::size_t threshold = 1;      // so many persons, not keys
  std::set<std::string> persons;  // by name; at least `threshold`
  bool operator==(const Role&) const = default;
};

struct Root {
  std::string feed;          // the stable name of the feed that it is for
  std::int64_t version = 0;  // of this document, from 1 on; 0 in a draft: not given
  std::int64_t epoch = 1;    // of the feeds that may be believed: a higher one takes back a version run away
  Wall issued{}, expires{};
  std::map<std::string, std::vector<PublicKey>> persons;  // each key is one person's alone
  Role root, feeds;                                       // who signs roots, and feeds
  Role notices{0, {}};  // and notices; nobody: there are none. A recall is believed of each of them and of
                        // `feeds` alone
  config::NoticeLimits notice_limits;
  Role beacons{0, {}};  // and beacons, with a key that lies on a server; nobody: there are none
  bool operator==(const Root&) const = default;
};

constexpr std::size_t kRootBytesMax = 1U << 20U;  // of an envelope
constexpr std::size_t kPersonsMax = 100;
constexpr std::size_t kKeysMax = 10;  // of a person

enum class RootReading {
  trusting,  // fields that are not known are passed over, so that old screens survive new roots
  writing,   // they are faults, and "version", "epoch", "issued" and "expires" may be missing
};

// {"format": "kepu-root/1", "feed": "liuzhou", "version": 1, "epoch": 1, "issued": ..., "expires": ...,
//  "persons": {"li": [{"alg": "ed25519", "key": "<base64>"}], ...},
//  "roles": {"root": {"threshold": 2, "persons": ["li", ...]}, "feed": {...}, "notice": {...},
//            "beacon": {...}},
//  "notice": {"hours": 6, "tags": ["bus"], "quiet_hours": ["22:00-06:00"]}}
// The roles "notice" and "beacon" and the limits may be missing.
// invalid: every fault by its place in `document`.
Result<Root> read_root(std::string_view json, const std::string& document, RootReading reading);
std::string write_root(const Root& root);

// Those of `role` of whom at least one key signed `envelope`: who signs twice, or with two keys, is one.
// Of the signatures by one key the first counts.
std::set<std::string> signers(const Root& root, const Role& role, const Envelope& envelope);

// Whether one person signed who may recall.
bool may_recall(const Root& root, const Envelope& envelope);

// refused: not enough of `role` signed; the message says who did and how many are missing.
Result<void> check_signed(const Root& root, const Role& role, const Envelope& envelope,
                          const std::string& document);

}  // namespace kepu::content
