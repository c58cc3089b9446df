#include "content/root.h"

#include <algorithm>
#include <array>
#include <utility>

#include "config/feed_parts.h"
#include "config/json_reader.h"
#include "config/json_writer.h"
#include "config/notation.h"
#include "content/base64.h"

namespace kepu::content {
namespace {

namespace json = config::json;
using json::Fields;
using json::Reader;
using json::Value;

constexpr std::int64_t kNumberMax = 1'000'000'000;
constexpr std::size_t kKeyBytes = 32;
constexpr const char* kFormat = "kepu-root/1";

PublicKey read_key(Reader& in, Value at, RootReading reading) {
  constexpr std::array<std::string_view, 2> kFields{"alg", "key"};
  const Fields fields(in, at, kFields, " of a key");
  const Value alg = fields.required("alg"), key = fields.required("key");
  PublicKey made{std::string(in.line(alg, config::kNameBytesMax).value_or("")),
                 in.parsed(key, from_base64, "base64 (RFC 4648, padded)").value_or("")};
  // A screen passes over what it cannot verify: another key of the person may do.
  if (reading == RootReading::writing && alg && made.alg != "ed25519") in.wrong(alg, "\"ed25519\"");
  if (made.alg == "ed25519" && !made.bytes.empty() && made.bytes.size() != kKeyBytes)
    in.fault(key, "has " + std::to_string(made.bytes.size()) + " bytes, not 32");
  return made;
}

class RootReader {
 public:
  RootReader(Reader& in, Value at, RootReading reading)
      : in_(&in), fields_(in, at, kFields), reading_(reading) {}

  Root read() {
    const auto wanted = [&](std::string_view name) {
      return reading_ == RootReading::writing ? fields_.optional(name) : fields_.required(name);
    };
    read_format();
    root_.feed = in_->line(fields_.required("feed"), config::kNameBytesMax).value_or("");
    root_.version = in_->integer(wanted("version"), 1, kNumberMax).value_or(0);
    root_.epoch =
        in_->integer(wanted("epoch"), 1, kNumberMax).value_or(reading_ == RootReading::writing ? 0 : 1);
    root_.issued =
        in_->parsed(wanted("issued"), config::parse_instant, "an instant (RFC 3339)").value_or(Wall{});
    root_.expires =
        in_->parsed(wanted("expires"), config::parse_instant, "an instant (RFC 3339)").value_or(Wall{});
    read_persons(fields_.required("persons"));
    constexpr std::array<std::string_view, 4> kRoles{"root", "feed", "notice", "beacon"};
    const Fields roles(*in_, fields_.required("roles"), kRoles);
    root_.root = read_role(roles.required("root"));
    root_.feeds = read_role(roles.required("feed"));
    if (const Value notice = roles.optional("notice")) root_.notices = read_role(notice);
    if (const Value beacon = roles.optional("beacon")) read_beacon_role(beacon);
    read_limits(fields_.optional("notice"));
    return std::move(root_);
  }

 private:
  static constexpr std::array<std::string_view, 9> kFields{"format",  "feed",    "version", "epoch", "issued",
                                                           "expires", "persons", "roles",   "notice"};

  void read_format() {
    const Value at = fields_.required("format");
    if (at && (at.type() != json::Type::string || at.string() != kFormat))
      in_->wrong(at, std::string("\"") + kFormat + '"');
  }

  void read_persons(Value at) {
    if (!in_->object(at, 1, kPersonsMax)) return;
    std::set<PublicKey> seen;
    for (const Value person : at.items()) {
      if (!config::is_tag(person.key()))
        in_->fault(person, "is not a name: 1 to 200 bytes without spaces and commas");
      if (!in_->array(person, 1, kKeysMax)) continue;
      std::vector<PublicKey>& keys = root_.persons[std::string(person.key())];
      for (const Value one : person.items()) {
        PublicKey key = read_key(*in_, one, reading_);
        // A key that two share would let one of them sign for two.
        if (!seen.insert(key).second)
          in_->fault(one, "is in this document already: each key is one person's");
        keys.push_back(std::move(key));
      }
    }
  }

  Role read_role(Value at) {
    constexpr std::array<std::string_view, 2> kRoleFields{"threshold", "persons"};
    Role role;
    if (!at) return role;
    const Fields fields(*in_, at, kRoleFields, " of a role");
    const Value threshold = fields.required("threshold"), persons = fields.required("persons");
    role.threshold = static_cast<std::size_t>(
        in_->integer(threshold, 1, static_cast<std::int64_t>(kPersonsMax)).value_or(1));
    if (!in_->array(persons, 1, kPersonsMax)) return role;
    for (const Value one : persons.items()) {
      const auto name = in_->line(one, config::kNameBytesMax);
      if (!name) continue;
      if (!root_.persons.contains(std::string(*name))) in_->fault(one, "is none of \"persons\"");
      if (!role.persons.insert(std::string(*name)).second) in_->fault(one, "is listed twice");
    }
    if (role.threshold > role.persons.size())
      in_->fault(threshold, "is more than the " + std::to_string(role.persons.size()) + " persons there are");
    return role;
  }

