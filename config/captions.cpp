#include "config/captions.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "config/faults.h"

namespace kepu::config {
namespace {

constexpr std::string_view kArrow = "-->";
constexpr std::string_view kBlanks = " \t";

struct Line {
  std::size_t number = 0;
  std::string_view text;
};
using Block = std::vector<Line>;  // lines without an empty one between them

// --- lines ---

// After a line end: "\n", "\r\n" or "\r".
std::size_t end_of_line(std::string_view bytes, std::size_t from) {
  return std::min(bytes.find_first_of("\r\n", from), bytes.size());
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

std::vector<Block> blocks_of(std::string_view bytes) {
  std::vector<Block> blocks(1);
  std::size_t number = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t end = end_of_line(bytes, at);
    const std::string_view line = trimmed(bytes.substr(at, end - at));
    ++number;
    if (!line.empty()) blocks.back().push_back({number, line});
    if (line.empty() && !blocks.back().empty()) blocks.emplace_back();
    at = end + (bytes.substr(end).starts_with("\r\n") ? 2 : 1);
  }
  if (blocks.back().empty()) blocks.pop_back();
  return blocks;
}

// How many bytes the character that `text` begins with has; 0: it is not UTF-8 (RFC 3629).
std::size_t character_size(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto follow = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i)
      if (byte(i) < 0x80 || byte(i) > 0xBF) return false;
    return true;
  };
  const unsigned first = byte(0), second = byte(1);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follow(1, 2) ? 2 : 0;
  const unsigned least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (second < least || second > most) return 0;
  if (first >= 0xE0 && first <= 0xEF) return follow(2, 3) ? 3 : 0;
  return first >= 0xF0 && first <= 0xF4 && follow(2, 4) ? 4 : 0;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// --- times ---

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes a number of `least` to `most` digits off the front.
std::optional<std::int64_t> take_number(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t digits = 0;
  std::int64_t value = 0;
  for (; digits < most && digits < text.size() && is_digit(text[digits]); ++digits)
    value = value * 10 + (text[digits] - '0');
  if (digits < least) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

// "1:02:03,456", "02:03.456"; the comma is SubRip's, the point WebVTT's.
std::optional<milliseconds> take_time(std::string_view& text) {
  std::array<std::int64_t, 3> parts{};  // hours, minutes, seconds
  std::size_t count = 0;
  do {
    const auto part = take_number(text, 1, 3);
    if (!part || count == parts.size()) return std::nullopt;
    parts[count++] = *part;
  } while (take(text, ":"));
  if (count < 2 || !take(text, ",.")) return std::nullopt;
  const auto fraction = take_number(text, 3, 3);
  if (count == 2) parts = {0, parts[0], parts[1]};
  if (!fraction || parts[1] > 59 || parts[2] > 59) return std::nullopt;
  return milliseconds(((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1000 + *fraction);
}

struct Times {
  milliseconds start, end;
};

// What follows it are positions.
std::optional<Times> times_in(std::string_view line) {
  const auto start = take_time(line);
  line = trimmed(line);
  if (!start || !line.starts_with(kArrow)) return std::nullopt;
  line = trimmed(line.substr(kArrow.size()));
  const auto end = take_time(line);
  if (!end || (!line.empty() && kBlanks.find(line.front()) == std::string_view::npos)) return std::nullopt;
  return Times{*start, *end};
}

bool has_arrow(const Line& line) { return line.text.find(kArrow) != std::string_view::npos; }

// --- words ---

bool is_tag_name(std::string_view name) {
  constexpr std::array<std::string_view, 10> kTags{"b", "i",    "u",    "s",  "c",
                                                   "v", "font", "ruby", "rt", "lang"};
  return std::ranges::find(kTags, name) != kTags.end();
}

// The length of the markup that `text` begins with; 0: it begins with words.
std::size_t markup_size(std::string_view text, bool webvtt) {
  const bool braces = !webvtt && text.starts_with("{\\");
  const auto end = text.find(braces ? '}' : '>');
  if (end == std::string_view::npos || (!braces && !text.starts_with('<'))) return 0;
  if (braces) return end + 1;
  std::string_view name = text.substr(1, end - 1);
  if (webvtt && (name.empty() || is_digit(name.front()))) return end + 1;  // a time within the words
  if (name.starts_with('/')) name.remove_prefix(1);
  return is_tag_name(name.substr(0, name.find_first_of(". \t="))) ? end + 1 : 0;
}

struct Entity {
  std::string_view written, meant;
};

// What is meant by the beginning of `text`.
Entity entity_in(std::string_view text) {
  constexpr std::array<Entity, 6> kEntities{{{"&amp;", "&"},
                                             {"&lt;", "<"},
                                             {"&gt;", ">"},
                                             {"&nbsp;", "\u00A0"},
                                             {"&lrm;", "\u200E"},
                                             {"&rlm;", "\u200F"}}};
  for (const Entity& entity : kEntities)
    if (text.starts_with(entity.written)) return entity;
  return {text.substr(0, 1), text.substr(0, 1)};
}

std::string words_of(std::string_view line, bool webvtt) {
  std::string words;
  while (!line.empty()) {
    if (const std::size_t markup = markup_size(line, webvtt); markup > 0) {
      line.remove_prefix(markup);
      continue;
    }
    const Entity entity = webvtt ? entity_in(line) : Entity{line.substr(0, 1), line.substr(0, 1)};
    words += entity.meant;
    line.remove_prefix(entity.written.size());
  }
  return std::string(trimmed(words));
}

class CaptionsReader {
 public:
  CaptionsReading read(std::string_view bytes) {
    if (bytes.size() > kCaptionsBytesMax) {
      fault(1, "has more than " + std::to_string(kCaptionsBytesMax) + " bytes: captions are short");
      return std::move(reading_);
    }
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    std::vector<Block> blocks = blocks_of(bytes);
    webvtt_ = !blocks.empty() && is_head(blocks.front().front().text);
    if (webvtt_) blocks.erase(blocks.begin());
    for (const Block& block : blocks) read_block(block);
    std::ranges::stable_sort(reading_.captions, {}, &Caption::start);
    return std::move(reading_);
  }

 private:
  static bool is_head(std::string_view line) {
    constexpr std::string_view kHead = "WEBVTT";
    return line.starts_with(kHead) &&
           (line.size() == kHead.size() || kBlanks.find(line[kHead.size()]) != std::string_view::npos);
  }

  // Not a caption, but what WebVTT has beside them.
  bool is_aside(std::string_view line) const {
    const std::string_view word = line.substr(0, line.find_first_of(kBlanks));
    return webvtt_ && (word == "NOTE" || word == "STYLE" || word == "REGION");
  }

  // A number or a name may stand above the times.
  void read_block(const Block& block) {
    if (is_aside(block.front().text)) return;
    std::size_t at = 0;
    if (block.size() > 1 && !has_arrow(block[0])) at = 1;
    if (!has_arrow(block[at])) return fault(block.front().number, "has words without times above them");
    while (at < block.size()) {
      std::size_t end = at + 1;
      while (end < block.size() && !has_arrow(block[end])) ++end;
      const bool numbered = end < block.size() && end > at + 1 && is_number(block[end - 1].text);
      read_caption(block, at, numbered ? end - 1 : end);
      if (end < block.size())
        fault(block[end].number, "has times among words: an empty line is missing above");
      at = end;
    }
  }

  static bool is_number(std::string_view line) { return std::ranges::all_of(line, is_digit); }

  void read_caption(const Block& block, std::size_t at, std::size_t end) {
    const Line& head = block[at];
    const auto times = times_in(head.text);
    if (!times) return fault(head.number, in_quotes(head.text) + " is not \"HH:MM:SS,mmm --> HH:MM:SS,mmm\"");
    if (times->end <= times->start) return fault(head.number, "ends before it begins");
    Caption caption{times->start, times->end, {}};
    for (const Line& line : std::span(block).subspan(at + 1, end - at - 1)) {
      if (!add_line(line, caption.text)) return;
    }
    if (caption.text.empty()) return fault(head.number, "has no words");
    if (caption.text.size() > kCaptionBytesMax)
      return fault(head.number, "has more than " + std::to_string(kCaptionBytesMax) + " bytes of words");
    if (reading_.captions.size() == kCaptionsMax)
      return fault(head.number,
                   "is more than the " + std::to_string(kCaptionsMax) + " captions that a clip may have");
    reading_.captions.push_back(std::move(caption));
  }

  bool add_line(const Line& line, std::string& text) {
    if (!is_utf8(line.text)) {
      fault(line.number, "is not UTF-8: save the file as UTF-8 (iconv -f GB18030 -t UTF-8)");
      return false;
    }
    if (std::ranges::any_of(line.text, is_control)) {
      fault(line.number, "has a control character");
      return false;
    }
    const std::string words = words_of(line.text, webvtt_);
    if (!words.empty()) text += (text.empty() ? "" : "\n") + words;
    return true;
  }

  void fault(std::size_t line, std::string message) {
    if (reading_.faults.size() < kLineFaultsMax) reading_.faults.push_back({line, std::move(message)});
  }

  bool webvtt_ = false;
  CaptionsReading reading_;
};

}  // namespace

CaptionsReading read_captions(std::string_view bytes) { return CaptionsReader().read(bytes); }

std::string describe(const std::vector<LineFault>& faults) {
  std::string all;
  for (const LineFault& fault : faults)
    all += (all.empty() ? "line " : "; line ") + std::to_string(fault.line) + ": " + fault.message;
  return all;
}

}  // namespace kepu::config
