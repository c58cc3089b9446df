#include "config/notices.h"

#include <algorithm>
#include <array>
#include <set>

#include "config/faults.h"
#include "config/feed_parts.h"
#include "config/json_reader.h"
#include "config/json_writer.h"
#include "config/notation.h"

namespace kepu::config {
namespace {

using json::Fields;
using json::Reader;
using json::Value;

constexpr std::string_view kFormat = "kepu-notices/1";
constexpr std::size_t kAssetsOfNoticeMax = 16;
constexpr std::size_t kRecalledMax = 2'000;

class NoticesReader {
 public:
  NoticesReader(Reader& in, Value at, Reading reading)
      : in_(&in), fields_(in, at, kFields), reading_(reading) {}

  Notices read() {
    const Value format = fields_.required("format");
    if (format && (format.type() != json::Type::string || format.string() != kFormat))
      in_->wrong(format, in_quotes(kFormat));
    read_.feed = in_->line(fields_.required("feed"), kNameBytesMax).value_or("");
    read_.epoch = in_->integer(issue_field(fields_, "epoch"), 0, kVersionMax).value_or(0);
    read_.version = in_->integer(issue_field(fields_, "version"), 0, kVersionMax).value_or(0);
    read_.issued = read_instant(issue_field(fields_, "issued"));
    read_.expires = read_instant(issue_field(fields_, "expires"));
    read_list(fields_.optional("notices"));
    read_.recalled = read_ids(*in_, fields_.optional("recalled"), kRecalledMax);
    return std::move(read_);
  }

 private:
  static constexpr std::array<std::string_view, 8> kFields{"format", "feed",    "epoch",   "version",
                                                           "issued", "expires", "notices", "recalled"};

  // What the publisher fills in for a draft.
  Value issue_field(const Fields& fields, std::string_view name) const {
    return reading_ == Reading::draft ? fields.optional(name) : fields.required(name);
  }

  Wall read_instant(Value at) { return in_->parsed(at, parse_instant, kInstantForm).value_or(Wall{}); }

  void read_list(Value at) {
    if (!in_->array(at, 0, kNoticesMax)) return;
    std::set<std::string> ids;
    for (const Value one : at.items()) {
      read_.notices.push_back(read_notice(one));
      if (!ids.insert(read_.notices.back().id).second) in_->fault(one, "has an id that is there already");
    }
  }

  Notice read_notice(Value at) {
    constexpr std::array<std::string_view, 6> kNoticeFields{"id",      "text", "assets",
                                                            "screens", "from", "until"};
    const Fields fields(*in_, at, kNoticeFields, " of a notice");
    Notice notice;
    notice.id = in_->line(fields.required("id"), kNameBytesMax).value_or("");
    notice.text = read_text(*in_, fields.optional("text"), 1);
    if (const Value assets = fields.optional("assets"); in_->array(assets, 0, kAssetsOfNoticeMax)) {
      for (const Value one : assets.items())
        notice.assets.emplace_back(in_->line(one, kNameBytesMax).value_or(""));
    }
    notice.screens = read_rule(*in_, fields.optional("screens"));
    notice.from = read_instant(issue_field(fields, "from"));
    const Value until = fields.required("until");
    notice.until = read_instant(until);
    if (until && notice.from >= notice.until) in_->fault(until, "is not later than \"from\"");
    const bool shows = fields.has("text") || !notice.assets.empty();
    if (at.type() == json::Type::object && !shows)
      in_->fault(at, "shows nothing: give \"text\" or \"assets\"");
    return notice;
  }

  Reader* in_;
  Fields fields_;
  Reading reading_;
  Notices read_;
};

void write_notice(json::Writer& out, const Notice& notice) {
  out.begin_object();
  out.text_field("id", notice.id);
  write_text(out, "text", notice.text);
  if (!notice.assets.empty()) out.list_field("assets", notice.assets);
  write_rule(out, "screens", notice.screens);
  out.text_field("from", print_instant(notice.from));
  out.text_field("until", print_instant(notice.until));
  out.end();
}

bool names_one_of(const std::vector<std::string>& tags, const std::vector<std::string>& allowed) {
  return std::ranges::any_of(tags, [&](const auto& tag) { return std::ranges::count(allowed, tag) > 0; });
}

// Whether only screens with one of `allowed` can match.
bool keeps_to(const TagRule& screens, const std::vector<std::string>& allowed) {
  if (allowed.empty() || names_one_of(screens.all, allowed)) return true;
  return !screens.any.empty() && std::ranges::all_of(screens.any, [&](const auto& tag) {
    return std::ranges::count(allowed, tag) > 0;
  });
}

}  // namespace

NoticesReading read_notices(std::string_view json, Reading reading) {
  const json::Parsed parsed = json::parse(json, {kNoticesBytesMax, false});
  if (!parsed.document) return {{}, parsed.faults};
  Reader in(*parsed.document, reading == Reading::playing ? json::Unknown::ignored : json::Unknown::fault);
  Notices notices = NoticesReader(in, parsed.document->root(), reading).read();
  if (in.fault_count() > 0) return {{}, in.faults()};
  return {std::move(notices), {}};
}

std::string write_notices(const Notices& notices) {
  json::Writer out;
  out.begin_object();
  out.text_field("format", kFormat);
  out.text_field("feed", notices.feed);
  out.integer_field("epoch", notices.epoch);
  out.integer_field("version", notices.version);
  out.text_field("issued", print_instant(notices.issued));
  out.text_field("expires", print_instant(notices.expires));
  out.key("notices");
  out.begin_array();
  for (const Notice& notice : notices.notices) write_notice(out, notice);
  out.end();
  out.key("recalled");
  out.begin_array();
  for (const AssetId& id : notices.recalled) out.text(id.hex());
  out.end();
  out.end();
  return out.finish();
}

std::string over_limit(const Notice& notice, const NoticeLimits& limits) {
  if (notice.until - notice.from > limits.longest)
    return "is on for more than " + std::to_string(limits.longest.count()) + " hours";
  if (keeps_to(notice.screens, limits.tags)) return {};
  std::string tags;
  for (const std::string& tag : limits.tags) tags += (tags.empty() ? "" : ", ") + tag;
  return "may only be for screens with one of the tags " + tags +
         ": name one in \"all\", or only such in \"any\"";
}

}  // namespace kepu::config