  // Its key lies on a server, where thieves look first.
  void read_beacon_role(Value at) {
    root_.beacons = read_role(at);
    if (reading_ == RootReading::trusting) return;
    for (const std::string& person : root_.beacons.persons) {
      for (const Role* role : {&root_.root, &root_.feeds, &root_.notices})
        if (role->persons.contains(person))
          return in_->fault(at, "names " + person +
                                    ", who signs other documents: the beacon's key lies on a "
                                    "server, give it a person of its own");
    }
  }

  void read_limits(Value at) {
    constexpr std::array<std::string_view, 3> kLimitFields{"hours", "tags", "quiet_hours"};
    if (!at) return;
    const Fields fields(*in_, at, kLimitFields, " of the limits of notices");
    config::NoticeLimits& limits = root_.notice_limits;
    const auto longest = in_->integer(fields.optional("hours"), 1, config::kNoticeLongest.count());
    limits.longest = std::chrono::hours(longest.value_or(config::kNoticeLongest.count()));
    limits.tags = config::read_tags(*in_, fields.optional("tags"));
    limits.quiet = config::read_hours(*in_, fields.optional("quiet_hours"));
  }

  Reader* in_;
  Fields fields_;
  RootReading reading_;
  Root root_;
};

void write_role(json::Writer& out, std::string_view name, const Role& role) {
  out.key(name);
  out.begin_object(json::Layout::line);
  out.integer_field("threshold", static_cast<std::int64_t>(role.threshold));
  out.list_field("persons", {role.persons.begin(), role.persons.end()});
  out.end();
}

void write_limits(json::Writer& out, const config::NoticeLimits& limits) {
  if (limits == config::NoticeLimits{}) return;
  out.key("notice");
  out.begin_object(json::Layout::line);
  out.integer_field("hours", limits.longest.count());
  if (!limits.tags.empty()) out.list_field("tags", limits.tags);
  std::vector<std::string> quiet;
  for (const config::Hours& hours : limits.quiet) quiet.push_back(config::print_hours(hours));
  if (!quiet.empty()) out.list_field("quiet_hours", quiet);
  out.end();
}

}  // namespace

Result<Root> read_root(std::string_view text, const std::string& document, RootReading reading) {
  const json::Parsed parsed = json::parse(text, {kRootBytesMax, false});
  if (!parsed.document) return Error{Kind::invalid, config::describe(document, parsed.faults)};
  Reader in(*parsed.document,
            reading == RootReading::writing ? json::Unknown::fault : json::Unknown::ignored);
  Root root = RootReader(in, parsed.document->root(), reading).read();
  if (in.fault_count() > 0) return Error{Kind::invalid, config::describe(document, in.faults())};
  return root;
}

std::string write_root(const Root& root) {
  json::Writer out;
  out.begin_object();
  out.text_field("format", kFormat);
  out.text_field("feed", root.feed);
  out.integer_field("version", root.version);
  out.integer_field("epoch", root.epoch);
  out.text_field("issued", config::print_instant(root.issued));
  out.text_field("expires", config::print_instant(root.expires));
  out.key("persons");
  out.begin_object();
  for (const auto& [person, keys] : root.persons) {
    out.key(person);
    out.begin_array();
    for (const PublicKey& key : keys) {
      out.begin_object(json::Layout::line);
      out.text_field("alg", key.alg);
      out.text_field("key", to_base64(key.bytes));
      out.end();
    }
    out.end();
  }
  out.end();
  out.key("roles");
  out.begin_object();
  write_role(out, "root", root.root);
  write_role(out, "feed", root.feeds);
  if (!root.notices.persons.empty()) write_role(out, "notice", root.notices);
  if (!root.beacons.persons.empty()) write_role(out, "beacon", root.beacons);
  out.end();
  write_limits(out, root.notice_limits);
  out.end();
  return out.finish();
}

// One try for each key: a stranger who adds wrong signatures by the dozen shall not keep a screen busy.
std::set<std::string> signers(const Root& root, const Role& role, const Envelope& envelope) {
  const std::string bytes = signed_bytes(envelope);
  const auto signed_with = [&](const PublicKey& key) {
    const auto signature = std::ranges::find(envelope.signatures, key.id(), &Signature::key_id);
    return signature != envelope.signatures.end() && verifies(key, bytes, signature->bytes);
  };
  std::set<std::string> found;
  for (const std::string& person : role.persons)
    if (std::ranges::any_of(root.persons.at(person), signed_with)) found.insert(person);
  return found;
}

bool may_recall(const Root& root, const Envelope& envelope) {
  return !signers(root, root.notices, envelope).empty() || !signers(root, root.feeds, envelope).empty();
}

Result<void> check_signed(const Root& root, const Role& role, const Envelope& envelope,
                          const std::string& document) {
  const std::set<std::string> found = signers(root, role, envelope);
  if (found.size() >= role.threshold) return {};
  std::string names;
  for (const std::string& person : found) names += (names.empty() ? "" : ", ") + person;
  return Error{Kind::refused, document + ": is signed by " +
                                  (names.empty() ? "nobody who may sign it" : names + " alone") + "; " +
                                  std::to_string(role.threshold) + " persons are needed"};
}

}  // namespace kepu::content
