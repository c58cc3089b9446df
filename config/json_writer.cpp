#include "config/json_writer.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "config/log.h"

namespace kepu::config::json {

void Writer::begin_object(Layout layout) { begin(true, layout); }

void Writer::begin_array(Layout layout) { begin(false, layout); }

void Writer::begin(bool object, Layout layout) {
  before_value();
  const bool within_line = !levels_.empty() && levels_.back().layout == Layout::line;
  out_ += object ? '{' : '[';
  levels_.push_back({object, within_line ? Layout::line : layout, true});
}

void Writer::end() {
  KEPU_CHECK(!levels_.empty() && !after_key_);
  const Level level = levels_.back();
  levels_.pop_back();
  if (!level.empty && level.layout == Layout::lines) new_line();
  out_ += level.object ? '}' : ']';
}

void Writer::key(std::string_view name) {
  KEPU_CHECK(!levels_.empty() && levels_.back().object && !after_key_);
  next_member();
  put(name);
  out_ += ": ";
  after_key_ = true;
}

void Writer::text(std::string_view value) {
  before_value();
  put(value);
}

void Writer::integer(std::int64_t value) {
  before_value();
  out_ += std::to_string(value);
}

void Writer::number(double value) {
  KEPU_CHECK(std::isfinite(value));
  before_value();
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out_.append(digits.data(), end);
}

void Writer::boolean(bool value) {
  before_value();
  out_ += value ? "true" : "false";
}

std::string Writer::finish() {
  KEPU_CHECK(levels_.empty());
  out_ += '\n';
  return std::move(out_);
}

void Writer::text_field(std::string_view name, std::string_view value) {
  key(name);
  text(value);
}

void Writer::integer_field(std::string_view name, std::int64_t value) {
  key(name);
  integer(value);
}

void Writer::list_field(std::string_view name, const std::vector<std::string>& values) {
  key(name);
  begin_array(Layout::line);
  for (const std::string& value : values) text(value);
  end();
}

void Writer::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (levels_.empty()) return;
  KEPU_CHECK(!levels_.back().object);
  next_member();
}

void Writer::next_member() {
  Level& level = levels_.back();
  if (!level.empty) out_ += ',';
  if (level.layout == Layout::lines) {
    new_line();
  } else if (!level.empty) {
    out_ += ' ';
  }
  level.empty = false;
}

void Writer::new_line() {
  out_ += '\n';
  out_.append(levels_.size() * 2, ' ');
}

void Writer::put(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out_ += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out_ += '\\';
      out_ += c;
    } else if (c == '\n') {
      out_ += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      out_ += "\\u00";
      out_ += kDigits[byte >> 4U];
      out_ += kDigits[byte & 15U];
    } else {
      out_ += c;
    }
  }
  out_ += '"';
}

}  // namespace kepu::config::json
