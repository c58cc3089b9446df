#include "content/root_chain.h"

#include <utility>

#include "config/log.h"
#include "content/sha256.h"

namespace kepu::content {
namespace {

Error refused(const std::string& message) { return {Kind::refused, message}; }

Result<void> check_type(const Envelope& envelope, std::string_view type, const std::string& document) {
  if (envelope.type == type) return {};
  return refused(document + ": /payloadType: is \"" + envelope.type + "\", not \"" + std::string(type) + '"');
}

}  // namespace

// In this order: nothing of a document is looked at before the root that rules has vouched for its bytes.
Result<void> RootChain::extend(std::string_view bytes) {
  const std::string document = "roots/" + std::to_string(wanted()) + ".json";
  KEPU_CHECK(is_pinned());
  if (bytes.size() > kRootBytesMax) return refused(document + ": is longer than a root may be");
  const auto envelope = read_envelope(bytes, document);
  if (!envelope) return envelope.error();
  if (auto right = check_type(*envelope, kRootType, document); !right) return right;
  if (root_) {
    if (auto enough = check_signed(*root_, root_->root, *envelope, document); !enough) return enough;
  } else if (sha256(envelope->payload) != pin_->sha256) {
    return refused(document + ": is not the root that the settings name by its SHA-256");
  }
  auto next = read_root(envelope->payload, document, RootReading::trusting);
  if (!next) return next.error();
  if (next->version != wanted())
    return refused(document + ": says that it is version " + std::to_string(next->version));
  if (root_ && next->feed != root_->feed)
    return refused(document + ": is for the feed \"" + next->feed + "\", not \"" + root_->feed + '"');
  if (root_ && next->epoch < root_->epoch) return refused(document + ": its epoch is lower than before");
  if (auto enough = check_signed(*next, next->root, *envelope, document); !enough) return enough;
  root_ = std::move(*next);
  return {};
}

Result<config::RootPin> pin_of_carried(std::string_view bytes, const std::string& document) {
  const auto envelope = read_envelope(bytes, document);
  if (!envelope) return envelope.error();
  if (auto right = check_type(*envelope, kRootType, document); !right) return right.error();
  const auto root = read_root(envelope->payload, document, RootReading::trusting);
  if (!root) return root.error();
  return config::RootPin{root->version, sha256(envelope->payload)};
}

// An envelope, of whose signatures nothing is known yet.
Result<Envelope> RootChain::open(std::string_view bytes, std::string_view type,
                                 const std::string& document) const {
  if (!root_) return refused(document + ": the root that the settings name has not come yet");
  if (!is_envelope(bytes))
    return refused(document + ": is not signed, and this screen begins with a root of trust");
  auto envelope = read_envelope(bytes, document);
  if (!envelope) return envelope.error();
  if (auto right = check_type(*envelope, type, document); !right) return right.error();
  return envelope;
}

Result<std::string> RootChain::open_feed(std::string_view bytes) const {
  const std::string document = "feed.json";
  auto envelope = open(bytes, kFeedType, document);
  if (!envelope) return envelope.error();
  if (auto enough = check_signed(*root_, root_->feeds, *envelope, document); !enough) return enough.error();
  return std::move(envelope->payload);
}

Result<std::string> RootChain::open_beacon(std::string_view bytes) const {
  const std::string document = "beacon";
  auto envelope = open(bytes, kBeaconType, document);
  if (!envelope) return envelope.error();
  if (root_->beacons.persons.empty())
    return refused(document + ": the root names nobody who may sign beacons");
  if (auto enough = check_signed(*root_, root_->beacons, *envelope, document); !enough) return enough.error();
  return std::move(envelope->payload);
}

Result<SignedNotices> RootChain::open_notices(std::string_view bytes) const {
  const std::string document = "notices.json";
  auto envelope = open(bytes, kNoticesType, document);
  if (!envelope) return envelope.error();
  const bool named = !root_->notices.persons.empty();
  const auto enough = named
                          ? check_signed(*root_, root_->notices, *envelope, document)
                          : Result<void>(refused(document + ": the root names nobody who may sign notices"));
  if (!enough && !may_recall(*root_, *envelope)) return enough.error();
  return SignedNotices{std::move(envelope->payload), static_cast<bool>(enough)};
}

}  // namespace kepu::content
