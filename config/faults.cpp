#include "config/faults.h"

namespace kepu::config {
namespace {

constexpr std::size_t kQuotedMax = 80;

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  out += "\\u00";
  out += kDigits[byte >> 4U];
  out += kDigits[byte & 15U];
}

void append_printable(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (is_control(c)) {
      append_escaped(out, c);
    } else {
      out += c;
    }
  }
}

// At most `size` bytes of `text`, and no half character at the end.
std::string_view cut(std::string_view text, std::size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  return text.substr(0, size);
}

}  // namespace

std::string describe(const std::string& document, const Faults& faults) {
  std::string out;
  for (const Fault& fault : faults) {
    out += document + ": ";
    append_printable(out, fault.pointer);
    if (!fault.pointer.empty()) out += ": ";
    append_printable(out, fault.message);
    out += '\n';
  }
  return out;
}

std::string in_quotes(std::string_view text) {
  const std::string_view shown = cut(text, kQuotedMax);
  std::string out = "\"";
  append_printable(out, shown);
  if (shown.size() < text.size()) out += "…";
  out += '"';
  return out;
}

}  // namespace kepu::config
