#include "headend/fleet.h"

#include <array>
#include <map>
#include <utility>

#include "config/feed_parts.h"
#include "config/json_reader.h"
#include "config/notation.h"
#include "config/place_read.h"

namespace kepu::headend {
namespace {

namespace json = config::json;
using json::Fields;
using json::Reader;
using json::Value;

constexpr std::string_view kDistrict = "district:";

std::string line_of(Reader& in, Value at) {
  return std::string(in.line(at, config::kNameBytesMax).value_or(""));
}

std::optional<std::string> parse_tag(std::string_view text) {
  return config::is_tag(text) ? std::optional<std::string>(text) : std::nullopt;
}

std::string district_of(const config::Screen& screen) {
  for (const std::string& tag : screen.tags)
    if (tag.starts_with(kDistrict)) return tag.substr(kDistrict.size());
  return "";
}

FleetScreen read_screen(Reader& in, Value at) {
  constexpr std::array<std::string_view, 5> kFields{"id", "tags", "timezone", "place", "district"};
  const Fields fields(in, at, kFields);
  FleetScreen one;
  const auto id =
      in.parsed(fields.required("id"), parse_tag, "an id: 1 to 200 bytes without spaces and commas");
  one.screen.id.name = id.value_or("");
  one.screen.tags = config::read_tags(in, fields.optional("tags"));
  one.screen.timezone = line_of(in, fields.optional("timezone"));
  one.place = config::read_place(in, fields.optional("place"));
  one.district = fields.has("district") ? line_of(in, fields.optional("district")) : district_of(one.screen);
  return one;
}

Fleet read_screens(Reader& in, Value list) {
  Fleet fleet;
  if (!in.array(list, 1, kFleetScreensMax)) return fleet;
  std::map<std::string, Value> seen;
  for (const Value at : list.items()) {
    fleet.push_back(read_screen(in, at));
    const std::string& id = fleet.back().screen.id.name;
    const auto [first, is_new] = seen.try_emplace(id, at);
    if (!id.empty() && !is_new)
      in.fault(at, "the id " + config::in_quotes(id) + " is taken by " + first->second.pointer());
  }
  return fleet;
}

}  // namespace

FleetReading read_fleet(std::string_view text) {
  const json::Parsed parsed = json::parse(text, {kFleetBytesMax, true});
  if (!parsed.document) return {{}, parsed.faults};
  constexpr std::array<std::string_view, 1> kTop{"screens"};
  Reader reader(*parsed.document, json::Unknown::fault);
  const Fields fields(reader, parsed.document->root(), kTop);
  Fleet fleet = read_screens(reader, fields.required("screens"));
  if (reader.fault_count() == 0) return {std::move(fleet), {}};
  return {{}, reader.faults()};
}

}  // namespace kepu::headend
