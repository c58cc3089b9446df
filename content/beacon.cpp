#include "content/beacon.h"

#include <algorithm>
#include <array>
#include <utility>

#include "config/feed_parts.h"
#include "config/json_reader.h"
#include "config/json_writer.h"
#include "config/notation.h"

namespace kepu::content {
namespace {

namespace json = config::json;

constexpr const char* kFormat = "kepu-beacon/1";
constexpr const char* kDocument = "beacon";
constexpr std::size_t kNonceLeast = 32, kNonceMost = 64;

}  // namespace

bool is_nonce(std::string_view text) {
  return text.size() >= kNonceLeast && text.size() <= kNonceMost &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<Beacon> read_beacon(std::string_view text) {
  constexpr std::array<std::string_view, 6> kFields{"format", "feed", "epoch", "version", "time", "nonce"};
  const json::Parsed parsed = json::parse(text, {kBeaconBytesMax, false});
  if (!parsed.document) return Error{Kind::invalid, config::describe(kDocument, parsed.faults)};
  json::Reader in(*parsed.document, json::Unknown::ignored);
  const json::Fields fields(in, parsed.document->root(), kFields);
  const json::Value format = fields.required("format");
  if (format && (format.type() != json::Type::string || format.string() != kFormat))
    in.wrong(format, std::string("\"") + kFormat + '"');
  Beacon beacon;
  beacon.feed = in.line(fields.required("feed"), config::kNameBytesMax).value_or("");
  beacon.newest.first = in.integer(fields.required("epoch"), 0, config::kVersionMax).value_or(0);
  beacon.newest.second = in.integer(fields.required("version"), 0, config::kVersionMax).value_or(0);
  beacon.time =
      in.parsed(fields.required("time"), config::parse_instant, "an instant (RFC 3339)").value_or(Wall{});
  beacon.nonce = in.line(fields.required("nonce"), kNonceMost).value_or("");
  if (in.fault_count() > 0) return Error{Kind::invalid, config::describe(kDocument, in.faults())};
  return beacon;
}

std::string write_beacon(const Beacon& beacon) {
  json::Writer out;
  out.begin_object();
  out.text_field("format", kFormat);
  out.text_field("feed", beacon.feed);
  out.integer_field("epoch", beacon.newest.first);
  out.integer_field("version", beacon.newest.second);
  out.text_field("time", config::print_instant(beacon.time));
  out.text_field("nonce", beacon.nonce);
  out.end();
  return out.finish();
}

Result<Beacon> verify_beacon(std::string_view bytes, std::string_view nonce, const RootChain& chain) {
  const auto payload = chain.open_beacon(bytes);
  if (!payload) return payload.error();
  auto beacon = read_beacon(*payload);
  if (!beacon) return beacon;
  const auto refused = [](const std::string& why) {
    return Error{Kind::refused, std::string(kDocument) + ": " + why};
  };
  if (beacon->feed != chain.root()->feed)
    return refused("/feed: this is \"" + beacon->feed + "\", the root is for \"" + chain.root()->feed + '"');
  if (beacon->nonce != nonce)
    return refused("/nonce: is not the one that was asked with: an old answer, or another screen's");
  return beacon;
}

}  // namespace kepu::content
