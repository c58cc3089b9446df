#include "headend/forecast_words.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "config/json_writer.h"
#include "config/notation.h"
#include "headend/words.h"

namespace kepu::headend {
namespace {

constexpr std::size_t kRowsMax = 20;  // of a table
constexpr std::size_t kTimeWidth = 13;
constexpr std::size_t kPlaysWidth = 11;

std::string percent(milliseconds part, milliseconds whole) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%.1f %%",
                100.0 * static_cast<double>(part.count()) / static_cast<double>(whole.count()));
  return text.data();
}

struct Row {
  std::string name;
  Airtime airtime;
};

std::vector<Row> rows_of(const AirtimeByName& sums) {
  std::vector<Row> rows;
  for (const auto& [name, airtime] : sums) rows.push_back({name, airtime});
  std::ranges::stable_sort(rows, std::greater<>(), [](const Row& row) { return row.airtime.time; });
  return rows;
}

// What is shown, without the card and darkness.
Airtime programme_of(const Sums& sums) {
  Airtime programme;
  for (const auto& [name, airtime] : sums.airtimes.assets) {
    if (name == "(card)" || name == "(dark)") continue;
    programme.time += airtime.time;
    programme.plays += airtime.plays;
  }
  return programme;
}

std::string table(const std::string& heading, const std::vector<Row>& rows, milliseconds whole) {
  const std::size_t told = std::min(rows.size(), kRowsMax);
  std::size_t width = columns(heading);
  for (std::size_t i = 0; i < told; ++i) width = std::max(width, columns(rows[i].name) + 2);
  std::string text = "\n" + padded(heading, width) + right("airtime", kTimeWidth) + right("share", 9) +
                     right("plays", kPlaysWidth) + "\n";
  for (std::size_t i = 0; i < told; ++i) {
    const auto& [name, airtime] = rows[i];
    text += padded("  " + name, width) +
            right(time_words(std::chrono::round<std::chrono::seconds>(airtime.time)), kTimeWidth) +
            right(percent(airtime.time, whole), 9) + right(std::to_string(airtime.plays), kPlaysWidth) + "\n";
  }
  if (rows.size() > told) text += "  and " + std::to_string(rows.size() - told) + " more (--json has all)\n";
  return text;
}

// A district's share is of its own screens' time: how much of it has a programme.
std::string district_table(const Forecast& forecast) {
  const bool none = forecast.districts.size() == 1 && forecast.districts.begin()->first.empty();
  if (none) return "";
  constexpr const char* kHeading = "Programme by district";
  std::size_t width = columns(kHeading);
  for (const auto& [name, sums] : forecast.districts) width = std::max(width, columns(name) + 2);
  std::string text = "\n" + padded(kHeading, width) + right("airtime", kTimeWidth) + right("share", 9) +
                     right("plays", kPlaysWidth) + right("screens", kPlaysWidth) + "\n";
  for (const auto& [name, sums] : forecast.districts) {
    const Airtime programme = programme_of(sums);
    text += padded("  " + (name.empty() ? "(none)" : name), width) +
            right(time_words(std::chrono::round<std::chrono::seconds>(programme.time)), kTimeWidth) +
            right(percent(programme.time, sums.time), 9) +
            right(std::to_string(programme.plays), kPlaysWidth) +
            right(std::to_string(sums.screens), kPlaysWidth) + "\n";
  }
  return text;
}

// ---- JSON

using config::json::Layout;
using config::json::Writer;

void number_field(Writer& out, std::string_view name, std::int64_t value) {
  out.key(name);
  out.integer(value);
}
void count_field(Writer& out, std::string_view name, std::size_t value) {
  number_field(out, name, static_cast<std::int64_t>(value));
}

void write_airtimes(Writer& out, std::string_view name, const AirtimeByName& sums) {
  out.key(name);
  out.begin_array();
  for (const auto& [one, airtime] : rows_of(sums)) {
    out.begin_object(Layout::line);
    out.text_field("name", one);
    number_field(out, "time_ms", airtime.time.count());
    count_field(out, "plays", airtime.plays);
    out.end();
  }
  out.end();
}

void write_sums(Writer& out, const Sums& sums) {
  count_field(out, "screens", sums.screens);
  number_field(out, "time_ms", sums.time.count());
  write_airtimes(out, "entries", sums.airtimes.entries);
  write_airtimes(out, "assets", sums.airtimes.assets);
}

void write_finding(Writer& out, const Finding& finding, const Period& period) {
  constexpr std::array<const char*, 8> kWhats{"nobody", "elsewhere", "over",  "outranked",
                                              "spots",  "tail",      "share", "nothing"};
  out.begin_object();
  out.text_field("what", kWhats[static_cast<std::size_t>(finding.what)]);
  out.text_field("words", finding_words(finding, period));
  if (!finding.entry.empty()) out.text_field("entry", finding.entry);
  if (!finding.hours.empty()) out.text_field("hours", finding.hours);
  if (finding.promised > 0) {
    count_field(out, "promised", finding.promised);
    count_field(out, "kept", finding.kept);
  }
  if (finding.due.count() > 0) number_field(out, "due_ms", finding.due.count());
  if (finding.due.count() > 0 || finding.time.count() > 0) number_field(out, "time_ms", finding.time.count());
  std::vector<std::string> days;
  for (const config::Date& day : finding.days) days.push_back(config::print_date(day));
  if (!days.empty()) out.list_field("days", days);
  if (!finding.items.empty()) out.list_field("items", finding.items);
  if (!finding.screens.empty()) out.list_field("screens", finding.screens);
  out.end();
}

}  // namespace

std::string forecast_words(const config::Feed& feed, const Forecast& forecast) {
  const Sums& all = forecast.all;
  std::string text = feed.name + ' ' + version_words(feed) + ", " + period_words(forecast.period) + ", " +
                     count_words(all.screens, "screen", "screens") + "\n" +
                     table("Airtime by entry", rows_of(all.airtimes.entries), all.time) +
                     table("Airtime by asset", rows_of(all.airtimes.assets), all.time) +
                     district_table(forecast) + "\nOverbooked\n";
  for (const Finding& finding : forecast.findings)
    text += "  " + finding_words(finding, forecast.period) + "\n";
  return forecast.findings.empty() ? text + "  nothing\n" : text;
}

std::string forecast_json(const config::Feed& feed, const Forecast& forecast) {
  Writer out;
  out.begin_object();
  out.text_field("feed", feed.name);
  out.text_field("version", version_words(feed));
  out.text_field("from", config::print_date(forecast.period.from));
  out.text_field("to", config::print_date(forecast.period.until));
  write_sums(out, forecast.all);
  out.key("districts");
  out.begin_array();
  for (const auto& [name, sums] : forecast.districts) {
    out.begin_object();
    out.text_field("name", name);
    write_sums(out, sums);
    out.end();
  }
  out.end();
  out.key("findings");
  out.begin_array();
  for (const Finding& finding : forecast.findings) write_finding(out, finding, forecast.period);
  out.end();
  out.end();
  return out.finish();
}

}  // namespace kepu::headend
