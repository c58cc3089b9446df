#include "player/poison.h"

#include <algorithm>
#include <array>
#include <limits>

#include "config/json_reader.h"
#include "config/json_writer.h"

namespace kepu::player {
namespace {

namespace json = config::json;

constexpr std::size_t kBytesMax = 16U << 20U;
constexpr std::size_t kCasesMax = 100'000;
constexpr std::size_t kReasonMax = 500;
constexpr std::int64_t kWallMax = 253'402'300'799'000;  // the end of 9999
constexpr milliseconds kForgetSafeMode = std::chrono::hours(24);
constexpr std::array<std::string_view, 3> kFields{"safe_until", "safe_length", "cases"};
constexpr std::array<std::string_view, 6> kCaseFields{"sha256", "crashes",   "terms",
                                                      "until",  "barred_at", "reason"};

std::optional<Poison::Case> read_case(json::Reader& in, json::Value at, config::AssetId& id) {
  const json::Fields fields(in, at, kCaseFields);
  const auto named = in.parsed(fields.required("sha256"), config::AssetId::parse, "a SHA-256");
  const auto crashes = in.integer(fields.required("crashes"), 0, Poison::kCrashesMax);
  const auto terms = in.integer(fields.required("terms"), 0, std::numeric_limits<int>::max());
  const auto until = in.integer(fields.required("until"), 0, kWallMax);
  const auto barred_at = in.integer(fields.required("barred_at"), 0, kWallMax);
  const auto reason = in.text(fields.required("reason"), 0, kReasonMax);
  if (!named || !crashes || !terms || !until || !barred_at || !reason) return std::nullopt;
  id = *named;
  return Poison::Case{static_cast<int>(*crashes), static_cast<int>(*terms), Wall(milliseconds(*until)),
                      Wall(milliseconds(*barred_at)), std::string(*reason)};
}

// Reasons come from decode processes: what goes into the document must be UTF-8.
std::string printable(std::string_view reason) {
  std::string text(reason.substr(0, kReasonMax));
  std::ranges::replace_if(
      text, [](unsigned char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

}  // namespace

std::string print_note(const AttemptNote& note) {
  std::string text = note.boot + "\n";
  for (const config::AssetId& id : note.assets) text += id.hex() + "\n";
  return text;
}

AttemptNote parse_note(std::string_view text) {
  AttemptNote note;
  for (bool first = true; !text.empty(); first = false) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (first) {
      note.boot = line;
    } else if (const auto id = config::AssetId::parse(line)) {
      note.assets.push_back(*id);
    }
  }
  return note;
}

bool Poison::blame(const config::AssetId& id, Cause cause, const std::string& reason, Wall now) {
  Case& one = cases_[id];
  one.reason = printable(reason);
  if (now < one.until) return false;
  if (cause != Cause::reboot && ++one.crashes < kCrashesMax) return false;
  one.crashes = 0;
  one.until = now + (one.terms == 0 ? kFirstTerm : kFurtherTerm);
  one.barred_at = now;
  ++one.terms;
  enter_safe_mode(now);
  return true;
}

void Poison::enter_safe_mode(Wall now) {
  const auto lately = [&](const auto& each) {
    return each.second.terms > 0 && each.second.barred_at <= now && now - each.second.barred_at < kAtOnce &&
           each.second.barred_at >= safe_until_;
  };
  if (static_cast<std::size_t>(std::ranges::count_if(cases_, lately)) <= kBarredAtOnceMax) return;
  const bool again = safe_length_ > milliseconds{} && now - safe_until_ < kForgetSafeMode;
  safe_length_ = again ? std::min(2 * safe_length_, kSafeMax) : kSafeFirst;
  for (auto& each : cases_) {
    if (lately(each)) each.second.terms = 0;
  }
  safe_until_ = now + safe_length_;
}

void Poison::judge(const AttemptNote& left, const std::string& boot, Wall now) {
  const bool rebooted = left.boot != boot;
  for (const config::AssetId& id : left.assets) {
    if (rebooted) {
      blame(id, Cause::reboot, "the machine went down while it was open", now);
    } else {
      blame(id, Cause::crash, "the player ended without warning while it was open", now);
    }
  }
}

bool Poison::played_to_end(const config::AssetId& id) {
  const auto found = cases_.find(id);
  if (found == cases_.end() || found->second.crashes == 0) return false;
  found->second.crashes = 0;
  if (found->second.terms == 0) cases_.erase(found);
  return true;
}

bool Poison::barred(const config::AssetId& id, Wall now) const {
  const auto found = cases_.find(id);
  return found != cases_.end() && now < found->second.until;
}

std::optional<Wall> Poison::next_change(Wall now) const {
  std::optional<Wall> next;
  const auto consider = [&](Wall at) {
    if (at > now && (!next || at < *next)) next = at;
  };
  consider(safe_until_);
  for (const auto& each : cases_) consider(each.second.until);
  return next;
}

std::string Poison::print() const {
  json::Writer out;
  out.begin_object();
  out.key("safe_until");
  out.integer(safe_until_.time_since_epoch().count());
  out.key("safe_length");
  out.integer(safe_length_.count());
  out.key("cases");
  out.begin_array();
  for (const auto& [id, one] : cases_) {
    out.begin_object(json::Layout::line);
    out.key("sha256");
    out.text(id.hex());
    out.key("crashes");
    out.integer(one.crashes);
    out.key("terms");
    out.integer(one.terms);
    out.key("until");
    out.integer(one.until.time_since_epoch().count());
    out.key("barred_at");
    out.integer(one.barred_at.time_since_epoch().count());
    out.key("reason");
    out.text(one.reason);
    out.end();
  }
  out.end();
  out.end();
  return out.finish();
}

Result<Poison> Poison::parse(std::string_view text) {
  const json::Parsed parsed = json::parse(text, {kBytesMax, false});
  if (!parsed.document) return Error{Kind::invalid, config::describe("poison.json", parsed.faults)};
  json::Reader in(*parsed.document, json::Unknown::ignored);
  const json::Fields fields(in, parsed.document->root(), kFields);
  Poison poison;
  poison.safe_until_ = Wall(milliseconds(in.integer(fields.required("safe_until"), 0, kWallMax).value_or(0)));
  poison.safe_length_ =
      milliseconds(in.integer(fields.required("safe_length"), 0, kSafeMax.count()).value_or(0));
  const json::Value cases = fields.required("cases");
  if (in.array(cases, 0, kCasesMax)) {
    for (const json::Value each : cases.items()) {
      config::AssetId id;
      if (auto one = read_case(in, each, id)) poison.cases_[id] = std::move(*one);
    }
  }
  if (in.fault_count() > 0) return Error{Kind::invalid, config::describe("poison.json", in.faults())};
  return poison;
}

}  // namespace kepu::player
