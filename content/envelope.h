// content/envelope.h: a signed document: DSSE v1 (https://github.com/secure-systems-lab/dsse). The exact
// bytes are signed together with what kind of document they are, and are looked at only after that. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/result.h"

namespace kepu::content {

constexpr std::string_view kBeaconType = "application/vnd.kepu.beacon.v1+json";
constexpr std::string_view kFeedType = "application/vnd.kepu.feed.v1+json";
constexpr std::string_view kNoticesType = "application/vnd.kepu.notices.v1+json";
constexpr std::string_view kRootType = "application/vnd.kepu.root.v1+json";

struct Signature {
  std::string key_id;  // PublicKey::id(): a hint, nothing is believed of it
  std::string bytes;
  bool operator==(const Signature&) const = default;
};

struct Envelope {
  std::string type;  // of the payload
  std::string payload;
  std::vector<Signature> signatures;
  bool operator==(const Envelope&) const = default;
};

constexpr std::size_t kEnvelopeBytesMax = 96U << 20U;  // a feed of 64 MiB, in base64, and signatures
constexpr std::size_t kSignaturesMax = 64;

// invalid: not an envelope, with every fault by its place in `document`, such as "feed.json". Fields that
// are not known are passed over, as DSSE demands.
Result<Envelope> read_envelope(std::string_view json, const std::string& document);
std::string write_envelope(const Envelope& envelope);

// Whether `json` begins like an envelope: "payload", "payloadType" or "signatures" is its first field.
bool is_envelope(std::string_view json);

// What is signed: DSSE's PAE(type, payload).
std::string signed_bytes(const Envelope& envelope);

}  // namespace kepu::content
