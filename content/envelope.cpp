#include "content/envelope.h"

#include <array>
#include <utility>

#include "config/json_reader.h"
#include "config/json_writer.h"
#include "content/base64.h"

namespace kepu::content {
namespace {

namespace json = config::json;

constexpr std::size_t kTypeBytesMax = 200;
constexpr std::size_t kKeyIdBytesMax = 200;
constexpr std::size_t kSignatureBytesMax = 1024;

Signature read_signature(json::Reader& in, json::Value at) {
  constexpr std::array<std::string_view, 2> kFields{"keyid", "sig"};
  const json::Fields fields(in, at, kFields);
  Signature signature;
  signature.key_id = in.text(fields.optional("keyid"), 0, kKeyIdBytesMax).value_or("");
  const json::Value sig = fields.required("sig");
  if (in.text(sig, 0, kSignatureBytesMax))
    signature.bytes = in.parsed(sig, from_base64, "base64 (RFC 4648, padded)").value_or("");
  return signature;
}

}  // namespace

Result<Envelope> read_envelope(std::string_view text, const std::string& document) {
  constexpr std::array<std::string_view, 3> kFields{"payload", "payloadType", "signatures"};
  const json::Parsed parsed = json::parse(text, {kEnvelopeBytesMax, false});
  if (!parsed.document) return Error{Kind::invalid, config::describe(document, parsed.faults)};
  json::Reader in(*parsed.document, json::Unknown::ignored);
  const json::Fields fields(in, parsed.document->root(), kFields);
  Envelope envelope;
  envelope.type = in.line(fields.required("payloadType"), kTypeBytesMax).value_or("");
  const json::Value payload = fields.required("payload");
  if (payload && payload.type() == json::Type::string) {
    auto bytes = from_base64(payload.string());
    if (!bytes) in.fault(payload, "is not base64 (RFC 4648, padded)");
    envelope.payload = std::move(bytes).value_or("");
  } else if (payload) {
    in.fault(payload, "is not a text in base64");
  }
  const json::Value signatures = fields.required("signatures");
  if (in.array(signatures, 0, kSignaturesMax) && signatures.size() <= kSignaturesMax)
    for (const json::Value one : signatures.items()) envelope.signatures.push_back(read_signature(in, one));
  if (in.fault_count() > 0) return Error{Kind::invalid, config::describe(document, in.faults())};
  return envelope;
}

std::string write_envelope(const Envelope& envelope) {
  json::Writer out;
  out.begin_object();
  out.key("payloadType");
  out.text(envelope.type);
  out.key("signatures");
  out.begin_array();
  for (const Signature& signature : envelope.signatures) {
    out.begin_object(json::Layout::line);
    out.key("keyid");
    out.text(signature.key_id);
    out.key("sig");
    out.text(to_base64(signature.bytes));
    out.end();
  }
  out.end();
  out.key("payload");
  out.text(to_base64(envelope.payload));
  out.end();
  return out.finish();
}

bool is_envelope(std::string_view text) {
  const auto brace = text.find_first_not_of(" \t\r\n");
  if (brace == std::string_view::npos || text[brace] != '{') return false;
  const auto name = text.find_first_not_of(" \t\r\n", brace + 1);
  if (name == std::string_view::npos) return false;
  for (const std::string_view field : {"\"payload\"", "\"payloadType\"", "\"signatures\""})
    if (text.substr(name).starts_with(field)) return true;
  return false;
}

std::string signed_bytes(const Envelope& envelope) {
  std::string bytes = "DSSEv1 " + std::to_string(envelope.type.size()) + ' ' + envelope.type + ' ' +
                      std::to_string(envelope.payload.size()) + ' ';
  return bytes += envelope.payload;
}

}  // namespace kepu::content
