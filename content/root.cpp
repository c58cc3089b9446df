#include "content/root.h"

#include <algorithm>
#include <array>
#include <utility>

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

constexpr std::size_t kNameBytesMax = 200;
constexpr std::int64_t kNumberMax = 1'000'000'000;
constexpr std::size_t kKeyBytes = 32;
constexpr const char* kFormat = "kepu-root/1";

PublicKey read_key(Reader& in, Value at, RootReading reading) {
  constexpr std::array<std::string_view, 2> kFields{"alg", "key"};
  const Fields fields(in, at, kFields, " of a key");
  const Value alg = fields.required("alg"), key = fields.required("key");
  PublicKey made{std::string(in.line(alg, kNameBytesMax).value_or("")),
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
    root_.feed = in_->line(fields_.required("feed"), kNameBytesMax).value_or("");
    root_.version = in_->integer(wanted("version"), 1, kNumberMax).value_or(0);
    root_.epoch =
        in_->integer(wanted("epoch"), 1, kNumberMax).value_or(reading_ == RootReading::writing ? 0 : 1);
    root_.issued =
        in_->parsed(wanted("issued"), config::parse_instant, "an instant (RFC 3339)").value_or(Wall{});
    root_.expires =
        in_->parsed(wanted("expires"), config::parse_instant, "an instant (RFC 3339)").value_or(Wall{});
    read_persons(fields_.required("persons"));
    constexpr std::array<std::string_view, 2> kRoles{"root", "feed"};
    const Fields roles(*in_, fields_.required("roles"), kRoles);
    root_.root = read_role(roles.required("root"));
    root_.feeds = read_role(roles.required("feed"));
    return std::move(root_);
  }

 private:
  static constexpr std::array<std::string_view, 8> kFields{"format", "feed",    "version", "epoch",
                                                           "issued", "expires", "persons", "roles"};

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
      const auto name = in_->line(one, kNameBytesMax);
      if (!name) continue;
      if (!root_.persons.contains(std::string(*name))) in_->fault(one, "is none of \"persons\"");
      if (!role.persons.insert(std::string(*name)).second) in_->fault(one, "is listed twice");
    }
    if (role.threshold > role.persons.size())
      in_->fault(threshold, "is more than the " + std::to_string(role.persons.size()) + " persons there are");
    return role;
  }

  Reader* in_;
  Fields fields_;
  RootReading reading_;
  Root root_;
};

void write_role(json::Writer& out, std::string_view name, const Role& role) {
  out.key(name);
  out.begin_object(json::Layout::line);
  out.key("threshold");
  out.integer(static_cast<std::int64_t>(role.threshold));
  out.key("persons");
  out.begin_array(json::Layout::line);
  for (const std::string& person : role.persons) out.text(person);
  out.end();
  out.end();
}

void write_field(json::Writer& out, std::string_view name, std::string_view value) {
  out.key(name);
  out.text(value);
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
  write_field(out, "format", kFormat);
  write_field(out, "feed", root.feed);
  out.key("version");
  out.integer(root.version);
  out.key("epoch");
  out.integer(root.epoch);
  write_field(out, "issued", config::print_instant(root.issued));
  write_field(out, "expires", config::print_instant(root.expires));
  out.key("persons");
  out.begin_object();
  for (const auto& [person, keys] : root.persons) {
    out.key(person);
    out.begin_array();
    for (const PublicKey& key : keys) {
      out.begin_object(json::Layout::line);
      write_field(out, "alg", key.alg);
      write_field(out, "key", to_base64(key.bytes));
      out.end();
    }
    out.end();
  }
  out.end();
  out.key("roles");
  out.begin_object();
  write_role(out, "root", root.root);
  write_role(out, "feed", root.feeds);
  out.end();
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
