// content/root_chain.h: from the root that a screen was given to the one that rules now, each signed by the
// one before it and by itself (after TUF, https://theupdateframework.github.io/specification/v1.0.33,
// section 5.3). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/feed.h"
#include "config/result.h"
#include "config/settings.h"
#include "content/root.h"

namespace kepu::content {

struct SignedNotices {
  std::string payload;
  bool whole = true;  // by enough persons; false: by one who may recall
};

class RootChain {
 public:
  // Without a pin nothing is asked of anybody: is_pinned() is false for good.
  explicit RootChain(std::optional<config::RootPin> pin = {}) : pin_(pin) {}

  bool is_pinned() const { return pin_.has_value(); }

  // The newest; null before the pinned one has come.
  const Root* root() const { return root_ ? &*root_ : nullptr; }

  // The version that would come next: the pinned one first.
  std::int64_t wanted() const { return root_ ? root_->version + 1 : pin_ ? pin_->version : 0; }

  // Takes the wanted version, from the exact bytes of its envelope. refused: another version, not the bytes
  // that are pinned, not signed by enough persons of the root before it and of its own, or for another feed.
  // invalid: not a root.
  Result<void> extend(std::string_view envelope);

  // The payload of a signed feed: signed, by the root that rules, by enough persons. refused, invalid.
  Result<std::string> open_feed(std::string_view envelope) const;

  // Of a beacon: by those whom the root names for it. refused, invalid.
  Result<std::string> open_beacon(std::string_view envelope) const;

  // Of signed notices: by enough persons, or by one who may recall. refused, invalid.
  Result<SignedNotices> open_notices(std::string_view envelope) const;

 private:
  Result<Envelope> open(std::string_view bytes, std::string_view type, const std::string& document) const;

  std::optional<config::RootPin> pin_;
  std::optional<Root> root_;
};

// What pins the root in these bytes of an envelope, for a screen whose settings carry it: they are believed
// as they are. invalid: not a root.
Result<config::RootPin> pin_of_carried(std::string_view envelope, const std::string& document);

}  // namespace kepu::content
